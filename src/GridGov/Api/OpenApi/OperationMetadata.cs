using System.Reflection;
using FastEndpoints;
using GridGov.Api.Binding;
using Microsoft.AspNetCore.Http.Metadata;

namespace GridGov.Api.OpenApi;

/// <summary>Adds the metadata that the API explorer reads, as minimal APIs would: method, parameters and answer types.</summary>
static class OperationMetadata
{
    static readonly MethodInfo PopulateMethod =
        typeof(OperationMetadata).GetMethod(nameof(Populate), BindingFlags.Static | BindingFlags.NonPublic)!;

    public static void Add(RouteEndpointBuilder endpoint, EndpointDefinition definition, RequestDescription description)
    {
        var method = definition.EndpointType.GetMethod("ExecuteAsync")!;
        endpoint.Metadata.Add(method);
        foreach (var part in description.Parts)
        {
            foreach (var parameter in ParametersOf(part))
                endpoint.Metadata.Add(parameter);
        }
        if (definition.ResDtoType.IsAssignableTo(typeof(IEndpointMetadataProvider)))
            PopulateMethod.MakeGenericMethod(definition.ResDtoType).Invoke(null, [method, endpoint]);
    }

    static IEnumerable<ParameterMetadata> ParametersOf(RequestPart part) => part switch
    {
        // Without its property, because Swashbuckle would read the property's type and not the route's constraints.
        RouteValue route => [new ParameterMetadata(route.Name, route.Type, isOptional: false)],
        JsonBody body => [new ParameterMetadata("body", body.Type, isOptional: body.IsOptional)],
        _ => part.Query.Select(value => new ParameterMetadata(value.Name, value.Property, isOptional: true)),
    };

    static void Populate<TResult>(MethodInfo method, EndpointBuilder endpoint) where TResult : IEndpointMetadataProvider =>
        TResult.PopulateMetadata(method, endpoint);
}
