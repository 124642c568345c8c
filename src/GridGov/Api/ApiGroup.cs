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

/// <summary>The contract's tag of an operation; the summary of <c>Group</c> describes it.</summary>
public sealed record ApiTag(string Name, Type Group) : ITagsMetadata
{
    IReadOnlyList<string> ITagsMetadata.Tags => [Name];
}
