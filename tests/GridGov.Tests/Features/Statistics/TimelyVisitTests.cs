using GridGov.Data.Migrations;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Places;

namespace GridGov.Tests.Features.Statistics;

/// <summary>A cycle that is over keeps the interval that its places had at its end.</summary>
public class TimelyVisitTests
{
    [Fact]
    public async Task Another_interval_of_a_place_changes_no_cycle_that_is_over_and_the_former_ones_are_verified()
    {
        var clock = TestClock.Starting("2026-03-02T10:00:00");  // A Monday.
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var place = (await (await As("head1")).Post(PlaceSteps.Address,
            new { kind = "household", name = "501", grid = street.Grid, visitEveryDays = 3 })).ShouldBeCreated();
        var other = (await (await As("head1")).Post(PlaceSteps.Address,
            new { kind = "household", name = "502", grid = street.Grid })).ShouldBeCreated();
        await street.Running(GoingOutSteps.Plan(street, cycle: "week", from: new DateOnly(2026, 3, 2), to: new DateOnly(2026, 3, 31)));
        clock.MoveTo("2026-03-05 10:00");
        await Visit();
        clock.MoveTo("2026-03-09 12:00");
        (await Weeks()).ShouldBe("0/2", "the visit was four days before the end of the week");
        await Edit(7, 1);
        (await Weeks()).ShouldBe("0/2");
        clock.MoveTo("2026-03-10 10:00");
        await Visit();
        // The interval counts that the place has at the end of the week.
        await Edit(5, 2);
        clock.Move(TimeSpan.FromMinutes(1));
        await Edit(7, 3);
        clock.MoveTo("2026-03-16 12:00");
        (await Weeks()).ShouldBe("0/2 1/2");
        await Edit(2, 4);
        clock.Move(TimeSpan.FromMinutes(1));
        await Edit(0, 5);
        (await (await As("head1")).Patch($"{PlaceSteps.Address}/{other.Id}", new { name = "503" }, 1)).ShouldBeOk();
        (await Weeks()).ShouldBe("0/2 1/2");
        (await Weeks("&asOf=2026-03-16T04:00:00Z")).ShouldBe("0/2 1/2");
        (await Weeks("&asOf=2026-03-09T04:00:00Z")).ShouldBe("0/2");

        var kept = await Rules();
        kept.Select(rule => rule.Split(' ')[1]).ShouldBe(["3", "7", "5", "7", "2"]);
        (await app.Differences()).ShouldBeEmpty();
        foreach (var sql in new[]
        {
            "UPDATE place_visit_rules SET visit_every_days = 9", "UPDATE place_visit_rules SET until_at = until_at + 1",
            "INSERT INTO place_visit_rules (place_id, until_at, visit_every_days) SELECT max(id), 7, 9 FROM places",
            "DELETE FROM place_visit_rules",
        })
        {
            await app.Db.Write(tx => tx.Execute(sql));
            (await app.Differences()).ShouldNotBeEmpty(sql);
        }
        // The migration finds them again in the events.
        var fill = Migration.BuiltIn(app.Db.Dialect).Single(each => each.Name == "place_visit_rules").Sql;
        await app.Db.Write(tx => tx.Execute(fill[fill.IndexOf("INSERT", StringComparison.Ordinal)..].TrimEnd().TrimEnd(';')));
        (await Rules()).ShouldBe(kept);
        (await app.Differences()).ShouldBeEmpty();

        Task<Caller> As(string who) => app.CallerFor(street.PersonId(who));

        async Task Visit() => await (await As("worker")).Record(new { outcome = "met", placeId = place.Id });

        async Task Edit(int days, long version) => (await (await As("head1")).Patch(
            $"{PlaceSteps.Address}/{place.Id}", new { visitEveryDays = days }, version)).ShouldBeOk();

        async Task<string> Weeks(string more = "") => string.Join(' ', (await (await As("supervisor")).Get(
            $"/v1/statistics/measures?measure=timely_visit_rate&grid={street.Grid}&groupBy=cycle&from=2026-03-02&to=2026-04-01{more}"))
            .ShouldBeOk()["items"]!.AsArray().Select(item => $"{item!["numerator"]}/{item["denominator"]}"));

        Task<List<string>> Rules() => app.Db.Read(tx => tx.Query<string>("""
            SELECT CAST(until_at AS TEXT) || ' ' || CAST(coalesce(visit_every_days, 0) AS TEXT) FROM place_visit_rules ORDER BY until_at
            """));
    }
}
