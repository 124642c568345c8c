using FsCheck.Fluent;
using GridGov.Domain;
using GridGov.Domain.Events;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Tickets;

namespace GridGov.Tests.Domain.Tickets.Walks;

/// <summary>
/// Concurrent sequences of actions over HTTP, while the clock moves and the deadline processor
/// acts. The server is separate, because at the end all its data is recounted.
/// </summary>
public class LifecycleOverHttp
{
    static readonly int Sequences = TestStore.IsThorough ? 1000 : 200;

    /// <summary>The number of sequences between two moves of the clock.</summary>
    const int Together = 100;

    /// <summary>The number of concurrent requests; each response depends on its own sequence alone.</summary>
    const int Lanes = 6;

    static readonly TimeSpan[] Waits =
        [TimeSpan.FromMinutes(31), TimeSpan.FromHours(3), TimeSpan.FromHours(9), TimeSpan.FromDays(1), TimeSpan.FromDays(4)];

    [Fact]
    public async Task Any_sequence_of_actions_gives_the_announced_responses_and_a_history_that_replays_to_the_row()
    {
        // The filing, then 5 to 12 actions.
        var plans = Gen.Choose(6, 13).SelectMany(length => Gen.Choose(0, int.MaxValue).ArrayOf(length))
            .Sample(Sequences, RandomSeed.Rnd, 13).ToList();
        plans.Count.ShouldBe(Sequences);
        await using var street = await WalkStreet.At("2026-11-16 08:00");
        var walks = new List<TicketWalk>();
        foreach (var some in plans.Chunk(Together))
        {
            var together = some.Select(rolls => new TicketWalk(street, rolls)).ToList();
            var dice = new Dice(some[0][0]);
            await All(together, walk => walk.File());
            await All(together, walk => walk.Go(4));
            await street.Wait(dice.Of(Waits));
            await All(together, walk => walk.Go(4));
            await street.Wait(dice.Of(Waits));
            await All(together, walk => walk.Go(int.MaxValue));
            await All(together, walk => walk.Replay());
            walks.AddRange(together);
        }

        var acts = walks.SelectMany(walk => walk.Acts).ToList();
        var done = acts.Where(act => act.Refusal is null).ToList();
        // Rare cases may not occur in a few hundred sequences.
        if (TestStore.IsThorough)
        {
            walks.SelectMany(walk => walk.Statuses).Distinct().ShouldBe(Enum.GetValues<TicketStatus>(), ignoreOrder: true);
            // By chance one or two rare ones may be missing.
            Enum.GetValues<TicketAction>().Except(done.Select(act => act.Action)).Count().ShouldBeLessThanOrEqualTo(2, RandomSeed.Hint);
            acts.Where(act => act.Refusal is not null).Select(act => act.Refusal).Distinct().Count().ShouldBeGreaterThan(25);
        }
        done.Count.ShouldBeGreaterThan(Sequences * 3);
        var untold = new List<string>();
        (await HistoryAudit.Run(street.App.Db, (ticket, difference) => untold.Add($"{ticket} {difference}"), (_, _) => { }, default))
            .ShouldBe(new HistoryAudit.Result(await street.App.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM tickets")),
                Differing: 0), string.Join('\n', untold));
        (await CounterAudit.Run(street.App.Db, _ => { }, default)).ShouldBeEmpty(RandomSeed.Hint);
        var differences = new List<EventChainAudit.Difference>();
        var chains = await EventChainAudit.Run(street.App.Db, differences.Add, _ => { }, default);
        differences.ShouldBeEmpty(RandomSeed.Hint);
        chains.Events.ShouldBeGreaterThan(done.Count);
    }

    static Task All(List<TicketWalk> walks, Func<TicketWalk, Task> does) =>
        Parallel.ForEachAsync(walks, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (walk, _) =>
        {
            try
            {
                await does(walk);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{e.Message}\nThis is what was done:\n{walk.Story}\n{RandomSeed.Hint}", e);
            }
        });
}
