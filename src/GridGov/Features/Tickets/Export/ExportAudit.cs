using System.Text.Json;
using GridGov.Audit;
using GridGov.Features.Tickets.Search;
using GridGov.Security;

namespace GridGov.Features.Tickets.Export;

/// <summary>
/// What the audit keeps of an export: that it was begun, before its first ticket goes out, and how it ended. Both are
/// entries about the same export, so one without the other tells that the process was killed in between.
/// </summary>
static class ExportAudit
{
    /// <returns>The export's id.</returns>
    public static Task<Id> RecordStart(Db db, string grid, ListFormat form, TicketFilter filter, ExportOptions options, CancellationToken ct) => db.Write(async tx =>
    {
        var id = tx.NewId();
        await AuditLog.Append(tx, Entry(id, grid, "export_began") with
        {
            Details = new { Format = form.ToCode(), Asked = DescribeOptions(filter).Concat(DescribeOptions(options)).ToDictionary(StringComparer.Ordinal) },
        });
        return id;
    }, ct);

    /// <param name="whole">Whether all of it went out.</param>
    public static Task RecordEnd(Db db, Id id, string grid, long rows, bool whole, Instant? snapshot) => db.Write(tx =>
        AuditLog.Append(tx, Entry(id, grid, "export_ended") with { Details = new { Rows = rows, Whole = whole, Snapshot = snapshot?.ToUtc() } }));

    static AuditEntry Entry(Id id, string grid, string code) => new(AuditKind.Export, code, grid) { SubjectKind = "export", Subject = id.ToString() };

    /// <summary>Where it belongs: the smallest subtree that holds all of it.</summary>
    public static string GridOf(Scope scope, Actor actor)
    {
        if (scope.Roots is not [var first, ..])
            return actor.Grid;
        return GridCode.Lengths.Where(length => length <= first.Length).Select(length => first[..length])
            .LastOrDefault(code => scope.Roots.All(root => GridCode.Covers(code, root))) ?? GridCode.Everywhere;
    }

    /// <summary>What was asked for; of a text that was searched for only that there was one: it may be somebody's name.</summary>
    static IEnumerable<KeyValuePair<string, object>> DescribeOptions<T>(T asked) => typeof(T).GetProperties()
        .Select(property => (property.Name, Value: property.GetValue(asked)))
        .Where(each => each.Value is not null and not Array { Length: 0 })
        .Select(each => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(each.Name), each.Name == nameof(TicketFilter.Q) ? true : each.Value!));
}
