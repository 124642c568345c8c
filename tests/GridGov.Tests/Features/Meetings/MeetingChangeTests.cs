using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Meetings.Series;
using GridGov.Security;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Groups;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Meetings.MeetingSteps;

namespace GridGov.Tests.Features.Meetings;

/// <summary>How meetings change: never without an event, with notices to who is invited, and with what can be cleared.</summary>
public class MeetingChangeTests
{
    [Fact]
    public async Task An_earlier_version_of_a_row_is_refused_without_an_event()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var meeting = await street.Held(grid: street.Community);
        var point = await street.Raised(meeting);
        var series = (await head.Post(SeriesPath,
            new { kind = "safety", title = "周例会", grid = street.Grid, cycle = "week", fromDay = Today.Text() })).ShouldBeCreated();
        await street.App.Db.Write(async tx =>
        {
            var actor = new Actor(street.PersonId("head1"), Id.None, null, "head1", mustChangePassword: false, []);
            (await MeetingStore.Write(tx, actor, await MeetingRow.Reread(tx, Id.Parse(meeting.Id, null)) with { Version = 9 }, "edit"))
                .ShouldNotBeNull().StatusCode.ShouldBe(412);
            (await PointStore.Write(tx, actor, await PointRow.Reread(tx, Id.Parse(point.Id, null)) with { Version = 9 }, "edit"))
                .ShouldNotBeNull().StatusCode.ShouldBe(412);
            (await SeriesStore.Write(tx, actor, await SeriesRow.Load(tx, Id.Parse(series.Id, null)) with { Version = 9 }, "edit"))
                .ShouldNotBeNull().StatusCode.ShouldBe(412);
            return true;
        });
        foreach (var (path, action) in new[]
        {
            ($"{MeetingPath}/{meeting.Id}", "record"), ($"{PointPath}/{point.Id}", "raise"), ($"{SeriesPath}/{series.Id}", "create"),
        })
        {
            (await head.Get(path + "/events")).Items().Select(each => (string)each!["action"]!).ShouldBe([action]);
        }
        (await street.MeetingDifferences(meeting.Id, point.Id, series.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_invited_and_has_an_account_is_told_once_and_of_another_time()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var meeting = await street.Planned(invitees: [street.Person("worker"), street.Person("head1"), new { name = "王小明" }]);
        (await Notices(street, "worker")).ShouldBe(["meeting_invited"]);
        (await Notices(street, "head1")).ShouldBeEmpty("nobody is told of the own act");
        (await head.Post($"{MeetingPath}/{meeting.Id}/attendees", new { invitees = new[] { street.Person("head2") } }, 1)).ShouldBeOk();
        (await Notices(street, "worker")).ShouldBe(["meeting_invited"]);
        (await Notices(street, "head2")).ShouldBe(["meeting_invited"]);
        (await head.Patch($"{MeetingPath}/{meeting.Id}", new { agenda = "二、用电" }, 2)).ShouldBeOk();
        (await Notices(street, "worker")).ShouldBe(["meeting_invited"]);
        (await head.Patch($"{MeetingPath}/{meeting.Id}", new { plannedAt = "2027-01-04T15:00:00+08:00" }, 3)).ShouldBeOk();
        (await head.Post($"{MeetingPath}/{meeting.Id}/cancel", new { reason = "合并到联席会" }, 4)).ShouldBeOk();
        (await Notices(street, "worker")).ShouldBe(["meeting_changed", "meeting_changed", "meeting_invited"]);
        var list = (await (await street.Worker()).Get("/v1/me/notifications")).ShouldBeOk();
        ((string)list["items"]![0]!["text"]!["zh"]!).ShouldBe("head1变更了试街道的会议“安全例会”：已取消（2027-01-04 15:00）。");
        foreach (var word in new[] { "合并", "消防", "用电", "王小明", "会议室" })
            list.Text.ShouldNotContain(word);
        foreach (var who in new[] { "otherWorker", "outsider", "officer" })
            (await Notices(street, who)).ShouldBeEmpty(who);
        await street.Held(invitees: [street.Person("officer", "present")]);
        (await Notices(street, "officer")).ShouldBeEmpty("a meeting that was held invites nobody");
    }

    [Fact]
    public async Task Actions_tell_their_addresses()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var meeting = await street.Planned();
        var point = await street.Raised(meeting);
        Hrefs(await head.Get($"{MeetingPath}/{meeting.Id}/actions")).ShouldBe(
            [
                "", "/attendees", "/points", "/hold", null, "/minutes", null, "/close", "/cancel",
            ],
            Describe);
        Hrefs(await head.Get($"{PointPath}/{point.Id}/actions")).ShouldBe(["", "/file-ticket", "/submit-need", "/note"], Describe);

        string?[] Hrefs(Answer list) => [.. list.Items().Select(each => ((string?)each!["href"])?
            .Replace($"{MeetingPath}/{meeting.Id}", "", StringComparison.Ordinal)
            .Replace($"{PointPath}/{point.Id}", "", StringComparison.Ordinal))];
    }

