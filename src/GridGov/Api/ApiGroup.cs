using FastEndpoints;
using Microsoft.AspNetCore.Http.Metadata;

namespace GridGov.Api;

/// <summary>A feature's route prefix and tag; the group's own summary describes the tag.</summary>
public abstract class ApiGroup : Group
{
    protected ApiGroup(string prefix, string tag) => Configure(prefix, operation => operation.Metadata(new ApiTag(tag, GetType())));

    // Sealed, because FastEndpoints requires the constructor to call it.
    protected sealed override void Configure(string routePrefix, Action<EndpointDefinition> ep) => base.Configure(routePrefix, ep);
}

public sealed record ApiTag(string Name, Type Group) : ITagsMetadata
{
    IReadOnlyList<string> ITagsMetadata.Tags => [Name];
}
