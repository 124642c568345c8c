using System.ComponentModel;
using GridGov.Data.Migrations;
using GridGov.Domain.Files;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Tickets.Search;
using Spectre.Console.Cli;

namespace GridGov.Host.Commands;

/// <summary>
/// <c>verify</c>: checks the seals with journal, audit and accounts, replays every ticket, recounts every counter, compares the search
/// index, walks the event chains, decrypts all encrypted content and all files, and prints what differs. It changes nothing.
/// </summary>
static class VerifyCommand
{
    internal sealed class Options : CommandSettings
    {
        [CommandOption("--against <FILE>")]
        [Description("Compares with the heads that an earlier run saved in FILE: finds a database that was rolled back.")]
        public string? Against { get; init; }

        [CommandOption("--save <FILE>")]
        [Description("Writes the heads to FILE if nothing differs. Keep it on another machine.")]
        public string? Save { get; init; }
    }

    public static Task<int> Run(string[] args, params IReadOnlyList<Func<Db, Task<bool>>> others) => Run(new Options(), args, others);

    /// <returns>The exit code: 0 all agree, 1 something differs, 2 (from the exception) no database, or an unusable file.</returns>
    public static async Task<int> Run(Options options, string[] args, params IReadOnlyList<Func<Db, Task<bool>>> others)
    {
        (RecordedHeads, string)? against =
            options.Against is { } file ? (await RecordedHeads.Read(file, CancellationToken.None), file) : null;
        await using var services = CommandLine.CreateServices(args);
        var engine = services.GetRequiredService<Engine>();
        await engine.RequireSchema(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
        var evidence = new EvidenceChecks(services, against);
        await evidence.OpenKeys();
        // All checks run, even when an earlier one fails.
        var seals = await EvidenceChecks.Guard("journal, audit and accounts", evidence.Seals);
        var tickets = await EvidenceChecks.Guard("tickets", () => VerifyTickets(evidence));
        var counters = await EvidenceChecks.Guard("counters", () => VerifyCounters(new Db(engine)));
        var search = await EvidenceChecks.Guard("search", () => VerifySearch(new Db(engine)));
        var chains = await EvidenceChecks.Guard("chains", evidence.Chains);
        var encrypted = !evidence.HasKeys || await EvidenceChecks.Guard("encryption", () => VerifyEncryption(new Db(engine)));
        var files = await EvidenceChecks.Guard("files", () =>
            VerifyFiles(new Db(engine), services.GetRequiredService<FileStore>(), evidence.HasKeys));
        var agree = seals && tickets && counters && search && chains && encrypted && files;
        foreach (var other in others)
            agree &= await EvidenceChecks.Guard("assessments", () => other(new Db(engine)));
        if (agree && options.Save is { } saved)
            await evidence.Heads!.Write(saved, CancellationToken.None);
        return agree ? 0 : 1;
    }

    static async Task<bool> VerifyEncryption(Db db)
    {
        var broken = 0L;
        var opened = await EncryptionAudit.Run(db, place =>
        {
            broken++;
            Console.WriteLine($"DIFFERS  {place} cannot be opened: it was changed, or belongs elsewhere");
        }, CancellationToken.None);
        Console.WriteLine(broken == 0
            ? $"All encrypted content can be opened: {opened:N0} places."
            : $"{broken:N0} places cannot be opened, {opened:N0} can.");
        return broken == 0;
    }

    static async Task<bool> VerifyFiles(Db db, FileStore store, bool withKeys)
    {
        var broken = 0L;
        var (files, bytes) = await FileAudit.Run(db, store, withKeys, (file, what) =>
        {
            broken++;
            Console.WriteLine($"DIFFERS  file {file} {what}");
        }, CancellationToken.None);
        Console.WriteLine(broken > 0
            ? $"{broken:N0} places differ in the files of {store.Folder}."
            : $"{files:N0} files are in {store.Folder} {(withKeys ? "and have their hashes" : "in full length")}: {bytes:N0} bytes.");
        return broken == 0;
    }

    static async Task<bool> VerifyTickets(EvidenceChecks evidence)
    {
        var result = await evidence.Tickets((ticket, difference) => Console.WriteLine($"DIFFERS  ticket {ticket}  {difference}"));
        if (result.Falsified > 0)
            Console.WriteLine($"{result.Falsified:N0} of {result.Tickets:N0} tickets are not what their events say; nothing repairs that.");
        if (result.Differing > 0)
            Console.WriteLine($"{result.Differing:N0} of {result.Tickets:N0} tickets differ from their events; rebuild repairs them.");
        if (result is not { Differing: 0, Falsified: 0 })
            return false;
        Console.WriteLine($"{result.Tickets:N0} tickets and their history agree with their events.");
        return true;
    }

    static async Task<bool> VerifySearch(Db db)
    {
        var result = await ProgressBar.Show("Comparing the search index", progress => WordsAudit.Run(
            db, (ticket, what) => Console.WriteLine($"DIFFERS  ticket {ticket}  {what}"), progress, CancellationToken.None));
        Console.WriteLine(result.Differing.Count == 0
            ? $"The search index agrees with {result.Tickets:N0} tickets."
            : $"{result.Differing.Count:N0} tickets differ in the search index; rebuild repairs them.");
        return result.Differing.Count == 0;
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
}
