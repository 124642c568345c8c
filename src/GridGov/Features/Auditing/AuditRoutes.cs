using GridGov.Platform.Http;

namespace GridGov.Features.Auditing;

/// <summary>The audit (审计): who signed in, who was refused what, and who changed people, posts, keys and settings.</summary>
public static class AuditRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var audit = v1.MapFeature("/audit", "audit");
        ListAudit.Map(audit);
    }
}
