using GridGov.Api;

namespace GridGov.Features.Auditing;

/// <summary>The audit (审计): sign-ins, refused requests, and changes of people, posts, keys and settings.</summary>
public sealed class AuditGroup() : ApiGroup("audit", "audit");
