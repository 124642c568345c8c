using System.Globalization;
using System.Net;

namespace GridGov.Api.Edge;

/// <summary>What a deployment sets for the border between the server and the network, under <c>GridGov:Edge</c>.</summary>
/// <param name="PerCaller">Requests that one signed-in person may make in a minute, and as many at once; 0 for no limit.</param>
/// <param name="PerAddress">The same for one network address that is not signed in.</param>
/// <param name="Origins">Web origins whose pages may call this API (CORS); none unless said.</param>
/// <param name="Proxies">Addresses or networks (CIDR) of the reverse proxies whose X-Forwarded headers are believed; none unless said.</param>
public sealed record EdgeSettings(int PerCaller, int PerAddress, IReadOnlyList<string> Origins, IReadOnlyList<IPNetwork> Proxies)
{
    // A worker's phone that sends a day's offline work, or a page that loads a dashboard, stays far below.
    const int DefaultPerCaller = 1200;
    // A whole street office can stand behind one address, and signs in between eight and nine.
    const int DefaultPerAddress = 300;

    /// <exception cref="SettingsException">A setting has a value that cannot be used.</exception>
    public static EdgeSettings From(IConfiguration configuration)
    {
        var edge = configuration.GetSection("GridGov:Edge");
        return new EdgeSettings(
            Limit("PerCaller", DefaultPerCaller), Limit("PerAddress", DefaultPerAddress),
            [.. List("Origins").Select(Origin)], [.. List("Proxies").Select(Network)]);

        int Limit(string name, int otherwise) => edge[name] is not { } text
            ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw Invalid(name, text, "a number of requests in a minute, 0 for no limit");

        string[] List(string name) => (edge[name] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    static string Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text
            ? text
            : throw Invalid("Origins", text, "an origin such as https://map.example.org");

    static IPNetwork Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw Invalid("Proxies", text, "an address or a network such as 10.1.0.0/16");

    static SettingsException Invalid(string name, string text, string wanted) => new($"GridGov:Edge:{name} has '{text}', which is not {wanted}.");
}
