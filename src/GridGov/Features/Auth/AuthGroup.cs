using GridGov.Api;

namespace GridGov.Features.Auth;

/// <summary>Signing in and out, and resetting passwords.</summary>
public sealed class AuthGroup() : ApiGroup("auth", "auth");
