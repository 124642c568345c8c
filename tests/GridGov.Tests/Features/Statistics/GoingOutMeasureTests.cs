using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.GoingOut;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Statistics;

/// <summary>Coverage, visits, positions and findings, compared with a recount in memory and with the lists that the figures link.</summary>
public class GoingOutMeasureTests
{
    static readonly string[] Codes = [.. GoingOutMeasures.All.Select(measure => measure.Code)];

    static readonly CampaignCycle[] Cycles = Enum.GetValues<CampaignCycle>();

    static readonly RecordOutcome[] Outcomes = Enum.GetValues<RecordOutcome>();

    static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A street with random places, campaigns, records, corrections, late records and moves.</summary>
    static async Task<(GoingOutRows Rows, Instant Now)> Fill(TestStreet street, int roll, int size)
    {
        var (rows, dice) = (new GoingOutRows(street), new Dice(roll));
        var (now, today) = await street.App.Db.Read(tx => Task.FromResult((tx.Now, tx.Today)));
        string[] grids = [street.Grid, street.NextGrid, street.OtherGrid, street.Community];
        string[] people = ["worker", "otherWorker", "head3"];
        var places = new List<Id>();
        for (var i = 0; i < size; i++)
            places.Add(await rows.Place(dice.Of(grids), dice.OneIn(2) ? 1 + dice.Next(20) : null));
        foreach (var place in places.Where(_ => dice.OneIn(2)))
        {
            var (first, second) = (dice.Next(70), dice.Next(70));
            await rows.ChangeRule(place, At(today.AddDays(-Math.Max(first, second))), dice.OneIn(3) ? null : 1 + dice.Next(20));
            if (first != second)
                await rows.ChangeRule(place, At(today.AddDays(-Math.Min(first, second))), dice.OneIn(3) ? null : 1 + dice.Next(20));
        }
        for (var i = 0; i < 6; i++)
        {
            var from = today.AddDays(-dice.Next(60));
            var status = i == 0 ? CampaignStatus.Cancelled : i == 1 ? CampaignStatus.Closed : CampaignStatus.Running;
            var campaign = await rows.Campaign(Cycles[i % Cycles.Length], from, from.AddDays(dice.Next(70)), status,
                i < 2 ? At(from.AddDays(dice.Next(20))) : null, i == 5 ? street.County : i == 4 ? street.Community : street.Street);
            foreach (var place in places.Where(_ => dice.Next(3) > 0))
            {
                var (begin, grid) = (At(from.AddDays(dice.OneIn(3) ? dice.Next(10) : -1)), dice.Of(grids));
                var moved = dice.OneIn(3) ? At(today.AddDays(-dice.Next(30))) : (Instant?)null;
                if (moved?.CompareTo(begin) <= 0)
                    moved = null;
                await rows.Target(campaign, place, begin, moved, grid);
                if (moved is { } at && dice.OneIn(2))
                    await rows.Target(campaign, place, at, null, dice.Of(grids));
            }
        }
        for (var i = 0; i < size * 6; i++)
        {
            var done = At(today.AddDays(-dice.Next(70)));
            var campaign = dice.OneIn(5) ? null : dice.Of(rows.Campaigns);
            if (campaign is not null && Cycle.Of(campaign.Cycle, campaign.From, campaign.Last, await DayOf(done)) is null)
                campaign = null;
            Id? place = dice.OneIn(6) ? null : dice.Of(places);
            var recorded = dice.OneIn(4) ? Later(done, dice.Next(20)) : done;
            var record = await rows.Record(campaign, place, dice.Of(grids), dice.Of(people), done, recorded, dice.Of(Outcomes),
                place is null || dice.OneIn(3) ? null : dice.Next(200) + 0.5);
            while (dice.OneIn(4))
            {
                record = await rows.Record(campaign, record.Place, record.Grid, dice.Of(people), record.DoneAt,
                    Later(record.RecordedAt, dice.Next(10)), dice.Of(Outcomes), record.Metres, corrects: record);
            }
        }
        return (rows, now);

        Instant At(DateOnly day) => new(Math.Min(
            Days.Begin(day, TestZone(street)).Milliseconds + (dice.OneIn(8) ? 0 : dice.Next(86_400_000)), now.Milliseconds - 1));

        Instant Later(Instant since, int days) =>
            new(Math.Min(since.Milliseconds + (days * 86_400_000L) + dice.Next(86_400_000), now.Milliseconds - 1));

        Task<DateOnly> DayOf(Instant instant) => street.App.Db.Read(tx => Task.FromResult(tx.DayOf(instant)));
    }

