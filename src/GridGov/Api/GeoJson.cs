using System.Reflection;
using GridGov.Api.Binding;
using Microsoft.AspNetCore.Http.Metadata;

namespace GridGov.Api;

/// <summary>A GeoJSON answer (200), as JSON or, if the caller prefers it, as GeoJSON.</summary>
public sealed class GeoJson<T>(T value) : IResult, IEndpointMetadataProvider, IValueHttpResult, IValueHttpResult<T>
{
    public T? Value => value;

    object? IValueHttpResult.Value => value;

    public Task ExecuteAsync(HttpContext httpContext) =>
        TypedResults.Json(value, contentType: Negotiation.Choose(httpContext)).ExecuteAsync(httpContext);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [OfferedTypesMetadata.Json, GeoJsonBody.GeoJson]));
}
