namespace GridGov.Api;

/// <summary>The address under which others reach the deployment, for what is printed or sent.</summary>
/// <param name="Base">Without a slash at its end; null for the address of the request.</param>
public sealed record PublicAddress(string? Base)
{
    const string Setting = "GridGov:PublicAddress";

    /// <exception cref="SettingsException">The setting is not an address.</exception>
    public static PublicAddress From(IConfiguration configuration)
    {
        if (configuration[Setting] is not { } text)
            return new PublicAddress(Base: null);
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri is { Query: "", Fragment: "", UserInfo: "" }
            ? new PublicAddress(text.TrimEnd('/'))
            : throw new SettingsException($"{Setting} is '{text}', which is not an address such as https://grid.example.org.");
    }

    /// <summary>The address of a path, which begins with a slash.</summary>
    public string Of(HttpRequest request, string path) => (Base ?? $"{request.Scheme}://{request.Host}{request.PathBase}") + path;
}
