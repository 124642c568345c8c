using System.Text.Json.Nodes;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Leaks;

/// <summary>A mapped route: its access metadata, and the things that a request to it can name.</summary>
sealed class Operation
{
    const string Json = "application/json";

    readonly RouteEndpoint endpoint;
    readonly RequestDescription? request;

    Operation(RouteEndpoint endpoint, string method, IReadOnlyDictionary<string, IReadOnlyList<string>> forms)
    {
        this.endpoint = endpoint;
        Method = new HttpMethod(method);
        request = endpoint.Metadata.GetMetadata<RequestDescription>();
        Name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? $"{method} {endpoint.RoutePattern.RawText}";
        Needs = endpoint.Metadata.GetMetadata<AccessMetadata>();
        Parameters = [.. Addresses()];
        Query = [.. (request?.Query ?? []).Select(value => new QueryParameter(value.Name, IsText(value.Property.PropertyType)))];
        var all = forms.GetValueOrDefault(Name, [Json]);
        Forms = Method == HttpMethod.Get || !all.Contains(Json) ? all : [Json];
    }

    /// <summary>All mapped operations of the server.</summary>
    public static async Task<IReadOnlyList<Operation>> All(App app) =>
        Of(app.Services.GetRequiredService<EndpointDataSource>().Endpoints, await FormsOf(app));

    /// <param name="forms">The media types of each operation's responses, by operation id.</param>
    public static IReadOnlyList<Operation> Of(IEnumerable<Endpoint> endpoints,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? forms = null) =>
    [
        .. from endpoint in endpoints.Cast<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           // The endpoint of GET answers to it, behind the same guard.
           where method != "HEAD"
           select new Operation(endpoint, method, forms ?? new Dictionary<string, IReadOnlyList<string>>()),
    ];

    /// <summary>The operation's id in the contract.</summary>
    public string Name { get; }

    public HttpMethod Method { get; }

    /// <summary>Null when the operation is anonymous.</summary>
    public AccessMetadata? Needs { get; }

    public Capability? Capability => Needs?.Capability;
    public bool Anonymous => endpoint.Metadata.GetMetadata<AnonymousMetadata>() is not null;
    public bool TakesKeys => endpoint.Metadata.GetMetadata<ApiKeyMetadata>() is not null;
    public bool Reads => Method == HttpMethod.Get;

    /// <summary>Whether it is about the caller's own account, so that it may end the caller's session.</summary>
    public bool OwnAccount => Needs is { Capability: null };

    /// <summary>The route's parameters, each as the path that ends with it: /v1/tickets/{id}/requests/{requestId}.</summary>
    public IReadOnlyList<string> Parameters { get; }

    public IReadOnlyList<QueryParameter> Query { get; }

    /// <summary>The media types of its responses, by the contract; all show the same data.</summary>
    public IReadOnlyList<string> Forms { get; }

    /// <summary>Reference data, which is the same for every reader.</summary>
    static readonly string[] SameForAll = ["getScheme", "listSchemes", "listMeasures", "listCalendarEvents"];

    /// <summary>Whether the response depends on the caller.</summary>
    public bool AsksWho => !SameForAll.Contains(Name);

    public bool TakesVersion => request?.RequiresVersion is true;
    public bool TakesFile => request?.File is not null;

    public string? FileType => request?.File switch
    {
        FilePart file => file.ContentTypes[0],
        StreamPart => StreamBody.Binary,
        _ => null,
    };

    /// <summary>A new copy of the body's example; an empty object when there is a body without an example.</summary>
    public JsonObject? Example() =>
        endpoint.Metadata.GetMetadata<RequestExample>() is { } example ? JsonNode.Parse(example.Json)!.AsObject()
        : BodyType is not null ? [] : null;

    /// <summary>The properties of its body.</summary>
    public IEnumerable<string> BodyProperties =>
        BodyType?.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name!) ?? [];

    Type? BodyType =>
        endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type } accepts && accepts.ContentTypes.Contains(Json)
            ? type
            : null;

    /// <summary>The path with its parameters filled in.</summary>
    /// <param name="fill">Returns the value for a parameter's path.</param>
    public string Path(Func<string, string> fill)
    {
        var asked = "";
        var address = "";
        foreach (var segment in endpoint.RoutePattern.PathSegments)
        {
            (asked, address) = (asked + "/", address + "/");
            foreach (var part in segment.Parts)
            {
                address += TextOf(part);
                asked += part is RoutePatternParameterPart ? Uri.EscapeDataString(fill(address)) : TextOf(part);
            }
        }
        return asked;
    }

    IEnumerable<string> Addresses()
    {
        var found = new List<string>();
        Path(address =>
        {
            found.Add(address);
            return "";
        });
        return found;
    }

    static string TextOf(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "No such part."),
    };

    public override string ToString() =>
        $"{Name} ({Method} {Uri.UnescapeDataString(Path(address => address[address.LastIndexOf('{')..]))})";

    /// <summary>A parameter of the query.</summary>
    /// <param name="Text">Whether the value is text, which can name something; a number or boolean cannot.</param>
    public sealed record QueryParameter(string Name, bool Text);

    static bool IsText(Type type) => type == typeof(string) || type == typeof(string[]);

    static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> FormsOf(App app)
    {
        var contract = (await app.Nobody().Get("/openapi/v1.json")).ShouldBeOk().Json;
        return contract["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(pair => pair.Value!).ToDictionary(
            operation => (string)operation["operationId"]!,
            IReadOnlyList<string> (operation) =>
                operation["responses"]?["200"]?["content"] is JsonObject content ? [.. content.Select(form => form.Key)] : [Json],
            StringComparer.Ordinal);
    }
}
