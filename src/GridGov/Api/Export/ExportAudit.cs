using GridGov.Audit;
using GridGov.Security;

namespace GridGov.Api.Export;

/// <summary>The audit's entry of an export, which belongs to the smallest grid, county or city with all that may be exported.</summary>
public static class ExportAudit
{
    /// <param name="scope">The grids of what is exported; without any, the entry belongs to the grid of the caller's own record.</param>
    public static Task Record(
        Db db, Actor actor, string code, string subjectKind, Scope scope, string format, CancellationToken ct) => db.Write(tx =>
        AuditLog.Append(tx, new AuditEntry(
            AuditKind.Export, code, scope.Roots is [] ? actor.Grid : GridCode.CommonAncestor(scope.Roots) ?? GridCode.Everywhere)
        {
            SubjectKind = subjectKind,
            Details = new { Format = format },
        }), ct);
}
