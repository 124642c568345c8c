using System.Globalization;
using System.Net;

namespace GridGov.Api.Edge;

/// <summary>The settings under <c>GridGov:Edge</c>.</summary>
/// <param name="PerCaller">Requests per minute and burst of a signed-in person; 0 for no limit.</param>
/// <param name="PerAddress">The same for a network address without sign-in.</param>
/// <param name="PublicPerAddress">The same for what an address asks of the pages for the public, apart from the others.</param>
/// <param name="SignInPerAccount">Sign-ins per minute of one username at one address, and of one known device.</param>
/// <param name="SignInPerAddress">Sign-ins and password resets per minute of all unknown devices at one address.</param>
/// <param name="RefreshPerSession">Refreshes per minute of one session.</param>
/// <param name="RefreshPerAddress">Refreshes per minute of one address with tokens of no session.</param>
/// <param name="Origins">Web origins whose pages may call this API (CORS); none by default.</param>
/// <param name="Proxies">Addresses or networks (CIDR) of reverse proxies whose X-Forwarded headers are trusted; none by default.</param>
public sealed record EdgeSettings(
    int PerCaller, int PerAddress, int PublicPerAddress, int SignInPerAccount, int SignInPerAddress, int RefreshPerSession,
    int RefreshPerAddress,
    IReadOnlyList<string> Origins, IReadOnlyList<IPNetwork> Proxies)
{
    // Far above a phone that sends a day's offline work or a page that loads a dashboard.
    const int DefaultPerCaller = 1200;
    // A whole street office can share one address and signs in between eight and nine.
    const int DefaultPerAddress = 300;
    // A whole residential quarter can share one address; a board is served from memory.
    const int DefaultPublicPerAddress = 300;
    // A person types a password a few times, and a device refreshes twice an hour.
    const int DefaultPerAccount = 20;
    // Each costs a password hash, so this bounds the processor time that an address can take.
    const int DefaultSignInPerAddress = 120;
    const int DefaultRefreshPerAddress = 60;
    const int MaxLimit = 1_000_000_000;

    /// <exception cref="SettingsException">A setting has a value that cannot be used.</exception>
    public static EdgeSettings From(IConfiguration configuration)
    {
        var edge = configuration.GetSection("GridGov:Edge");
        return new EdgeSettings(
            Limit("PerCaller", DefaultPerCaller), Limit("PerAddress", DefaultPerAddress),
            Limit("PublicPerAddress", DefaultPublicPerAddress),
            Limit("SignInPerAccount", DefaultPerAccount), Limit("SignInPerAddress", DefaultSignInPerAddress),
            Limit("RefreshPerSession", DefaultPerAccount), Limit("RefreshPerAddress", DefaultRefreshPerAddress),
            [.. List("Origins").Select(Origin)], [.. List("Proxies").Select(Network)]);

        int Limit(string name, int fallback) => edge[name] is not { } text
            ? fallback
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxLimit
                ? number
                : throw Invalid(name, text, "a number of requests in a minute, from 1 to 1000000000, or 0 for no limit");

        string[] List(string name) => (edge[name] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    static string Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri.GetLeftPart(UriPartial.Authority) == text
            ? text
            : throw Invalid("Origins", text, "an origin such as https://map.example.org");

    static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw Invalid("Proxies", text, "an address or a network such as 10.1.0.0/16");

    static SettingsException Invalid(string name, string text, string wanted) =>
        new($"GridGov:Edge:{name} has '{text}', which is not {wanted}.");
}
