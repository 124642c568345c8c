using GridGov.Data.Migrations;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;

namespace GridGov.Host.Commands;

/// <summary>
/// <c>rebuild</c>: makes what measures go by anew from the events of each ticket, where it differs: its measured columns, its
/// former states, checks, dispatches and contacts, and the counters. In small transactions, so that a server may run beside
/// it; cut off, it is begun again.
/// </summary>
static class RebuildCommand
{
    /// <returns>The exit code: 0 when it is done, 1 when tickets had to be left as they are, 2 (from the exception) when there is nothing to do it to.</returns>
    public static async Task<int> Run(string[] args)
    {
        await using var services = CommandLine.CreateServices(args);
        var engine = services.GetRequiredService<Engine>();
        await engine.RequireSchema(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
        var db = new Db(engine);
        var result = await ProgressBar.Show("Telling tickets from their events", progress => HistoryRebuild.Run(db,
            (ticket, why) => Console.WriteLine($"LEFT  ticket {ticket}: {why}"), progress, CancellationToken.None));
        Console.WriteLine($"{result.Tickets:N0} tickets were told from their events; {result.Repaired:N0} were not what they tell, and are now.");
        await CounterStore.Fold(db, CancellationToken.None);
        var counters = await ProgressBar.Show("Counting", progress => CounterAudit.Repair(db, (done, of) => progress(done, of), CancellationToken.None));
        Console.WriteLine(counters == 0 ? "All counters agree with a recount." : $"{counters:N0} counters did not agree with a recount, and do now.");
        if (result.Skipped > 0)
            Console.WriteLine($"{result.Skipped:N0} tickets are left as they were.");
        return result.Skipped == 0 ? 0 : 1;
    }
}
