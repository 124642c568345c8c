using GridGov.Data.Migrations;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Tickets.Search;

namespace GridGov.Host.Commands;

/// <summary>
/// <c>rebuild</c>: recomputes from the events whatever differs: measured columns, former states, checks, dispatches, contacts,
/// counters and the search index. It uses small transactions, so a server may run, and can be repeated after an interruption.
/// </summary>
static class RebuildCommand
{
    /// <returns>The exit code: 0 done, 1 refused or some tickets were skipped, 2 (from the exception) no database.</returns>
    public static async Task<int> Run(string[] args)
    {
        await using var services = CommandLine.CreateServices(args);
        var engine = services.GetRequiredService<Engine>();
        await engine.RequireSchema(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
        if (!await CheckEvidence(services))
            return 1;
        var db = new Db(engine);
        var result = await ProgressBar.Show("Replaying tickets", progress => HistoryRebuild.Run(db,
            (ticket, reason) => Console.WriteLine($"SKIPPED  ticket {ticket}: {reason}"), progress, CancellationToken.None));
        Console.WriteLine($"{result.Tickets:N0} tickets were replayed; {result.Repaired:N0} differed from their events and were repaired.");
        await CounterStore.Fold(db, CancellationToken.None);
        var counters = await ProgressBar.Show(
            "Counting", progress => CounterAudit.Repair(db, (done, total) => progress(done, total), CancellationToken.None));
        Console.WriteLine(counters == 0
            ? "All counters agree with a recount."
            : $"{counters:N0} counters differed from a recount and were repaired.");
        var words = await ProgressBar.Show("Comparing the search index", progress => WordsAudit.Run(
            db, (_, _) => { }, progress, CancellationToken.None));
        await ProgressBar.Show("Repairing the search index", async progress =>
        {
            await WordsAudit.Repair(db, words.Differing, progress, CancellationToken.None);
            return true;
        });
        Console.WriteLine(words.Differing.Count == 0
            ? "The search index agrees with the tickets."
            : $"The words of {words.Differing.Count:N0} tickets in the search index differed and were repaired.");
        if (result.Skipped > 0)
            Console.WriteLine($"{result.Skipped:N0} tickets were skipped.");
        return result.Skipped == 0 ? 0 : 1;
    }

    /// <summary>Finds what a repair would hide: counters that match what is left, and figures that follow a falsified ticket.</summary>
    static async Task<bool> CheckEvidence(IServiceProvider services)
    {
        var evidence = new EvidenceChecks(services);
        await evidence.OpenKeys();
        var seals = await EvidenceChecks.Guard("journal, audit and accounts", evidence.Seals);
        var chains = await EvidenceChecks.Guard("chains", evidence.Chains);
        var agree = seals && chains
            && await EvidenceChecks.Guard("tickets", async () => (await evidence.Tickets(derived: null)).Falsified == 0);
        if (!agree)
            Console.WriteLine("REFUSED  Nothing was changed, because a repair would hide the differences above.");
        return agree;
    }
}
