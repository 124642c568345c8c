using System.Net;
using GridGov.Data;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Verification.Replays;
using GridGov.Encryption;
using GridGov.Host.Commands;
using GridGov.Tests.Domain.Events;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Groups;
using GridGov.Tests.Features.Zones;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Meetings.MeetingSteps;

namespace GridGov.Tests.Features.Meetings;

/// <summary>What was changed, added or cut of meetings is found by verify; and they follow when grids are divided anew.</summary>
public class MeetingVerificationTests
{
    static readonly string[] Falsifications =
    [
        "UPDATE meeting_series SET title = 'x'", "UPDATE meeting_series SET to_day = 20990101",
        "UPDATE meeting_series SET check_day = NULL", "UPDATE meeting_series SET check_day = 20991231",
        "UPDATE meeting_series SET check_day = 20000101",
        "UPDATE meeting_series SET salt = 'AAAAAAAAAAAAAAAAAAAAAA=='",
        "UPDATE meetings SET minutes = 'x'", "UPDATE meetings SET held_at = held_at - 1 WHERE held_at IS NOT NULL",
        "UPDATE meetings SET cycle_day = NULL WHERE cycle_day IS NOT NULL", "UPDATE meetings SET grid_code = (SELECT max(code) FROM grids)",
        "UPDATE meetings SET status = 'closed', ended_at = 1", "DELETE FROM meeting_groups",
        "UPDATE meeting_attendees SET attendance = 'present' WHERE attendance = 'absent'", "UPDATE meeting_attendees SET invited = 0",
        "DELETE FROM meeting_attendees WHERE person_id IS NOT NULL", "UPDATE points SET title = 'x'",
        "UPDATE points SET description = NULL",
        "UPDATE points SET ticket_id = NULL WHERE ticket_id IS NOT NULL", "UPDATE points SET decided_reason = 'x'",
        "DELETE FROM points WHERE position = 2",
        "UPDATE review_marks SET score = 100", "UPDATE review_marks SET voters = voters + 1", "UPDATE review_marks SET reason = 'x'",
        "DELETE FROM review_marks WHERE until_at IS NOT NULL", "UPDATE review_marks SET until_at = until_at + 1 WHERE until_at IS NOT NULL",
        """
        INSERT INTO points (id, meeting_id, position, title, grid_code, status, salt, raised_by, raised_at, version)
        SELECT 7, meeting_id, 900, title, grid_code, 'raised', salt, raised_by, raised_at, 1 FROM points WHERE position = 1
        """,
        """
        INSERT INTO meeting_series (id, kind, title, grid_code, cycle, from_day, salt, created_by, created_at, version)
        SELECT 7, kind, title, grid_code, cycle, from_day, salt, created_by, created_at, 1 FROM meeting_series
        """,
    ];

    [Fact]
    public async Task What_was_changed_added_or_cut_is_found()
    {
        await using var app = new App();
        await Fill(app);
        (await app.Differences()).ShouldBeEmpty();
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
        foreach (var sql in Falsifications)
        {
            var found = new List<string>();
            await app.Db.Write(async tx =>
            {
                (await tx.Execute(sql)).ShouldBeGreaterThan(0, sql);
                await Replay(tx, found);
                tx.Rollback();
                return true;
            });
            found.ShouldNotBeEmpty(sql);
        }
        (await KeyRotation.Run(app.Db, _ => { }, _ => { }, default)).Rewritten.ShouldBeGreaterThan(0);
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
        await app.Db.Write(async tx =>
        {
            var id = await tx.QuerySingle<Id>("SELECT id FROM meeting_attendees WHERE encrypted IS NOT NULL");
            var forged = await FieldEncryption.Encrypt(tx, $"meeting_attendees/{id}", """{"salt":"AA==","name":"x"}""");
            await tx.Execute("UPDATE meeting_attendees SET encrypted = @forged WHERE id = @id", new { forged, id });
        });
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(1);
    }

