namespace GridGov.Text;

/// <summary>What somebody signs in with.</summary>
public static class Username
{
    /// <summary>As it is kept and compared: in small letters and half width, without outer spaces, which telephones' keyboards add.</summary>
    public static string Normalise(string text) => TextFold.Fold(text).Trim();
}
