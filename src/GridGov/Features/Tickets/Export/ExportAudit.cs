using System.Text.Json;
using GridGov.Audit;
using GridGov.Features.Tickets.Search;
using GridGov.Security;

namespace GridGov.Features.Tickets.Export;

/// <summary>Audit entries of the begin and the end of an export; without an end the process stopped in between.</summary>
static class ExportAudit
{
    public static Task<Id> RecordStart(
        Db db, string grid, ListFormat form, TicketFilter filter, ExportOptions options, CancellationToken ct) =>
        db.Write(async tx =>
        {
            var id = tx.NewId();
            var asked = DescribeOptions(filter).Concat(DescribeOptions(options)).ToDictionary(StringComparer.Ordinal);
            await AuditLog.Append(tx, Entry(id, grid, "export_began") with { Details = new { Format = form.ToCode(), Asked = asked } });
            return id;
        }, ct);

    public static Task RecordEnd(Db db, Id id, string grid, long rows, bool whole, Instant? snapshot) => db.Write(tx =>
        AuditLog.Append(tx, Entry(id, grid, "export_ended") with
        {
            Details = new { Rows = rows, Whole = whole, Snapshot = snapshot?.ToUtc() },
        }));

    static AuditEntry Entry(Id id, string grid, string code) =>
        new(AuditKind.Export, code, grid) { SubjectKind = "export", Subject = id.ToString() };

    /// <summary>Returns the smallest grid, county or city that contains all exported tickets.</summary>
    public static string GridOf(Scope scope, Actor actor) =>
        scope.Roots is [] ? actor.Grid : GridCode.CommonAncestor(scope.Roots) ?? GridCode.Everywhere;

    /// <summary>Lists the given options. Of a search text only its presence is listed, because it may be a person's name.</summary>
    static IEnumerable<KeyValuePair<string, object>> DescribeOptions<T>(T options) => typeof(T).GetProperties()
        .Select(property => (property.Name, Value: property.GetValue(options)))
        .Where(each => each.Value is not null and not Array { Length: 0 })
        .Select(each => KeyValuePair.Create(
            JsonNamingPolicy.CamelCase.ConvertName(each.Name), each.Name == nameof(TicketFilter.Q) ? true : each.Value!));
}