    const string Describe = "the addresses in the order of the actions";

    [Fact]
    public async Task Place_and_last_day_are_cleared_by_an_empty_text_and_a_household_is_shown_to_posts_alone()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var place = (await head.Post("/v1/places", new { kind = "household", name = "3号楼2单元501", grid = street.Grid })).ShouldBeCreated();
        var group = await street.Group();
        var representative = await street.Representative(group);
        var meeting = await street.Planned("joint", street.Street, [new { groupId = group.Id }, street.Person("worker")]);
        var placed = (await head.Patch($"{MeetingPath}/{meeting.Id}", new { placeId = place.Id }, 1)).ShouldBeOk();
        ((string)placed["place"]!["name"]!).ShouldBe("3号楼2单元501");
        foreach (var path in new[] { $"{MeetingPath}/{meeting.Id}", MeetingPath, $"{MeetingPath}/{meeting.Id}/minutes" })
        {
            (await representative.Get(path)).ShouldBeOk().Text.ShouldNotContain("单元501");
            (await head.Get(path)).ShouldBeOk().Text.ShouldContain("单元501");
        }
        (await head.Patch($"{MeetingPath}/{meeting.Id}", new { placeId = "x" }, 2)).ShouldFault("/placeId", "wrong_format");
        (await head.Patch($"{MeetingPath}/{meeting.Id}", new { placeId = "" }, 2)).ShouldBeOk()["place"].ShouldBeNull();
        var series = (await head.Post(SeriesPath, new
        {
            kind = "safety", title = "周例会", grid = street.Grid, cycle = "week", fromDay = Today.Text(), toDay = Today.AddDays(30).Text(),
        })).ShouldBeCreated();
        (await head.Patch($"{SeriesPath}/{series.Id}", new { toDay = "2027-1-1" }, 1)).ShouldFault("/toDay", "wrong_format");
        (await head.Patch($"{SeriesPath}/{series.Id}", new { toDay = "9999-01-01" }, 1)).ShouldFault("/toDay", "wrong_format");
        (await head.Patch($"{SeriesPath}/{series.Id}", new { toDay = "" }, 1)).ShouldBeOk()["toDay"].ShouldBeNull();
        (await street.MeetingDifferences(meeting.Id, series.Id)).ShouldBeEmpty();
        // A first day behind tomorrow moves the default end.
        (await head.Get($"{SeriesPath}/{series.Id}/cycles?from={Today.AddDays(60).Text()}")).Items().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_creates_something_needs_a_key()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var meeting = await street.Planned();
        var point = await street.Raised(meeting);
        foreach (var (path, body) in new (string, object)[]
        {
            ($"{MeetingPath}/{meeting.Id}/attendees", new { invitees = new[] { street.Person("worker") } }),
            ($"{PointPath}/{point.Id}/file-ticket", new { category = "0107" }),
            ($"{PointPath}/{point.Id}/submit-need", new { kind = "service" }),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = System.Net.Http.Json.JsonContent.Create(body), Headers = { { "If-Match", "\"1\"" } },
            };
            using var response = await head.Http.SendAsync(request);
            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            ((int)response.StatusCode, (string)problem["code"]!).ShouldBe((400, "idempotency-key-required"), path);
        }
    }

    static async Task<string[]> Notices(TestStreet street, string who) =>
    [
        .. (await (await street.As(who)).Get("/v1/me/notifications")).Items().Select(each => (string)each!["kind"]!)
            .Where(kind => kind.StartsWith("meeting_", StringComparison.Ordinal)),
    ];
}