    static TimeZoneInfo TestZone(TestStreet street) => street.App.Services.GetRequiredService<Clock>().TimeZone;

    [Fact]
    public async Task Every_figure_equals_a_recount_and_the_list_that_it_links()
    {
        var street = await TestStreet.New();
        var dice = new Dice((int)RandomSeed.Value);
        var (rows, now) = await Fill(street, dice.Next(int.MaxValue), TestStore.IsThorough ? 40 : 12);
        var (supervisor, today) = (await street.Supervisor(), DateOnly.FromDateTime(now.ToUtc().UtcDateTime).AddDays(1));
        var recount = new GoingOutRecount(rows, TestZone(street));
        var found = 0L;
        foreach (var measure in Codes)
        {
            foreach (var by in new[]
            {
                "none", "level3", "level2", "campaign", "cycle", "person", "month", "week", "campaign,cycle", "person,level3",
                "month,person", "level3,week",
            })
            {
                var root = dice.Of([street.County, street.Street, street.Community, street.Grid]);
                var (from, to) = (today.AddDays(-dice.Next(75) - 1), today.AddDays(-dice.Next(10)));
                if (to <= from)
                    to = from.AddDays(1);
                Instant? asOf = dice.OneIn(2) ? new Instant(now.Milliseconds - (dice.Next(60) * 86_400_000L) - 5) : null;
                string? who = dice.OneIn(4) ? "worker" : null;
                var path = $"/v1/statistics/measures?measure={measure}&grid={root}&from={Day(from)}&to={Day(to)}&groupBy={by}"
                    + (asOf is { } at ? $"&asOf={at.ToQueryValue()}" : "") + (who is null ? "" : $"&person={street.PersonId(who)}");
                var answer = (await supervisor.Get(path)).ShouldBeOk();
                Id? person = who is null ? null : street.PersonId(who);
                var counted = recount.Of(measure, root, from, to, asOf ?? now, person).ToList();
                var what = $"{path}\n{RandomSeed.Hint}";
                Line(answer["total"]!).ShouldBe($"total {counted.Count(one => one.InNumerator)}/{counted.Count}", what);
                found += counted.Count;
                answer["items"]!.AsArray().Select(item => Line(item!)).Where(line => !line.EndsWith(" 0/0", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .ShouldBe(Groups(street, recount, counted, by, root, measure, from, to, asOf ?? now, person), what);
                foreach (var figure in answer["items"]!.AsArray().Append(answer["total"]).Where(_ => dice.OneIn(6)))
                    await CompareWithList(supervisor, figure!, 1 + dice.Next(30), what);
            }
        }
        found.ShouldBeGreaterThan(100, RandomSeed.Hint);
    }

    static string Line(JsonNode figure) => $"{figure["key"]} {figure["numerator"]}/{figure["denominator"]}";

    static async Task CompareWithList(Caller caller, JsonNode figure, int limit, string what)
    {
        var (numerator, denominator) = ((long)figure["numerator"]!, (long)figure["denominator"]!);
        var list = (await caller.Get($"{figure["tickets"]}&limit=200")).ShouldBeOk();
        ((long)list["count"]!).ShouldBe(denominator, $"{figure.ToJsonString()} {what}");
        ((long)(await caller.Get((string)figure["complement"]!)).ShouldBeOk()["count"]!).ShouldBe(denominator - numerator, what);
        if (denominator > 200)
            return;
        var whole = Keys(list);
        whole.Count.ShouldBe((int)denominator, what);
        if (!((string)figure["tickets"]!).StartsWith("/v1/statistics/measures/places", StringComparison.Ordinal))
            return;
        var ordered = whole.OrderByDescending(key => key[..10], StringComparer.Ordinal).ThenBy(key => key[10..], StringComparer.Ordinal);
        whole.ShouldBe(ordered.ToList(), what);
        var paged = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await caller.Get($"{figure["tickets"]}&limit={limit}&cursor={cursor}")).ShouldBeOk();
            paged.AddRange(Keys(page));
            cursor = (string?)page["next"];
        }
        paged.ShouldBe(whole, what);
    }

