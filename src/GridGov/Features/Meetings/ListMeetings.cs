using System.Globalization;
using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Meetings;
using GridGov.Security;

namespace GridGov.Features.Meetings;

/// <summary>The meetings that the caller may read, by day, newest first.</summary>
public sealed class ListMeetings(Db db) : ApiEndpoint<MeetingListQuery, Results<Ok<Page<Meeting>>, MeetingTable, ProblemHttpResult>>
{
    static readonly IReadOnlyList<(string Name, string Heading)> Columns =
    [
        ("id", "会议标识"), ("day", "日期"), ("kind", "类型"), ("title", "会议"), ("status", "状态"), ("grid", "网格编码"), ("gridName", "网格"),
        ("group", "组织"), ("series", "例会"), ("plannedAt", "计划时间"), ("heldAt", "召开时间"), ("venue", "地点"), ("invited", "受邀"),
        ("present", "出席"), ("absent", "缺席"), ("excused", "请假"), ("walkIns", "未邀出席"), ("points", "议题"), ("undecided", "待处理议题"),
    ];

    public override void Configure()
    {
        Get("/");
        Group<MeetingsApiGroup>();
        Operation("List meetings",
            "By day, newest first, without agenda and minutes. With Accept: text/csv or xlsx the whole list is streamed, which is " +
            "recorded " +
            "in the audit.");
        RequiresCapability(Capability.MeetingRead);
        ProducesType(FileBody.Csv, FileBody.Xlsx);
        ProducesProblem(400, "invalid-cursor", "only-in-export", "not-in-export");
    }

    public override async Task<Results<Ok<Page<Meeting>>, MeetingTable, ProblemHttpResult>> ExecuteAsync(
        MeetingListQuery query, CancellationToken ct)
    {
        var format = Negotiation.Choose(HttpContext);
        if (MeetingTable.Check(format, query.Limit, query.Cursor, query.Count, query.Bom, query.Lang) is { } refusal)
            return refusal;
        if (MeetingTable.IsExport(format))
        {
            var zh = Languages.IsChinese(query.Lang);
            return new MeetingTable(format!, query.Bom is true, zh, Actor, new TableSource("meetings", "会议", Columns, query.Grid,
                async (tx, last, rows) =>
                {
                    var found = await Select(tx, query, last, rows);
                    return ((await MeetingRow.Show(tx, Actor, found, inList: true)).ConvertAll(meeting => Cells(meeting, tx.Zone, zh)),
                        found.Count == 0 ? null : Key(found[^1].Day, found[^1].Id));
                }));
        }
        return await db.Read<Results<Ok<Page<Meeting>>, MeetingTable, ProblemHttpResult>>(async tx =>
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
        meeting.Id.ToString(), meeting.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        zh ? MeetingLabels.Of(meeting.Kind).Zh : meeting.Kind.ToCode(), meeting.Title,
        zh ? MeetingLabels.Of(meeting.Status).Zh : meeting.Status.ToCode(), meeting.Grid.Code, meeting.Grid.Name, meeting.Group?.Name ?? "",
        meeting.Series?.Title ?? "", MeetingTable.At(meeting.PlannedAt, zone, zh), MeetingTable.At(meeting.HeldAt, zone, zh),
        meeting.Venue ?? meeting.Place?.Name ?? "", Number(meeting.Attendees.Invited), Number(meeting.Attendees.Present),
        Number(meeting.Attendees.Absent), Number(meeting.Attendees.Excused), Number(meeting.Attendees.WalkIns), Number(meeting.Points.All),
        Number(meeting.Points.Raised),
    ];

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
