using System.Globalization;
using System.Text;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Needs;

namespace GridGov.Features.Meetings.Minutes;

/// <summary>The minutes of a meeting as a page to read and print.</summary>
sealed class MinutesPage(bool zh, Clock clock, Instant now)
{
    readonly StringBuilder html = new();

    public string Of(MeetingMinutes minutes)
    {
        var meeting = minutes.Meeting;
        html.Append($"<h1>{HtmlPage.Text(meeting.Title)} <small>{MeetingLabels.Of(meeting.Kind).In(zh)}</small></h1>\n<dl>");
        Fact("时间", "Time", Time(meeting.HeldAt ?? meeting.PlannedAt));
        Fact("地点", "Place", meeting.Venue ?? meeting.Place?.Name);
        Fact("网格", "Grid", meeting.Grid.Name);
        Fact("组织", "Group", meeting.Group?.Name);
        Fact("例会", "Series", meeting.Series?.Title);
        Fact("状态", "Status", MeetingLabels.Of(meeting.Status).In(zh));
        Fact("原因", "Reason", meeting.EndedReason);
        Fact("生成于", "Made at", Time(now));
        html.Append("</dl>\n<div class=\"tiles\">");
        Tile("受邀", "Invited", Number(meeting.Attendees.Invited));
        Tile("出席", "Present", Number(meeting.Attendees.Present));
        Tile("缺席", "Absent", Number(meeting.Attendees.Absent));
        Tile("请假", "Excused", Number(meeting.Attendees.Excused));
        Tile("议题", "Points", Number(minutes.Answers.Points));
        Tile("已处理", "Decided", minutes.Answers.DecidedRate ?? "–");
        Tile("办复率", "Answered", minutes.Answers.AnsweredRate ?? "–");
        html.Append("</div>\n");
        if (minutes.Answers.Unseen > 0)
        {
            html.Append("<p class=\"note\">").Append(Say(
                $"有 {minutes.Answers.Unseen} 项议题的办理情况不予显示，也不计入办复率。",
                $"What became of {minutes.Answers.Unseen} points is not shown and in no rate.")).Append("</p>\n");
        }
        Words("议程", "Agenda", meeting.Agenda);
        Table("参会者", "Attendees", [("姓名", "Name"), ("组织", "Group"), ("出席情况", "Attendance")],
            minutes.Attendees.Select(each => new[] { each.Name, each.Group?.Name, Attended(each) }));
        Words("纪要", "Minutes", meeting.Minutes);
        Table("议题", "Points",
            [("序号", "No."), ("议题", "Point"), ("提出者", "Raised by"), ("网格", "Grid"), ("处理", "Became"), ("办理情况", "State")],
            minutes.Points.Select(PointCells));
        Table("评议", "Marks", [("网格", "Grid"), ("得分", "Score"), ("票数", "Voters"), ("理由", "Reason")],
            minutes.Marks.Select(mark => new[] { mark.Grid.Name, Number(mark.Score), Number(mark.Voters), mark.Reason }));
        html.Append($"<div class=\"sign\"><div>{Say("主持人", "Chair")}<span></span></div>")
            .Append($"<div>{Say("记录人", "Recorder")}<span></span></div></div>\n");
        return HtmlPage.Frame(zh, meeting.Title, html.ToString());
    }

    string?[] PointCells(Point point) =>
    [
        Number(point.Position), point.Description is { } more ? $"{point.Title}：{more}" : point.Title,
        point.RaisedBy?.Name ?? point.RaisedBy?.Group?.Name, point.Grid.Name, MeetingLabels.Of(point.Status).In(zh), State(point),
    ];

    string? State(Point point) =>
        point.Ticket is { } ticket ? $"{ticket.Number} {Labels.Of(ticket.Status).In(zh)}"
        : point.Need is { } need ? NeedLabels.Of(need.Status).In(zh)
        : point.Reason;

    string Attended(Attendee attendee) => attendee.Attendance is not { } attendance ? Say("受邀", "Invited")
        : MeetingLabels.Of(attendance).In(zh) + (attendee.Invited ? "" : Say("（未邀）", " (not invited)"));

    void Fact(string chinese, string english, string? value)
    {
        if (value is not null)
            html.Append($"<dt>{Say(chinese, english)}</dt><dd>{HtmlPage.Text(value)}</dd>");
    }

    void Tile(string chinese, string english, string value) =>
        html.Append($"<div class=\"tile\"><b>{HtmlPage.Text(value)}</b>{Say(chinese, english)}</div>");

    void Words(string chinese, string english, string? text)
    {
        if (text is null)
            return;
        html.Append($"<h2>{Say(chinese, english)}</h2>\n");
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            html.Append($"<p>{HtmlPage.Text(line)}</p>\n");
    }

    void Table(string chinese, string english, IReadOnlyList<(string Zh, string En)> columns, IEnumerable<string?[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        html.Append($"<h2>{Say(chinese, english)}</h2>\n<table><thead><tr>");
        foreach (var (columnZh, columnEn) in columns)
            html.Append($"<th>{Say(columnZh, columnEn)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var cells in all)
            html.Append("<tr>").AppendJoin("", cells.Select(cell => $"<td>{HtmlPage.Text(cell)}</td>")).Append("</tr>\n");
        html.Append("</tbody></table>\n");
    }

    string Say(string chinese, string english) => zh ? chinese : english;

    string Time(Instant instant) => clock.Local(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