    static List<string> Keys(Answer list) =>
        [.. list["items"]!.AsArray().Select(item => $"{item!["cycleFrom"]} {item["campaignId"]} {item["placeId"]} {item["visited"]}")];

    [Fact]
    public async Task Too_many_places_and_cycles_are_refused_for_all_grids_of_a_question_together()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var rows = new GoingOutRows(street);
        var today = await app.Db.Read(tx => Task.FromResult(tx.Today));
        var campaign = await rows.Campaign(CampaignCycle.Day, today.AddDays(-399), today);
        // About 400 cycles of 2,520 places in each of two grids.
        foreach (var grid in new[] { street.Grid, street.NextGrid })
            await rows.ManyTargets(campaign, grid, 2_520, Days.Begin(today.AddDays(-400), TestZone(street)));
        var supervisor = await street.Supervisor();
        foreach (var path in new[] { "measures?measure=coverage_rate", "measures?measure=timely_visit_rate", "measures/places?limit=1" })
        {
            var asked = $"/v1/statistics/{path}&campaign={campaign.Id}&from={Day(today.AddDays(-399))}&to={Day(today.AddDays(1))}";
            (await supervisor.Get($"{asked}&grid={street.Grid}")).ShouldBeOk();
            if (path.StartsWith("measures/", StringComparison.Ordinal))
                (await supervisor.Get($"{asked}&grid={street.Grid}&grid={street.NextGrid}")).ShouldFault("/to", "too_many");
            (await supervisor.Get($"{asked}&grid={street.Street}")).ShouldFault("/to", "too_many");
        }
        var last = (await supervisor.Get($"/v1/campaigns/{campaign.Id}/unvisited?count=true&limit=1")).ShouldBeOk();
        ((long)last["count"]!).ShouldBe(5_040);
    }

    /// <summary>The lines of all groups; of target places each person's visits are set against all of them.</summary>
    static IEnumerable<string> Groups(
        TestStreet street, GoingOutRecount recount, List<GoingOutRecount.Counted> counted, string by, string root, string measure,
        DateOnly from, DateOnly to, Instant at, Id? only)
    {
        if (by == "none")
            return counted.Count == 0 ? [] : [$"{root} {counted.Count(one => one.InNumerator)}/{counted.Count}"];
        var dimensions = by.Split(',');
        var ofTargets = measure is "coverage_rate" or "timely_visit_rate";
        if (!ofTargets || !dimensions.Contains("person"))
            return Lines(counted);
        var people = new[] { "worker", "otherWorker", "head3" }.Select(street.PersonId).Where(person => only is null || person == only);
        var lines = new List<string>();
        foreach (var person in people)
        {
            var own = recount.Of(measure, root, from, to, at, person).Select(one => one with { Person = person }).ToList();
            if (own.Exists(one => one.InNumerator && Key(one) is not null))
                lines.AddRange(Lines(own));
        }
        return lines.Order(StringComparer.Ordinal);

        IEnumerable<string> Lines(IEnumerable<GoingOutRecount.Counted> all) => all.GroupBy(Key).Where(group => group.Key is not null)
            .Select(group => $"{group.Key} {group.Count(one => one.InNumerator)}/{group.Count()}").Order(StringComparer.Ordinal);

        string? Key(GoingOutRecount.Counted one)
        {
            var parts = dimensions.Select(dimension => dimension switch
            {
                "level3" => one.Grid.Length < 15 ? null : one.Grid,
                "level2" => root.Length > 12 || one.Grid.Length < 12 ? null : one.Grid[..12],
                "campaign" => one.Campaign?.ToString() ?? "none",
                "cycle" => one.Cycle is { } cycle ? Day(cycle) : "none",
                "person" => one.Person.ToString(),
                _ => TimeBuckets.KeyOf(Enum.Parse<Dimension>(dimension, ignoreCase: true), one.Day),
            }).ToList();
            return parts.Contains(null) ? null : string.Join('/', parts);
        }
    }

    [Fact]
    public async Task A_late_record_counts_in_its_cycle_from_when_it_was_sent_and_a_correction_from_then_on()
    {
        var street = await TestStreet.New();
        var rows = new GoingOutRows(street);
        var (now, today) = await street.App.Db.Read(tx => Task.FromResult((tx.Now, tx.Today)));
        var day = today.AddDays(-10);
        var begin = Days.Begin(day, TestZone(street));
        var campaign = await rows.Campaign(CampaignCycle.Day, day, day);
        var (visited, missed) = (await rows.Place(street.Grid), await rows.Place(street.Grid));
        foreach (var place in new[] { visited, missed })
            await rows.Target(campaign, place, begin, null, street.Grid);
        var sent = new Instant(begin.Milliseconds + (3 * 86_400_000L));
        var corrected = new Instant(begin.Milliseconds + (5 * 86_400_000L));
        var record = await rows.Record(campaign, visited, street.Grid, "worker", begin, sent, RecordOutcome.Met);
        await rows.Record(campaign, visited, street.Grid, "worker", begin, corrected, RecordOutcome.Absent, corrects: record);
        var head = await street.Head3();

        (await Total(head, "coverage_rate", new Instant(sent.Milliseconds - 1))).ShouldBe("0/2");
        (await Total(head, "coverage_rate", sent)).ShouldBe("1/2");
        (await Total(head, "coverage_rate", new Instant(corrected.Milliseconds - 1))).ShouldBe("1/2");
        (await Total(head, "coverage_rate", corrected)).ShouldBe("0/2");
        (await Total(head, "coverage_rate", null)).ShouldBe("0/2");
        (await Total(head, "valid_visit_rate", sent)).ShouldBe("1/1");
        (await Total(head, "valid_visit_rate", null)).ShouldBe("0/1");
        var answer = (await head.Get($"/v1/statistics/measures?measure=coverage_rate&campaign={campaign.Id}")).ShouldBeOk();
        ((string)answer["from"]!).ShouldBe(Day(day), "without days those of the campaign");
        ((decimal)answer["total"]!["rate"]!).ShouldBe(0);
        answer = (await head.Get($"/v1/statistics/measures?measure=located_rate&campaign={campaign.Id}")).ShouldBeOk();
        answer["total"]!["rate"].ShouldBeNull("nothing was recorded with a position");

        async Task<string> Total(Caller caller, string measure, Instant? asOf)
        {
            var total = (await caller.Get($"/v1/statistics/measures?measure={measure}&from={Day(day)}&to={Day(today)}"
                + (asOf is { } at ? $"&asOf={at.ToQueryValue()}" : ""))).ShouldBeOk()["total"]!;
            return $"{total["numerator"]}/{total["denominator"]}";
        }
    }

    [Theory]
    [InlineData("measure=coverage_rate&groupBy=category", "not_of_measure")]
    [InlineData("measure=coverage_rate&category=0101", "not_of_measure")]
    [InlineData("measure=resolution_rate&groupBy=person", "not_of_measure")]
    [InlineData("measure=resolution_rate&campaign=none", "not_of_measure")]
    [InlineData("measure=finding_rate&cycle=2026-13-01", "wrong_format")]
    [InlineData("measure=finding_rate&person=none", "wrong_format")]
    public async Task Groups_and_filters_that_the_rows_do_not_have_are_refused(string query, string code)
    {
        var street = await TestStreet.New();
        var answer = await (await street.Supervisor()).Get("/v1/statistics/measures?" + query);
        answer.ShouldRefuse(HttpStatusCode.BadRequest, "invalid-input");
        ((string)answer["errors"]![0]!["code"]!).ShouldBe(code);
    }

    [Fact]
    public async Task Tickets_have_no_groups_of_going_out_in_the_counts_by_status()
    {
        var street = await TestStreet.New();
        (await (await street.Supervisor()).Get("/v1/statistics/statuses?groupBy=campaign"))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-input");
    }

    [Fact]
    public async Task Nobody_sees_figures_places_or_records_outside_their_grids()
    {
        var street = await TestStreet.New();
        var rows = new GoingOutRows(street);
        var (now, today) = await street.App.Db.Read(tx => Task.FromResult((tx.Now, tx.Today)));
        var campaign = await rows.Campaign(CampaignCycle.Once, today, today);
        var (own, other) = (await rows.Place(street.Grid), await rows.Place(street.OtherGrid));
        await rows.Target(campaign, own, new Instant(now.Milliseconds - 1), null, street.Grid);
        await rows.Target(campaign, other, new Instant(now.Milliseconds - 1), null, street.OtherGrid);
        await rows.Record(campaign, other, street.OtherGrid, "otherWorker", now, now, RecordOutcome.Finding, 5);
        var lists = new[]
        {
            $"/v1/statistics/measures/places?campaign={campaign.Id}", $"/v1/statistics/measures/records?campaign={campaign.Id}",
            $"/v1/campaigns/{campaign.Id}/unvisited?cycle={Day(today)}",
        };
        // The head of the first grid sees its place and nothing of the other.
        var head = await street.Head3();
        foreach (var measure in Codes)
        {
            var answer = (await head.Get($"/v1/statistics/measures?measure={measure}&campaign={campaign.Id}&groupBy=person")).ShouldBeOk();
            ((long)answer["total"]!["denominator"]!).ShouldBe(measure is "coverage_rate" ? 1 : 0, measure);
            ((long)answer["total"]!["numerator"]!).ShouldBe(0, measure);
            answer.Text.ShouldNotContain(street.PersonId("otherWorker").ToString());
            (await head.Get($"/v1/statistics/measures?measure={measure}&grid={street.OtherGrid}")).Status.ShouldBe(HttpStatusCode.NotFound);
        }
        foreach (var list in lists)
        {
            foreach (var path in new[] { list, $"{list}&grid={street.OtherGrid}" })
            {
                var text = (await head.Get(path)).ShouldBeOk().Text;
                text.ShouldNotContain(other.ToString());
                text.ShouldNotContain(street.OtherGrid);
                text.ShouldNotContain(street.PersonId("otherWorker").ToString());
            }
            var outside = await (await street.Outsider()).Get(list);
            if (list.Contains("unvisited", StringComparison.Ordinal))
                outside.Status.ShouldBe(HttpStatusCode.NotFound);
            else
                outside.ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
            (await (await street.Department()).Get(list)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        }
        // Workers read records and no statistics.
        (await (await street.OtherWorker()).Get("/v1/statistics/measures?measure=coverage_rate"))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.OtherWorker()).Get(lists[1])).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_export_of_unvisited_places_is_audited()
    {
        var street = await TestStreet.New();
        var rows = new GoingOutRows(street);
        var today = await street.App.Db.Read(tx => Task.FromResult(tx.Today));
        var campaign = await rows.Campaign(CampaignCycle.Once, today, today);
        var list = $"/v1/campaigns/{campaign.Id}/unvisited?grid={street.Grid}";
        (await (await street.Head3()).Get(list)).ShouldBeOk();
        (await Entries()).ShouldBe(0);
        (await (await street.Head3()).Get(list, ("Accept", "text/csv"))).ShouldBeOk();
        (await Entries()).ShouldBe(1);

        Task<long> Entries() => street.App.Db.Read(tx => tx.QuerySingle<long>(
            "SELECT count(*) FROM audit WHERE code = 'unvisited_places_exported' AND grid_code = @Grid AND subject = @Campaign",
            new { street.Grid, Campaign = campaign.Id.ToString() }));
    }
}
