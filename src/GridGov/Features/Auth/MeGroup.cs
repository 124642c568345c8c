using GridGov.Api;

namespace GridGov.Features.Auth;

/// <summary>The caller's own account, sessions, figures and notifications.</summary>
public sealed class MeGroup() : ApiGroup("me", "me");
