using GridGov.Api;

namespace GridGov.Features.Auditing;

/// <summary>The audit (审计): who signed in, who was refused what, and who changed people, posts, keys and settings.</summary>
public sealed class AuditGroup() : ApiGroup("audit", "audit");
