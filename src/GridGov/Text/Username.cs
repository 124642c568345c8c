namespace GridGov.Text;

/// <summary>The username of an account.</summary>
public static class Username
{
    public const int MinLength = 3, MaxLength = 64;

    /// <summary>The characters as they are sent, with capital letters and outer spaces.</summary>
    public const string Pattern = "^ *[A-Za-z0-9][A-Za-z0-9._-]{2,} *$";

    /// <summary>The stored form: small letters, half width, no outer spaces, because keyboards add capitals and spaces.</summary>
    public static string Normalise(string text) => TextFold.Fold(text).Trim();
}
