using System.Net;
using System.Text.RegularExpressions;
using static GridGov.Tests.Features.Meetings.MeetingSteps;

namespace GridGov.Tests.Features.Meetings;

/// <summary>The page of the minutes says what became of each point.</summary>
public partial class MinutesPageTests
{
    [Fact]
    public async Task The_page_says_what_became_of_each_point()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var meeting = await street.Held();
        string[] titles = ["转案卷的", "转需求的", "记录的", "未定的"];
        var points = new List<Answer>();
        foreach (var title in titles)
            points.Add(await street.Raised(meeting, title, street.Grid));
        var filed = (await head.Post($"{PointPath}/{points[0].Id}/file-ticket", new { category = "0107" }, 1)).ShouldBeOk();
        (await head.Post($"{PointPath}/{points[1].Id}/submit-need", new { kind = "service" }, 1)).ShouldBeOk();
        (await head.Post($"{PointPath}/{points[2].Id}/note", new { reason = "已当场答复<谢谢>" }, 1)).ShouldBeOk();
        var number = (string)filed["ticket"]!["number"]!;

        await ShouldSay("zh-CN", "转案卷", $"{number} 已上报", "转需求", "已提交", "已记录", "待处理", "75.00 %", "25.00 %");
        await ShouldSay("en", "A ticket", $"{number} Submitted", "A need", "Submitted", "Noted", "Raised", "75.00 %", "25.00 %");
        // The states are those of now.
        var ticket = (await head.Get($"/v1/tickets/{(string)filed["ticket"]!["id"]!}")).ShouldBeOk();
        (await (await street.Dispatcher()).Post($"/v1/tickets/{ticket.Id}/accept", new { }, ticket.Version)).ShouldBeOk();
        await ShouldSay("zh-CN", "转案卷", $"{number} 已立案", "转需求", "已提交", "已记录", "待处理", "75.00 %", "25.00 %");

        async Task ShouldSay(
            string lang, string asTicket, string ticketState, string asNeed, string needState, string noted, string raised,
            params string[] rates)
        {
            var page = await head.Get($"{MeetingPath}/{meeting.Id}/minutes?lang={lang}", ("Accept", "text/html"));
            page.Status.ShouldBe(HttpStatusCode.OK);
            var text = WebUtility.HtmlDecode(page.Text);
            var rows = Row().Matches(text).Select(row => Cell().Matches(row.Value).Select(cell => cell.Groups["text"].Value).ToList())
                .Where(cells => cells.Count == 6).ToDictionary(cells => cells[1].Split('：')[0], cells => (cells[4], cells[5]));
            rows.Keys.ShouldBe(titles, ignoreOrder: true);
            (rows[titles[0]], rows[titles[1]]).ShouldBe(((asTicket, ticketState), (asNeed, needState)), text);
            (rows[titles[2]], rows[titles[3]]).ShouldBe(((noted, "已当场答复<谢谢>"), (raised, "")), text);
            foreach (var rate in rates)
                text.ShouldContain($"<b>{rate}</b>");
        }
    }

    [GeneratedRegex("<tr>.*?</tr>", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex("<td>(?<text>.*?)</td>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cell();
}
