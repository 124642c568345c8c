namespace GridGov.Encryption;

/// <summary>The keys do not fit the database; the message says which and what to do.</summary>
public sealed class KeyException(string message) : Exception(message);

/// <summary>An encrypted value that does not open at its place: it was changed outside the program, or copied from elsewhere.</summary>
public sealed class DecryptionException(string place)
    : Exception($"The encrypted content of {place} cannot be opened: it was changed, or belongs elsewhere.");
