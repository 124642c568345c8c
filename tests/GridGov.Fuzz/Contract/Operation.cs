using System.Text.Json.Nodes;

namespace GridGov.Fuzz.Contract;

/// <param name="In">path, query or header.</param>
sealed record Parameter(string Name, string In, bool IsRequired, Schema Schema);

/// <param name="Content">By media type; empty when the response has no body.</param>
/// <param name="Codes">The problem codes that its description names.</param>
sealed record DocumentedResponse(IReadOnlyDictionary<string, Schema> Content, IReadOnlySet<string> Codes);

sealed record RequestBody(string MediaType, Schema Schema, JsonNode? Example);

/// <summary>An operation of the contract.</summary>
sealed class Operation
{
    public required string Id { get; init; }
    public required string Method { get; init; }

    /// <summary>For example <c>/v1/tickets/{id}</c>.</summary>
    public required string Template { get; init; }
    public required IReadOnlyList<Parameter> Parameters { get; init; }
    public required RequestBody? Body { get; init; }
    public required IReadOnlyDictionary<int, DocumentedResponse> Responses { get; init; }
    public required bool IsAnonymous { get; init; }

    /// <summary>The capability that the description asks for; null when it names none.</summary>
    public required string? Capability { get; init; }

    public string[] Segments => field ??= Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public bool IsRead => Method == "GET";

    /// <summary>Whether it changes how the caller signs in, so that it may end the caller's session.</summary>
    public bool IsOwnAccount => !IsRead && !Template.Contains("notifications", StringComparison.Ordinal)
        && (Template.StartsWith("/v1/me", StringComparison.Ordinal) || Template.StartsWith("/v1/auth", StringComparison.Ordinal));

    /// <summary>The template up to its last parameter; null when it has none.</summary>
    public string? ResourceTemplate => field ??= Template.LastIndexOf('}') is var end and > 0 ? Template[..(end + 1)] : null;

    public bool HashesPassword =>
        Body?.Schema.Properties.Keys.Any(name => name.Contains("password", StringComparison.OrdinalIgnoreCase)) is true;

    public override string ToString() => $"{Id} ({Method} {Template})";
}
