using System.Text.Json;

namespace GridGov.Api.Binding;

/// <summary>The input of an operation that is called within the process.</summary>
/// <param name="Route">The values of the route by name.</param>
/// <param name="Version">The version that was read; null when none was sent.</param>
public sealed record OperationInput(
    IReadOnlyDictionary<string, string> Route, long? Version, JsonElement? Body, JsonSerializerOptions Json);