    [Fact]
    public async Task Series_meetings_and_points_that_go_on_follow_to_the_successor()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var (admin, head) = (await street.Admin(), await street.Head1());
        var series = (await head.Post(SeriesPath,
            new { kind = "safety", title = "周例会", grid = street.Grid, cycle = "week", fromDay = Today.Text() }))
            .ShouldBeCreated();
        var planned = await street.Planned(grid: street.Grid);
        var closed = await street.Held(grid: street.Grid);
        (await head.Post($"{MeetingPath}/{closed.Id}/close", null, 1)).ShouldBeOk();
        var held = await street.Held(grid: street.Community);
        var point = await street.Raised(held, grid: street.Grid);
        var parts = new[] { (0, 125, "甲"), (125, 250, "乙") }
            .Select(part => new { name = part.Item3, boundary = ZoneSteps.Box(boundaries, part.Item1, part.Item2) });
        var version = (await admin.Get($"/v1/grids/{street.Grid}")).ShouldBeOk().Version;
        (await admin.Post($"/v1/grids/{street.Grid}/retire", new { reason = "x" }, version))
            .ShouldRefuse(HttpStatusCode.Conflict, "grid-has-meetings");
        var split = (await admin.Post($"/v1/grids/{street.Grid}/split", new { reason = "一分为二", into = parts }, version)).ShouldBeOk();
        foreach (var counted in new[] { "meetingSeries", "meetings", "points" })
            split[counted]!.AsArray().Sum(each => (int)each!["count"]!).ShouldBe(1, counted);
        ((string)split["points"]![0]!["from"]!).ShouldBe(street.Grid);
        ((string?)(await head.Get($"{SeriesPath}/{series.Id}/events")).Items()[^1]!["reason"]).ShouldBe("一分为二");
        foreach (var path in new[] { $"{SeriesPath}/{series.Id}", $"{MeetingPath}/{planned.Id}", $"{PointPath}/{point.Id}" })
        {
            var grid = (string)(await head.Get(path)).ShouldBeOk()["grid"]!["code"]!;
            split["created"]!.AsArray().Select(each => (string)each!["code"]!).ShouldContain(grid, path);
        }
        ((string)(await head.Get($"{MeetingPath}/{closed.Id}")).ShouldBeOk()["grid"]!["code"]!).ShouldBe(street.Grid);
        (await head.Get($"{MeetingPath}/{planned.Id}/events")).Items().Select(each => (string)each!["action"]!)
            .ShouldBe(["plan", "follow"]);
        (await street.MeetingDifferences(series.Id, planned.Id, closed.Id, held.Id, point.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_minutes_are_a_page_in_both_languages()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var meeting = await street.Held(invitees: [new { name = "王小明", phone = "13803710001", attendance = "present" }]);
        await street.Raised(meeting, "<b>停车</b>");
        foreach (var (lang, words) in new[] { ("zh-CN", new[] { "纪要", "出席", "王**", "待处理" }),
            ("en", ["Minutes", "Present", "王**", "Raised"]) })
        {
            var page = await head.Get($"{MeetingPath}/{meeting.Id}/minutes?lang={lang}", ("Accept", "text/html"));
            page.Status.ShouldBe(HttpStatusCode.OK);
            page.Header("Content-Language").ShouldBe(lang);
            page.Text.ShouldContain("&lt;b&gt;停车");
            foreach (var word in words)
                page.Text.ShouldContain(word);
            page.Text.ShouldNotContain("王小明");
        }
        (await head.Get($"{MeetingPath}/{meeting.Id}/minutes?lang=fr")).ShouldFault("/lang", "unknown_code");
        (await (await street.Outsider()).Get($"{MeetingPath}/{meeting.Id}/minutes")).ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>A review of a series with a group, an attendee without an account, marks of which one was replaced, and points.</summary>
    static async Task Fill(App app)
    {
        var street = await TestStreet.New(app);
        var head = await street.Head1();
        var group = await street.Group();
        var series = (await head.Post(SeriesPath, new
        {
            kind = "review", title = "周评议", grid = street.Street, cycle = "week", fromDay = Today.AddDays(-14).Text(),
        })).ShouldBeCreated();
        var meeting = (await head.Post(MeetingPath, new
        {
            seriesId = series.Id, plannedAt = Ago(TimeSpan.FromHours(1)), heldAt = Ago(TimeSpan.FromHours(1)), minutes = "纪要",
            invitees = new object[]
            {
                street.Person("worker", "present"), street.Person("head2", "absent"), new { name = "王小明", attendance = "present" },
                new { groupId = group.Id, attendance = "present" },
            },
        })).ShouldBeCreated();
        foreach (var (score, version) in new[] { (40, 1), (90, 2) })
        {
            (await head.Put($"{MeetingPath}/{meeting.Id}/marks/{street.Grid}", new { score, voters = 3, reason = "好" }, version))
                .ShouldBeOk();
        }
        var first = await street.Raised(meeting, grid: street.Grid);
        var second = await street.Raised(meeting, "路灯");
        (await head.Post($"{PointPath}/{first.Id}/file-ticket", new { category = "0107" }, 1)).ShouldBeOk();
        (await head.Post($"{PointPath}/{second.Id}/note", new { reason = "已答复" }, 1)).ShouldBeOk();
    }

    static async Task Replay(Tx tx, List<string> found)
    {
        var replay = new MeetingReplay();
        foreach (var entry in await JournalRows.All(tx))
            replay.Apply(entry, (place, what) => found.Add(place + what));
        await replay.Compare(tx, withKeys: true, (place, what) => found.Add(place + what));
    }
}
