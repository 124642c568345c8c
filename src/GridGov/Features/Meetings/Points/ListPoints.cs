using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Domain;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Needs;
using GridGov.Security;
using GridGov.Text.Tables;
using static GridGov.Api.Export.ExportCells;

namespace GridGov.Features.Meetings.Points;

/// <summary>The points of meetings that the caller may read, newest first.</summary>
public sealed class ListPoints(Db db) : ApiEndpoint<PointListQuery, Results<Ok<Page<Point>>, TableExport, ProblemHttpResult>>
{
    static readonly IReadOnlyList<TableColumn> Columns =
    [
        new("id", "议题标识"), new("meeting", "会议"), new("kind", "会议类型"), new("day", "会议日期"), new("position", "序号"), new("title", "议题"),
        new("description", "说明"), new("grid", "网格编码"), new("gridName", "网格"), new("raisedBy", "提出者"), new("status", "处理"),
        new("ticket", "案卷编号"), new("ticketStatus", "案卷状态"), new("needStatus", "需求状态"), new("reason", "答复"), new("answered", "已办复"),
        new("raisedAt", "提出时间"), new("decidedAt", "处理时间"),
    ];

    public override void Configure()
    {
        Get("/");
        Group<PointsApiGroup>();
        Operation("List points",
            "Newest first. With Accept: text/csv or xlsx the whole list is streamed, which is recorded in the audit.");
        RequiresCapability(Capability.MeetingRead);
        ProducesType(FileBody.Csv, FileBody.Xlsx);
        ProducesProblem(400, "invalid-cursor", "only-in-export", "not-in-export");
    }

    public override async Task<Results<Ok<Page<Point>>, TableExport, ProblemHttpResult>> ExecuteAsync(
        PointListQuery query, CancellationToken ct)
    {
        var format = Negotiation.Choose(HttpContext);
        if (TableExport.Check(format, query) is { } refusal)
            return refusal;
        if (TableExport.IsTable(format))
            return new TableExport(format!, query, Actor, Table(query));
        return await db.Read<Results<Ok<Page<Point>>, TableExport, ProblemHttpResult>>(async tx =>
        {
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            var rows = await Select(tx, query, Cursor.Parse(fingerprint, query.Cursor), limit + 1);
            var parameters = new DynamicParameters();
            long? count = query.Count is true
                ? await tx.QuerySingle<long>(
                    "SELECT count(*) FROM points p JOIN meetings m ON m.id = p.meeting_id WHERE "
                        + query.Where(parameters, MeetingRow.Reader(Actor)),
                    parameters, Actor.ScopeOf(Capability.MeetingRead))
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, await PointRow.Show(tx, Actor, rows), item => item.Id.ToString(), count));
        }, ct);
    }

    ExportedTable Table(PointListQuery query)
    {
        var scope = Actor.ScopeOf(Capability.MeetingRead);
        return new ExportedTable("points", "point", new("议题", "Points"), Columns,
            query.Grid is { } grid ? scope.Within(grid) : scope, async (tx, last, portion, chinese) =>
            {
                var rows = await Select(tx, query, last, portion);
                return new((await PointRow.Show(tx, Actor, rows)).ConvertAll(point => Cells(point, tx.Zone, chinese)),
                    rows.Count == 0 ? null : rows[^1].Id.ToString());
            });
    }

    Task<List<PointRow>> Select(Tx tx, PointListQuery query, string? last, int rows)
    {
        var parameters = new DynamicParameters();
        parameters.Add("last", Id.TryParseExact(last, out var id) ? id.Value : long.MaxValue);
        parameters.Add("rows", rows);
        return tx.Query<PointRow>(
            $"{PointRow.Select} WHERE {query.Where(parameters, MeetingRow.Reader(Actor))} AND p.id < @last ORDER BY p.id DESC LIMIT @rows",
            parameters, Actor.ScopeOf(Capability.MeetingRead));
    }

    static string[] Cells(Point point, TimeZoneInfo zone, bool zh) =>
    [
        point.Id.ToString(), point.Meeting.Title, zh ? MeetingLabels.Of(point.Meeting.Kind).Zh : point.Meeting.Kind.ToCode(),
        Day(point.Meeting.Day), Number(point.Position),
        point.Title, point.Description ?? "", point.Grid.Code, point.Grid.Name, point.RaisedBy?.Name ?? point.RaisedBy?.Group?.Name ?? "",
        zh ? MeetingLabels.Of(point.Status).Zh : point.Status.ToCode(), point.Ticket?.Number ?? "",
        point.Ticket is { } ticket ? zh ? Labels.Of(ticket.Status).Zh : ticket.Status.ToCode() : "",
        point.Need is { } need ? zh ? NeedLabels.Of(need.Status).Zh : need.Status.ToCode() : "", point.Reason ?? "",
        point.Answered is { } answered ? zh ? Labels.Of(answered).Zh : answered ? "true" : "false" : "",
        At(point.RaisedAt, zone, zh), At(point.DecidedAt, zone, zh),
    ];
}
