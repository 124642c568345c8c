using System.Collections.Frozen;
using FastEndpoints;
using GridGov.Api.Binding;
using GridGov.Security;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace GridGov.Api.Calls;

/// <summary>
/// Calls operations within the process, by the rules of the single request: its right, its form, its validator and its refusals.
/// What the operation writes goes through the request's own <see cref="Db"/>.
/// </summary>
public sealed class OperationCaller(EndpointDataSource endpoints, IEndpointFactory factory, IOptions<JsonOptions> json)
{
    readonly Lazy<FrozenDictionary<string, Operation>> operations = new(() => endpoints.Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<RequestDescription>() is not null
            && endpoint.Metadata.GetMetadata<AccessMetadata>() is not null)
        .ToFrozenDictionary(
            endpoint => endpoint.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName, endpoint => new Operation(endpoint),
            StringComparer.Ordinal));

    public Operation? Find(string operationId) => operations.Value.GetValueOrDefault(operationId);

    /// <summary>The operation that reads what stands at a route; null if there is none.</summary>
    public Operation? FindGet(string path) => operations.Value.Values.FirstOrDefault(operation => operation.Path == path
        && operation.Endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Contains("GET", StringComparer.Ordinal));

    /// <summary>The refusal of a caller without the right to the operation.</summary>
    public static ProblemHttpResult? Refuse(Operation operation, Actor caller) =>
        AccessMiddleware.Refuse(caller, operation.Endpoint, operation.Access);

    /// <param name="find">Finds what an id such as "@c12" names.</param>
    /// <exception cref="ProblemException">The request is not valid.</exception>
    public object Read(
        Operation operation, IReadOnlyDictionary<string, string> route, long? version, System.Text.Json.JsonElement? body,
        Func<string, Id?> find, Action<object> complete)
    {
        object request;
        try
        {
            var input = new OperationInput(route, version, body, json.Value.SerializerOptions);
            request = IdReferences.With(find, () => operation.Request.Read(input));
        }
        catch (BadHttpRequestException e)
        {
            throw new ProblemException(ExceptionMiddleware.ProblemOf(e, aborted: false)!);
        }
        if (operation.Request.BodyOf(request) is { } content)
            complete(content);
        return Validation.Check(request, operation.Request) is { } refused ? throw new ProblemException(refused) : request;
    }

    /// <returns>The answer of the operation; refusals are problems.</returns>
    /// <exception cref="ProblemException">The operation refuses.</exception>
    public async Task<IResult> Call(Operation operation, object request, Actor caller, HttpContext http, CancellationToken ct)
    {
        var endpoint = (ICallable)factory.Create(operation.Definition, http);
        var result = await endpoint.Call(request, caller, ct);
        return Answers.Of(result) switch
        {
            NotFound => Problems.NotFound(),
            { } answer => answer,
            null => throw new InvalidOperationException("The operation has no answer."),
        };
    }
}
