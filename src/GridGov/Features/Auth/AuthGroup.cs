using GridGov.Api;

namespace GridGov.Features.Auth;

/// <summary>Signing in and out, and the caller's own account.</summary>
public sealed class AuthGroup() : ApiGroup("auth", "auth");
