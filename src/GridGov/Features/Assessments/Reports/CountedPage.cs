using System.Globalization;
using System.Text;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Meetings;

namespace GridGov.Features.Assessments.Reports;

sealed record CountedLinks(string Report, string? Next, string Other);

sealed class CountedPage(AssessedTickets counted, string gridName, bool zh, CountedLinks links)
{
    string Say(string chinese, string english) => zh ? chinese : english;

    string Title => $"{counted.Term.Name.In(zh)}{Part} · {gridName} · {AssessmentRow.Name(counted.Report.Period, zh)}";

    string Part => counted.Term.IsCount ? "" : Labels.Of(counted.Part).InBrackets(zh);

    public string Tickets(Page<CountedTicket> tickets, long stated, Clock clock)
    {
        var html = Head();
        var found = tickets.Count ?? tickets.Items.Count;
        var explanation = found == stated
            ? ""
            : Say("一件案卷可计多次，或有案卷不在您的可见范围内。", "A ticket can count more than once, or lie outside your grids.");
        html.Append($"<p>{Say($"案卷 {found} 件；报告数 {stated}。", $"{found} tickets; the report says {stated}.")} {explanation}</p>\n")
            .Append("<table><thead><tr>")
            .Append($"<th>{Say("编号", "Number")}</th><th>{Say("网格", "Grid")}</th><th>{Say("类别", "Category")}</th>")
            .Append($"<th>{Say("描述", "Description")}</th><th>{Say("现状态", "Status now")}</th><th>{Say("上报", "Filed")}</th>")
            .Append($"<th>{Say("结案", "Closed")}</th></tr></thead>\n<tbody>\n");
        foreach (var ticket in tickets.Items)
        {
            html.Append($"<tr><td class=\"n\">{HtmlPage.Text(ticket.Number)}</td><td>{HtmlPage.Text(ticket.GridName)}</td>")
                .Append($"<td>{HtmlPage.Text(zh ? ticket.CategoryZh : ticket.CategoryEn)}</td><td>{HtmlPage.Text(ticket.Description)}</td>")
                .Append($"<td>{HtmlPage.Text(Labels.Of(ticket.Status).In(zh))}</td><td>{At(ticket.FiledAt, clock)}</td>")
                .Append($"<td>{At(ticket.ClosedAt, clock)}</td></tr>\n");
        }
        return Foot(html);
    }

    static string At(Instant? instant, Clock clock) =>
        instant is { } known ? clock.Local(known).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";

    public string Posts(Page<CountedPost> posts)
    {
        var html = Head();
        html.Append($"<table><thead><tr><th>{Say("网格", "Grid")}</th><th>{Say("岗位", "Post")}</th></tr></thead>\n<tbody>\n");
        foreach (var post in posts.Items)
        {
            var name = (zh ? post.RoleZh : post.RoleEn) ?? Say("网格长（第一责任人）", "First head");
            html.Append($"<tr><td>{HtmlPage.Text(post.GridName)} <small>{HtmlPage.Text(post.GridCode)}</small></td>")
                .Append($"<td>{HtmlPage.Text(name)}</td></tr>\n");
        }
        return Foot(html);
    }

    public string Marks(Page<MarkRow> marks)
    {
        var html = Head();
        html.Append($"<table><thead><tr><th>{Say("评议会", "Review")}</th><th>{Say("日期", "Day")}</th><th>{Say("网格", "Grid")}</th>")
            .Append($"<th>{Say("得分", "Score")}</th><th>{Say("票数", "Voters")}</th><th>{Say("理由", "Reason")}</th>")
            .Append("</tr></thead>\n<tbody>\n");
        foreach (var mark in marks.Items)
        {
            html.Append($"<tr><td>{HtmlPage.Text(mark.MeetingTitle)}</td><td>{mark.MeetingDay:yyyy-MM-dd}</td>")
                .Append($"<td>{HtmlPage.Text(mark.GridName)} <small>{HtmlPage.Text(mark.GridCode)}</small></td>")
                .Append($"<td class=\"n\">{mark.Score}</td><td class=\"n\">{mark.Voters}</td><td>{HtmlPage.Text(mark.Reason)}</td></tr>\n");
        }
        return Foot(html);
    }

    public string Together(Page<CountedTogether> items, Clock clock)
    {
        var html = Head();
        html.Append($"<table><thead><tr><th>{Say("标题", "Title")}</th><th>{Say("网格", "Grid")}</th><th>{Say("组织", "Group")}</th>")
            .Append($"<th>{Say("时间", "Time")}</th></tr></thead>\n<tbody>\n");
        foreach (var each in items.Items)
        {
            html.Append($"<tr><td>{HtmlPage.Text(each.Title)}</td><td>{HtmlPage.Text(each.GridName)}</td>")
                .Append($"<td>{HtmlPage.Text(each.GroupName ?? "")}</td><td>{Time(each)}</td></tr>\n");
        }
        return Foot(html);

        string Time(CountedTogether each) =>
            each is { Days: var (first, last) } ? $"{first:yyyy-MM-dd} – {last:yyyy-MM-dd}" : At(each.At, clock);
    }

    StringBuilder Head() => new StringBuilder()
        .Append($"<p class=\"nav\">{HtmlPage.Link(links.Other, zh ? "English" : "中文")}</p>\n<h1>{HtmlPage.Text(Title)}</h1>\n")
        .Append($"<p class=\"quiet\">{HtmlPage.Text(counted.Term.Formula.In(zh))}</p>\n")
        .Append($"<p>{HtmlPage.Link(links.Report, Say("← 返回报告", "← Back to the report"))}</p>\n");

    string Foot(StringBuilder html)
    {
        html.Append("</tbody></table>\n");
        if (links.Next is not null)
            html.Append($"<p class=\"nav\">{HtmlPage.Link(links.Next, Say("下一页 →", "More →"))}</p>\n");
        return HtmlPage.Frame(zh, Title, html.ToString());
    }
}
