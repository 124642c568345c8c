using System.Globalization;
using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Domain.Meetings;
using GridGov.Security;
using GridGov.Text.Tables;
using static GridGov.Api.Export.ExportCells;

namespace GridGov.Features.Meetings;

/// <summary>The meetings that the caller may read, by day, newest first.</summary>
public sealed class ListMeetings(Db db) : ApiEndpoint<MeetingListQuery, Results<Ok<Page<Meeting>>, TableExport, ProblemHttpResult>>
{
    static readonly IReadOnlyList<TableColumn> Columns =
    [
        new("id", "会议标识"), new("day", "日期"), new("kind", "类型"), new("title", "会议"), new("status", "状态"), new("grid", "网格编码"),
        new("gridName", "网格"), new("group", "组织"), new("series", "例会"), new("plannedAt", "计划时间"), new("heldAt", "召开时间"),
        new("venue", "地点"), new("invited", "受邀"), new("present", "出席"), new("absent", "缺席"), new("excused", "请假"), new("walkIns", "未邀出席"),
        new("points", "议题"), new("undecided", "待处理议题"),
    ];

    public override void Configure()
    {
        Get("/");
        Group<MeetingsApiGroup>();
        Operation("List meetings",
            "By day, newest first, without agenda and minutes. With Accept: text/csv or xlsx the whole list is streamed, which is " +
            "recorded in the audit.");
        RequiresCapability(Capability.MeetingRead);
        ProducesType(FileBody.Csv, FileBody.Xlsx);
        ProducesProblem(400, "invalid-cursor", "only-in-export", "not-in-export");
    }

    public override async Task<Results<Ok<Page<Meeting>>, TableExport, ProblemHttpResult>> ExecuteAsync(
        MeetingListQuery query, CancellationToken ct)
    {
        var format = Negotiation.Choose(HttpContext);
        if (TableExport.Check(format, query) is { } refusal)
            return refusal;
        if (TableExport.IsTable(format))
            return new TableExport(format!, query, Actor, Table(query));
        return await db.Read<Results<Ok<Page<Meeting>>, TableExport, ProblemHttpResult>>(async tx =>
        {
            var (limit, fingerprint) = (query.Limit ?? Cursor.DefaultLimit, query.Fingerprint());
            var rows = await Select(tx, query, Cursor.Parse(fingerprint, query.Cursor), limit + 1);
            var parameters = new DynamicParameters();
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) FROM meetings m WHERE {query.Where(parameters, MeetingRow.Reader(Actor))}",
                    parameters, Actor.ScopeOf(Capability.MeetingRead))
                : null;
            return TypedResults.Ok(Cursor.CreatePage(
                HttpContext, fingerprint, limit, await MeetingRow.Show(tx, Actor, rows, inList: true), item => Key(item.Day, item.Id),
                count));
        }, ct);
    }

    ExportedTable Table(MeetingListQuery query)
    {
        var scope = Actor.ScopeOf(Capability.MeetingRead);
        return new ExportedTable("meetings", "meeting", new("会议", "Meetings"), Columns,
            query.Grid is { } grid ? scope.Within(grid) : scope, async (tx, last, portion, chinese) =>
            {
                var rows = await Select(tx, query, last, portion);
                return new(
                    (await MeetingRow.Show(tx, Actor, rows, inList: true)).ConvertAll(meeting => Cells(meeting, tx.Zone, chinese)),
                    rows.Count == 0 ? null : Key(rows[^1].Day, rows[^1].Id));
            });
    }

    Task<List<MeetingRow>> Select(Tx tx, MeetingListQuery query, string? last, int rows)
    {
        var parameters = new DynamicParameters();
        var where = query.Where(parameters, MeetingRow.Reader(Actor));
        if (last?.Split(' ') is [var day, var text] && Id.TryParseExact(text, out var id)
            && int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            where += " AND (m.day, m.id) < (@lastDay, @lastId)";
            parameters.Add("lastDay", number);
            parameters.Add("lastId", id.Value);
        }
        parameters.Add("rows", rows);
        return tx.Query<MeetingRow>($"{MeetingRow.Select} WHERE {where} ORDER BY m.day DESC, m.id DESC LIMIT @rows", parameters,
            Actor.ScopeOf(Capability.MeetingRead));
    }

    static string Key(DateOnly day, Id id) => $"{Days.Number(day)} {id}";

    static string[] Cells(Meeting meeting, TimeZoneInfo zone, bool zh) =>
    [
        meeting.Id.ToString(), Day(meeting.Day), zh ? MeetingLabels.Of(meeting.Kind).Zh : meeting.Kind.ToCode(), meeting.Title,
        zh ? MeetingLabels.Of(meeting.Status).Zh : meeting.Status.ToCode(), meeting.Grid.Code, meeting.Grid.Name,
        meeting.Group?.Name ?? "", meeting.Series?.Title ?? "", At(meeting.PlannedAt, zone, zh), At(meeting.HeldAt, zone, zh),
        meeting.Venue ?? meeting.Place?.Name ?? "", Number(meeting.Attendees.Invited), Number(meeting.Attendees.Present),
        Number(meeting.Attendees.Absent), Number(meeting.Attendees.Excused), Number(meeting.Attendees.WalkIns),
        Number(meeting.Points.All), Number(meeting.Points.Raised),
    ];
}
