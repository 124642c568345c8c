using GridGov.Api;

namespace GridGov.Features.Needs.Claims;

/// <summary>Claims (认领) of needs, and what was done for them.</summary>
public sealed class ClaimsApiGroup() : ApiGroup("claims", "claims");
