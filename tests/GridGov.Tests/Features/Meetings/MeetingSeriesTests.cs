using System.Net;
using GridGov.Domain.Meetings.Series;
using GridGov.Tests.Features.GoingOut;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;
using static GridGov.Tests.Features.Meetings.MeetingSteps;

namespace GridGov.Tests.Features.Meetings;

/// <summary>Series of meetings: their cycles, which of these had a meeting, and the alert for one that had none.</summary>
public class MeetingSeriesTests
{
    static object Monthly(TestStreet street, string from, string? to = null, string cycle = "month") => new
    {
        kind = "joint", title = "联席会", grid = street.Street, cycle, fromDay = from, toDay = to,
    };

    [Fact]
    public async Task A_series_is_created_edited_and_ended_with_its_history()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        var series = (await head.Post(SeriesPath, Monthly(street, Today.FirstDay()))).ShouldBeCreated();
        series.Header("Location").ShouldBe($"{SeriesPath}/{series.Id}");
        ((string)series["currentCycle"]!["first"]!, (string?)series["toDay"], (string)series["createdBy"]!["name"]!)
            .ShouldBe((Today.FirstDay(), null, "head1"));
        var edited = (await head.Patch($"{SeriesPath}/{series.Id}", new { title = "大工委联席会", toDay = "2099-12-31" }, 1)).ShouldBeOk();
        ((string)edited["title"]!, edited.Version).ShouldBe(("大工委联席会", 2));
        (await head.Patch($"{SeriesPath}/{series.Id}", new { title = "大工委联席会" }, 2)).ShouldBeOk().Version.ShouldBe(2);
        (await head.Patch($"{SeriesPath}/{series.Id}", new { title = "x" }, 1)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await head.Patch($"{SeriesPath}/{series.Id}", new { toDay = "2020-01-01" }, 2)).ShouldFault("/toDay", "out_of_range");
        var ended = (await head.Post($"{SeriesPath}/{series.Id}/end", new { reason = "合并" }, 2)).ShouldBeOk();
        ((string)ended["endedReason"]!, ended["currentCycle"]).ShouldBe(("合并", null));
        (await head.Post($"{SeriesPath}/{series.Id}/end", new { reason = "合并" }, 3)).ShouldRefuse(HttpStatusCode.Conflict, "series-ended");
        (await head.Get($"{SeriesPath}/{series.Id}/cycles?from=2020-01-01")).Items()
            .ShouldBeEmpty("its only cycle was not over and had no meeting");
        (await head.Get($"{SeriesPath}/{series.Id}/events")).Items().Select(each => (string)each!["action"]!)
            .ShouldBe(["create", "edit", "end"]);
        (await head.Get($"{SeriesPath}/{series.Id}/events")).Text.ShouldNotContain("合并");
        (await street.MeetingDifferences(series.Id)).ShouldBeEmpty();
        (await head.Get($"{SeriesPath}?open=false&grid={street.Street}&kind=joint&count=true")).ShouldBeOk()["count"]!.GetValue<long>()
            .ShouldBe(1);
        (await head.Get($"{SeriesPath}?open=true")).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_cannot_be_a_series_is_refused()
    {
        var street = await TestStreet.New();
        var head = await street.Head1();
        (await head.Post(SeriesPath, Monthly(street, "2026-05-01", "2026-04-30"))).ShouldFault("/toDay", "out_of_range");
        (await head.Post(SeriesPath, Monthly(street, "1800-05-01"))).ShouldFault("/fromDay", "out_of_range");
        (await head.Post(SeriesPath, new
        {
            kind = "joint", title = "x", grid = TestStreet.OutsideGrid, cycle = "day", fromDay = "2026-05-01",
        }))
            .ShouldFault("/grid", "unknown-grid", "unknown-grid");
        (await head.Post(SeriesPath, new
        {
            kind = "joint", title = "x", grid = street.Grid, cycle = "day", fromDay = "2026-05-01",
            groupId = street.PersonId("worker").ToString(),
        })).ShouldFault("/groupId", "unknown-group", "unknown-group");
        (await (await street.Worker()).Post(SeriesPath, Monthly(street, "2026-05-01")))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var series = (await head.Post(SeriesPath, Monthly(street, Today.Text(), cycle: "day"))).ShouldBeCreated();
        (await (await street.Outsider()).Get($"{SeriesPath}/{series.Id}")).ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Outsider()).Get(SeriesPath)).Items().ShouldBeEmpty();
        (await (await street.Department()).Get(SeriesPath)).Items().ShouldBeEmpty();
        (await (await street.Supervisor()).Post($"{SeriesPath}/{series.Id}/end", new { reason = "x" }, 1))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await head.Get($"{SeriesPath}/{series.Id}/cycles?from=2026-11-02&to=2026-11-02")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await head.Get($"{SeriesPath}/{series.Id}/cycles?from=2026-11-02&to=2036-11-02")).ShouldFault("/to", "out_of_range");
        // A meeting of a series has its kind and grid, and lies in its days.
        (await head.Post(MeetingPath, new { seriesId = series.Id, kind = "study", plannedAt = In(TimeSpan.FromHours(1)) }))
            .ShouldFault("/seriesId", "not-of-series", "not-of-series");
        (await head.Post(MeetingPath, new
        {
            seriesId = series.Id, plannedAt = Ago(TimeSpan.FromDays(9)), heldAt = Ago(TimeSpan.FromDays(9)),
            invitees = new[] { street.Person("worker", "present") },
        })).ShouldFault("/heldAt", "outside-series", "outside-series");
        (await head.Post(MeetingPath, new { seriesId = street.PersonId("worker").ToString(), plannedAt = In(TimeSpan.FromHours(1)) }))
            .ShouldFault("/seriesId", "unknown-series", "unknown-series");
    }

    [Fact]
    public async Task Each_cycle_tells_what_was_held_and_what_was_missed_and_a_missed_one_alerts_once()
    {
        var clock = TestClock.Starting("2026-01-05T09:00:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var head = await street.Head1();
        var series = (await head.Post(SeriesPath, Monthly(street, "2025-12-01"))).ShouldBeCreated();
        object Recorded(string at) => new
        {
            seriesId = series.Id, plannedAt = at, heldAt = at,
            invitees = new[] { street.Person("worker", "present"), street.Person("head2", "excused") },
        };
        var held = (await head.Post(MeetingPath, Recorded("2025-12-30T15:00:00+08:00"))).ShouldBeCreated();
        ((string)held["kind"]!, (string)held["title"]!, (string)held["cycleDay"]!, (string)held["day"]!)
            .ShouldBe(("joint", "联席会", "2025-12-01", "2025-12-30"));
        (await SeriesDays.Run(app.Db, default)).ShouldBe(0, "the cycle of today is not over");
        clock.MoveTo(new DateTimeOffset(2026, 2, 1, 0, 0, 30, TimeSpan.FromHours(8)));
        (await SeriesDays.Run(app.Db, default)).ShouldBe(1);
        (await SeriesDays.Run(app.Db, default)).ShouldBe(0);
        foreach (var (who, alerts) in new[] { ("head1", 1), ("dispatcher", 1), ("head2", 0), ("worker", 0) })
        {
            var missed = (await (await street.SignedInAgain(who)).Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray()
                .Where(each => (string)each!["kind"]! == "meeting_missed").ToList();
            missed.Count.ShouldBe(alerts, who);
            if (alerts > 0)
                ((string)missed[0]!["text"]!["zh"]!).ShouldBe("试街道的例会“联席会”在 2026-01-01 – 2026-01-31 未召开。");
        }
        clock.Move(TimeSpan.FromDays(9));
        head = await street.SignedInAgain("head1");
        (await head.Post(MeetingPath, Recorded("2026-02-09T15:00:00+08:00"))).ShouldBeCreated();
        clock.MoveTo(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8)));
        (await SeriesDays.Run(app.Db, default)).ShouldBe(1);
        head = await street.SignedInAgain("head1");
        (await head.Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray().Count(each => (string)each!["kind"]! == "meeting_missed")
            .ShouldBe(1, "February had its meeting");
        var planned = (await head.Post(MeetingPath, new { seriesId = series.Id, plannedAt = "2026-03-20T15:00:00+08:00" }))
            .ShouldBeCreated();
        var cycles = (await head.Get($"{SeriesPath}/{series.Id}/cycles?from=2025-11-01&to=2026-05-01")).ShouldBeOk();
        cycles["items"]!.AsArray().Select(each => (
            (string)each!["first"]!, (bool)each["due"]!, (bool)each["missed"]!, (string?)each["held"]?["day"],
            (string?)each["planned"]?["id"]))
            .ShouldBe([
                ("2025-12-01", true, false, "2025-12-30", null), ("2026-01-01", true, true, null, null),
                ("2026-02-01", true, false, "2026-02-09", null), ("2026-03-01", false, false, null, planned.Id),
                ("2026-04-01", false, false, null, null)]);
        ((int)cycles["due"]!, (int)cycles["held"]!, (int)cycles["missed"]!).ShouldBe((3, 2, 1));
        (await app.Differences()).ShouldBeEmpty();
    }
}

static class SeriesDayTexts
{
    public static string FirstDay(this DateOnly day) => new DateOnly(day.Year, day.Month, 1).Text();
}
