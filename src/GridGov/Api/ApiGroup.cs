using FastEndpoints;
using Microsoft.AspNetCore.Http.Metadata;

namespace GridGov.Api;

/// <summary>What a feature's operations have in common: the beginning of the route and the tag, whose words are the group's own summary.</summary>
public abstract class ApiGroup : Group
{
    protected ApiGroup(string prefix, string tag) => Configure(prefix, operation => operation.Metadata(new ApiTag(tag, GetType())));

    // Sealed, because the constructor calls it, as FastEndpoints wants.
    protected sealed override void Configure(string routePrefix, Action<EndpointDefinition> ep) => base.Configure(routePrefix, ep);
}

/// <summary>The contract's tag of an operation.</summary>
/// <param name="Group">Whose documentation describes the tag.</param>
public sealed record ApiTag(string Name, Type Group) : ITagsMetadata
{
    IReadOnlyList<string> ITagsMetadata.Tags => [Name];
}
