namespace GridGov.Encryption;

/// <summary>The keys do not open what is stored; the message says which, and what to do.</summary>
public sealed class KeyException(string message) : Exception(message);

/// <summary>Something encrypted that no longer opens where it stands: it was changed past the program, or put there from elsewhere.</summary>
public sealed class DecryptionException(string place) : Exception($"What is encrypted in {place} does not open there: it was changed, or belongs elsewhere.");
