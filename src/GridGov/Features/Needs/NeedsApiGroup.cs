using GridGov.Api;

namespace GridGov.Features.Needs;

/// <summary>Needs (需求) that are published for groups and workers to claim, and what becomes of them.</summary>
public sealed class NeedsApiGroup() : ApiGroup("needs", "needs");
