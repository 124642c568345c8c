namespace GridGov.Text;

/// <summary>The username of an account.</summary>
public static class Username
{
    /// <summary>The stored form: small letters, half width, no outer spaces, because keyboards add capitals and spaces.</summary>
    public static string Normalise(string text) => TextFold.Fold(text).Trim();
}
