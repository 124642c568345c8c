using System.Net;
using GridGov.Domain.Campaigns;
using static GridGov.Tests.Features.GoingOut.GoingOutSteps;

namespace GridGov.Tests.Features.GoingOut;

/// <summary>A round is started, tracked in batches, finished, or lapses at midnight.</summary>
public class RoundTests
{
    static object Point(TestBoundaries boundaries, int seconds, double east, double north = 500) => new
    {
        doneAt = Ago(TimeSpan.FromSeconds(3600 - seconds)), lng = boundaries.At(east, north).Lng, lat = boundaries.At(east, north).Lat, accuracy = 8,
    };

    [Fact]
    public async Task A_round_is_started_tracked_and_finished()
    {
        var street = await TestStreet.New();
        var boundaries = await TestBoundaries.Import(street);
        var worker = await street.Worker();
        var round = (await worker.Post(Rounds, new { doneAt = Ago(TimeSpan.FromHours(2)) })).ShouldBeCreated();
        round.Header("Location").ShouldBe($"{Rounds}/{round.Id}");
        ((string)round["grid"]!["code"]!, round["endedAt"], (int)round["points"]!).ShouldBe((street.Grid, null, 0));
        var second = await worker.Post(Rounds, new { });
        second.ShouldRefuse(HttpStatusCode.Conflict, "round-open");
        ((string)second["roundId"]!).ShouldBe(round.Id);

        var batch = new[] { Point(boundaries, 0, 50), Point(boundaries, 60, 100), Point(boundaries, 120, 300), Point(boundaries, 125, 100, 9000) };
        var tracked = (await worker.Post($"{Rounds}/{round.Id}/track", new { points = batch })).ShouldBeOk();
        ((int)tracked["taken"]!, (int)tracked["known"]!, (int)tracked["flagged"]!, (int)tracked["points"]!).ShouldBe((4, 0, 2, 4));
        ((double)tracked["metres"]!).ShouldBe(50, 1);
        var again = (await worker.Post($"{Rounds}/{round.Id}/track", new { points = batch })).ShouldBeOk();
        ((int)again["taken"]!, (int)again["known"]!, (double)again["metres"]!).ShouldBe((0, 4, (double)tracked["metres"]!));
        var early = (await worker.Post($"{Rounds}/{round.Id}/track", new
        {
            points = new[] { new { doneAt = Ago(TimeSpan.FromHours(3)), lng = 113.6, lat = 34.7 } },
        })).ShouldBeOk();
        ((int)early["outsideRound"]!, (int)early["points"]!).ShouldBe((1, 4));

        var end = Ago(TimeSpan.FromMinutes(10));
        var finished = (await worker.Post($"{Rounds}/{round.Id}/finish", new { doneAt = end })).ShouldBeOk();
        ((string)finished["ending"]!, (int)finished["points"]!, finished.Version).ShouldBe(("finished", 4, 2));
        (await worker.Post($"{Rounds}/{round.Id}/finish", null)).ShouldRefuse(HttpStatusCode.Conflict, "round-ended");
        var late = (await worker.Post($"{Rounds}/{round.Id}/track", new
        {
            points = new[] { Point(boundaries, 180, 150), new { doneAt = Ago(TimeSpan.FromMinutes(5)), lng = 113.6, lat = 34.7, accuracy = 8 } },
        })).ShouldBeOk();
        ((int)late["taken"]!, (int)late["outsideRound"]!, (int)late["points"]!).ShouldBe((1, 1, 5));

        var track = (await (await street.Head3()).Get($"{Rounds}/{round.Id}/track")).ShouldBeOk();
        ((string)track["type"]!, (string)track["geometry"]!["type"]!).ShouldBe(("Feature", "LineString"));
        track["geometry"]!["coordinates"]!.AsArray().Count.ShouldBe(3);
        track["properties"]!["points"]!.AsArray().Select(point => ((bool)point!["outsideGrid"]!, (bool)point["tooFast"]!))
            .ShouldBe([(false, false), (false, false), (true, false), (true, true), (false, false)]);
        (await street.App.Differences()).ShouldNotContain(each => each.Contains(round.Id, StringComparison.Ordinal));
        (await worker.Post(Rounds, new { })).ShouldBeCreated();
    }

