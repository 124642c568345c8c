using FsCheck.Fluent;
using GridGov.Data;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.History;
using GridGov.Tests.Domain.Tickets.Walks;

namespace GridGov.Tests.Domain.Statistics;

/// <summary>States at earlier instants: recorded at the time, and compared with as-of queries afterwards.</summary>
public class AsOfTests
{
    static readonly int Acts = TestStore.IsThorough ? 150 : 80;

    /// <summary>The number of concurrent tickets.</summary>
    const int Walks = 6;

    [Fact]
    public async Task As_of_queries_return_every_recorded_state_and_measure()
    {
        await using var street = await WalkStreet.At("2026-11-16 08:00");
        var dice = new Dice(Gen.Choose(0, int.MaxValue).Sample(1, RandomSeed.Rnd, 1).Single());
        var walks = Enumerable.Range(0, Walks)
            .Select(_ => new TicketWalk(street, [.. Enumerable.Range(0, 1 + Acts).Select(_ => dice.Next(int.MaxValue))])).ToList();
        foreach (var walk in walks)
            await walk.File();
        var written = new List<(Instant At, Dictionary<long, TicketSnapshot> States, string Figures)>();
        for (var i = 0; i < Acts; i++)
        {
            await dice.Of(walks).Go(1);
            var now = Instant.Of(street.Clock.GetUtcNow());
            // Of several states at one instant the last one counts.
            if (written.Count > 0 && written[^1].At == now)
                written.RemoveAt(written.Count - 1);
            written.Add((now, await Present(street), await Figures(street, asOf: null)));
            // Most actions follow some minutes after one another, some at once, and a few after several days.
            if (!dice.OneIn(4))
                await street.Wait(dice.OneIn(10)
                    ? TimeSpan.FromHours(1 + dice.Next(60))
                    : TimeSpan.FromMilliseconds(1 + dice.Next(3_600_000)));
        }

        written.SelectMany(each => each.States.Values).Select(state => state.Status).Distinct().Count()
            .ShouldBeGreaterThan(TestStore.IsThorough ? 6 : 3, RandomSeed.Hint);
        foreach (var (at, states, figures) in Enumerable.Reverse(written))
        {
            var found = await At(street, at);
            found.Keys.Order().ShouldBe(states.Keys.Order(), RandomSeed.Hint);
            foreach (var (id, state) in states)
                found[id].ShouldBe(state, $"{new Id(id)} at {at.ToUtc():O}. {RandomSeed.Hint}");
            (await Figures(street, at)).ShouldBe(figures, $"as of {at.ToQueryValue()}. {RandomSeed.Hint}");
        }
        written.Select(each => each.Figures).Distinct().Count().ShouldBeGreaterThan(TestStore.IsThorough ? 12 : 5, RandomSeed.Hint);
        // Before the first filing there is no ticket.
        (await At(street, new Instant(written[0].At.Milliseconds - 86_400_000))).ShouldBeEmpty();
    }

    static Task<Dictionary<long, TicketSnapshot>> Present(WalkStreet street) => street.App.Db.Read(async tx =>
        (await StoredHistory.Load(tx, Id.None, new Id(long.MaxValue), 10_000))
            .ToDictionary(ticket => ticket.Id.Value, ticket => ticket.Stored.Now));

    /// <summary>The values of every measure for the county, as text.</summary>
    static async Task<string> Figures(WalkStreet street, Instant? asOf)
    {
        var figures = new List<string>();
        foreach (var measure in TicketMeasure.All)
        {
            var answer = (await street.Named("countyDispatcher").Caller.Get(
                $"/v1/statistics/measures?measure={measure.Code}&from=2026-11-01"
                    + $"&to=2027-03-01{(asOf is { } at ? $"&asOf={at.ToQueryValue()}" : "")}")).ShouldBeOk();
            figures.Add($"{measure.Code} {answer["total"]!["numerator"]}/{answer["total"]!["denominator"]}");
        }
        return string.Join(' ', figures);
    }

    /// <summary>Reads the snapshots with the SQL that the migration documents.</summary>
    static Task<Dictionary<long, TicketSnapshot>> At(WalkStreet street, Instant at) => street.App.Db.Read(async tx =>
    {
        var ids = await tx.Query<long>($"{StatesAt("id", "ticket_id AS id")} ORDER BY 1", new { At = at });
        var rows = StatesAt($"id, {TicketSnapshot.Columns}", $"ticket_id AS id, {TicketSnapshot.Columns}");
        var states = await tx.Query<TicketSnapshot>($"SELECT {TicketSnapshot.Columns} FROM ({rows}) AS states ORDER BY id",
            new { At = at });
        return ids.Zip(states).ToDictionary(pair => pair.First, pair => pair.Second);
    });

    static string StatesAt(string ofTickets, string ofHistory) => $"""
        SELECT {ofTickets} FROM tickets WHERE coalesce(state_since, filed_at) <= @At
        UNION ALL
        SELECT {ofHistory} FROM ticket_history WHERE from_at <= @At AND until_at > @At
        """;
}
