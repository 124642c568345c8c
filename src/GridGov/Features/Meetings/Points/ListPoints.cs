using System.Globalization;
using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Meetings;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Features.Meetings.Points;

/// <summary>The points of meetings that the caller may read, newest first.</summary>
public sealed class ListPoints(Db db) : ApiEndpoint<PointListQuery, Results<Ok<Page<Point>>, MeetingTable, ProblemHttpResult>>
{
    static readonly IReadOnlyList<(string Name, string Heading)> Columns =
    [
        ("id", "议题标识"), ("meeting", "会议"), ("kind", "会议类型"), ("day", "会议日期"), ("position", "序号"), ("title", "议题"),
        ("description", "说明"), ("grid", "网格编码"), ("gridName", "网格"), ("raisedBy", "提出者"), ("status", "处理"), ("ticket", "案卷编号"),
        ("ticketStatus", "案卷状态"), ("needStatus", "需求状态"), ("reason", "答复"), ("answered", "已办复"), ("raisedAt", "提出时间"),
        ("decidedAt", "处理时间"),
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

    public override async Task<Results<Ok<Page<Point>>, MeetingTable, ProblemHttpResult>> ExecuteAsync(
        PointListQuery query, CancellationToken ct)
    {
        var format = Negotiation.Choose(HttpContext);
        if (MeetingTable.Check(format, query.Limit, query.Cursor, query.Count, query.Bom, query.Lang) is { } refusal)
            return refusal;
        if (MeetingTable.IsExport(format))
        {
            var zh = Languages.IsChinese(query.Lang);
            return new MeetingTable(format!, query.Bom is true, zh, Actor, new TableSource("points", "议题", Columns, query.Grid,
                async (tx, last, rows) =>
                {
                    var found = await Select(tx, query, last, rows);
                    return ((await PointRow.Show(tx, Actor, found)).ConvertAll(point => Cells(point, tx.Zone, zh)),
                        found.Count == 0 ? null : found[^1].Id.ToString());
                }));
        }
        return await db.Read<Results<Ok<Page<Point>>, MeetingTable, ProblemHttpResult>>(async tx =>
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
        point.Meeting.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), point.Position.ToString(CultureInfo.InvariantCulture),
        point.Title, point.Description ?? "", point.Grid.Code, point.Grid.Name, point.RaisedBy?.Name ?? point.RaisedBy?.Group?.Name ?? "",
        zh ? MeetingLabels.Of(point.Status).Zh : point.Status.ToCode(), point.Ticket?.Number ?? "",
        point.Ticket is { } ticket ? zh ? Labels.Of(ticket.Status).Zh : ticket.Status.ToCode() : "",
        point.Need is { } need ? zh ? NeedLabels.Of(need.Status).Zh : need.Status.ToCode() : "", point.Reason ?? "",
        point.Answered is { } answered ? zh ? Labels.Of(answered).Zh : answered ? "true" : "false" : "",
        MeetingTable.At(point.RaisedAt, zone, zh), MeetingTable.At(point.DecidedAt, zone, zh),
    ];
}