    [Fact]
    public async Task What_cannot_be_a_round_is_refused()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        (await worker.Post(Rounds, new { grid = street.OtherGrid })).ShouldFault("/grid", "not-going-out-there", "not-going-out-there");
        (await worker.Post(Rounds, new { grid = "x" })).ShouldFault("/grid", "wrong_format");
        (await worker.Post(Rounds, new { doneAt = Ago(TimeSpan.FromMinutes(-6)) }))
            .ShouldFault("/doneAt", "phone-clock-ahead", "phone-clock-ahead");
        (await worker.Post(Rounds, new { doneAt = Ago(TimeSpan.FromDays(401)) }))
            .ShouldFault("/doneAt", "done-too-long-ago", "done-too-long-ago");
        (await worker.Post(Rounds, new { campaignId = worker.Person.ToString() }))
            .ShouldFault("/campaignId", "unknown-campaign", "unknown-campaign");
        var planned = await street.Planned(Plan(street));
        (await worker.Post(Rounds, new { campaignId = planned.Id })).ShouldRefuse(HttpStatusCode.Conflict, "campaign-not-running");
        (await (await street.Dispatcher()).Post(Rounds, new { })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        var round = (await worker.Post(Rounds, new { doneAt = Ago(TimeSpan.FromMinutes(-4)) })).ShouldBeCreated();
        (await worker.Post($"{Rounds}/{round.Id}/finish", new { doneAt = Ago(TimeSpan.Zero) }))
            .ShouldFault("/doneAt", "round-ends-before-start", "round-ends-before-start");
        (await worker.Post($"{Rounds}/{round.Id}/track", new { points = Array.Empty<object>() })).ShouldFault("/points", "wrong_length");
        (await worker.Post($"{Rounds}/{round.Id}/track", new
        {
            points = new[] { new { doneAt = Ago(TimeSpan.FromMinutes(-9)), lng = 113.6, lat = 34.7 } },
        })).ShouldFault("/points/0/doneAt", "phone-clock-ahead", "phone-clock-ahead");
        (await worker.Post($"{Rounds}/{round.Id}/track", new { points = new[] { new { doneAt = Ago(TimeSpan.Zero), lng = 181, lat = 34.7 } } }))
            .ShouldFault("/points/0/lng", "out_of_range");
    }

    [Fact]
    public async Task Only_the_person_and_readers_of_the_grid_see_a_round()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var round = (await worker.Post(Rounds, new { })).ShouldBeCreated();
        foreach (var who in new[] { "worker", "head1", "head3", "officer", "supervisor" })
        {
            (await (await street.As(who)).Get($"{Rounds}/{round.Id}")).ShouldBeOk();
            (await (await street.As(who)).Get($"{Rounds}?person={worker.Person}&grid={street.Grid}&open=true&count=true&from={Today.AddDays(-1).Text()}"))
                .Items().Count.ShouldBe(1);
        }
        foreach (var who in new[] { "otherWorker", "outsider" })
        {
            var stranger = await street.As(who);
            (await stranger.Get($"{Rounds}/{round.Id}")).ShouldBe(HttpStatusCode.NotFound);
            (await stranger.Get($"{Rounds}/{round.Id}/track")).ShouldBe(HttpStatusCode.NotFound);
            (await stranger.Get(Rounds)).Items().ShouldBeEmpty();
        }
        // Who reads it does not walk it.
        (await (await street.Head3()).Post($"{Rounds}/{round.Id}/finish", null)).ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Officer()).Post($"{Rounds}/{round.Id}/track", new
        {
            points = new[] { new { doneAt = Ago(TimeSpan.Zero), lng = 113.6, lat = 34.7 } },
        })).ShouldBe(HttpStatusCode.NotFound);
        (await (await street.Head1()).Get($"{Rounds}?open=false")).Items().ShouldBeEmpty();
        (await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM audit WHERE subject = @Id", new { Id = round.Id })))
            .ShouldBe(0);
    }

    [Fact]
    public async Task A_round_lapses_at_midnight_and_its_end_can_still_be_sent()
    {
        var clock = TestClock.Starting("2026-03-02T09:00:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var round = (await worker.Post(Rounds, new { })).ShouldBeCreated();
        clock.Move(TimeSpan.FromHours(14));
        (await CampaignDays.Run(app.Db, default)).ShouldBe(0);
        clock.Move(TimeSpan.FromHours(2));
        worker = await street.SignedInAgain("worker");
        (await CampaignDays.Run(app.Db, default)).ShouldBe(1);
        var lapsed = (await worker.Get($"{Rounds}/{round.Id}")).ShouldBeOk();
        ((string)lapsed["ending"]!, (string)lapsed["endedAt"]!).ShouldBe(("lapsed", "2026-03-03T00:00:00+08:00"));
        (await worker.Post($"{Rounds}/{round.Id}/finish", null)).ShouldRefuse(HttpStatusCode.Conflict, "round-ended");
        var finished = (await worker.Post($"{Rounds}/{round.Id}/finish", new { doneAt = "2026-03-02T17:00:00+08:00" })).ShouldBeOk();
        ((string)finished["ending"]!, (string)finished["endedAt"]!).ShouldBe(("finished", "2026-03-02T17:00:00+08:00"));
        // What was started yesterday and is sent today may be finished today.
        var sentLate = (await worker.Post(Rounds, new { doneAt = "2026-03-02T18:00:00+08:00" })).ShouldBeCreated();
        (await CampaignDays.Run(app.Db, default)).ShouldBe(0);
        (await worker.Post($"{Rounds}/{sentLate.Id}/finish", new { doneAt = "2026-03-02T19:00:00+08:00" })).ShouldBeOk();
        (await app.Differences()).ShouldBeEmpty();
    }
}
