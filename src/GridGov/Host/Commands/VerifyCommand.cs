using GridGov.Audit;
using GridGov.Data.Migrations;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;
using GridGov.Encryption;

namespace GridGov.Host.Commands;

/// <summary>
/// <c>verify</c>: replays every ticket, recounts every counter, checks the event chains and the audit chain, decrypts all encrypted
/// content, and prints what differs. It changes nothing.
/// </summary>
static class VerifyCommand
{
    const int ProgressEvery = 100_000;

    /// <returns>The exit code: 0 all agree, 1 something differs, 2 (from the exception) no database.</returns>
    public static async Task<int> Run(string[] args, params IReadOnlyList<Func<Db, Task<bool>>> others)
    {
        await using var services = CommandLine.CreateServices(args);
        var engine = services.GetRequiredService<Engine>();
        await engine.RequireSchema(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
        // All checks run, even when an earlier one fails.
        var tickets = await VerifyTickets(new Db(engine));
        var counters = await VerifyCounters(new Db(engine));
        var chains = await VerifyChains(new Db(engine));
        var audit = await VerifyAudit(new Db(engine));
        var encrypted = await VerifyEncryption(engine, services.GetRequiredService<Settings>().Keys);
        var agree = tickets && counters && chains && audit && encrypted;
        foreach (var other in others)
            agree &= await other(new Db(engine));
        return agree ? 0 : 1;
    }

    /// <summary>Without a master key the other checks can still run.</summary>
    static async Task<bool> VerifyEncryption(Engine engine, MasterKeys masters)
    {
        if (await masters.Current(CancellationToken.None) is null)
        {
            Console.WriteLine($"Encrypted content was not checked: there is no master key in {masters.Place}.");
            return true;
        }
        await DataKeys.OpenExisting(engine, masters, CancellationToken.None);
        var broken = 0L;
        var opened = await EncryptionAudit.Run(new Db(engine), place =>
        {
            broken++;
            Console.WriteLine($"DIFFERS  {place} cannot be opened: it was changed, or belongs elsewhere");
        }, CancellationToken.None);
        Console.WriteLine(broken == 0
            ? $"All encrypted content can be opened: {opened:N0} places."
            : $"{broken:N0} places cannot be opened, {opened:N0} can.");
        return broken == 0;
    }

    static async Task<bool> VerifyTickets(Db db)
    {
        var result = await ProgressBar.Show("Replaying tickets", progress => HistoryAudit.Run(db,
            (ticket, difference) => Console.WriteLine($"DIFFERS  ticket {ticket}  {difference}"), progress, CancellationToken.None));
        Console.WriteLine(result.Differing > 0
            ? $"{result.Differing:N0} of {result.Tickets:N0} tickets differ from their events; rebuild repairs them."
            : $"{result.Tickets:N0} tickets and their history agree with their events.");
        return result.Differing == 0;
    }

    static async Task<bool> VerifyCounters(Db db)
    {
        var differences = await CounterAudit.Run(db, part => Console.WriteLine($"compared: {part}"), CancellationToken.None);
        foreach (var difference in differences)
            Console.WriteLine($"DIFFERS  {difference.Counter}  grid {difference.GridCode}  day {difference.Day}  "
                + $"category {difference.Category}  {difference.Found}: {difference.Count}");
        Console.WriteLine(differences.Count == 0 ? "All counters agree with a recount." : $"{differences.Count} counters differ.");
        return differences.Count == 0;
    }

    static async Task<bool> VerifyChains(Db db)
    {
        var next = ProgressEvery;
        var result = await EventChainAudit.Run(db, Print, tickets =>
        {
            if (tickets < next)
                return;
            Console.WriteLine($"checked: {tickets:N0} tickets");
            next += ProgressEvery;
        }, CancellationToken.None);
        Console.WriteLine(result.Differences == 0
            ? $"The chains of {result.Tickets:N0} tickets are intact: {result.Events:N0} events."
            : $"{result.Differences:N0} places in the tickets' history differ.");
        return result.Differences == 0;
    }

    static async Task<bool> VerifyAudit(Db db)
    {
        var result = await AuditChain.Verify(db,
            difference => Console.WriteLine($"DIFFERS  {difference.Kind}  audit {difference.Seq}: {difference.Description}"),
            CancellationToken.None);
        Console.WriteLine(result.Differences == 0
            ? $"The audit is intact: {result.Entries:N0} entries."
            : $"{result.Differences:N0} places in the audit differ.");
        return result.Differences == 0;
    }

    static void Print(EventChainAudit.Difference difference)
    {
        var ticket = difference.Ticket is null ? "" : $"  ticket {difference.Ticket}";
        var position = difference.Position is null ? "" : $"  event {difference.Position}";
        var seq = difference.Seq is null ? "" : $"  journal {difference.Seq}";
        Console.WriteLine($"DIFFERS  {difference.Kind}{ticket}{position}{seq}: {difference.Description}");
    }
}
