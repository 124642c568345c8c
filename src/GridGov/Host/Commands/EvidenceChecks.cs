using GridGov.Audit;
using GridGov.Domain.Events;
using GridGov.Domain.Verification;
using GridGov.Encryption;
using GridGov.Encryption.Seals;

namespace GridGov.Host.Commands;

/// <summary>The checks of what nothing can repair: seals, chains, audit, accounts, and what tickets are by their events.</summary>
sealed class EvidenceChecks(IServiceProvider services, (RecordedHeads Heads, string File)? against = null)
{
    const int ProgressEvery = 100_000;

    readonly Engine engine = services.GetRequiredService<Engine>();
    readonly MasterKeys masters = services.GetRequiredService<Settings>().Keys;
    readonly Db db = new(services.GetRequiredService<Engine>());

    /// <summary>Whether the master key is there; without it other checks can still run.</summary>
    public bool HasKeys { get; private set; }

    /// <summary>The heads that were found; known after <see cref="Seals"/>.</summary>
    public RecordedHeads? Heads { get; private set; }

    public async Task OpenKeys()
    {
        HasKeys = await masters.Current(CancellationToken.None) is not null
            && await DataKeys.OpenExisting(engine, masters, CancellationToken.None);
        if (!HasKeys)
            Console.WriteLine($"Seals and encrypted content were not checked by their keys: there is no master key in {masters.Place}.");
    }

    /// <summary>The seals, and with them the whole journal, the audit and the accounts.</summary>
    public async Task<bool> Seals()
    {
        var differences = 0L;
        var elsewhere = against is var (recorded, _) ? new SealVerification.Head(recorded.Seal, recorded.SealMac) : null;
        var seals = await SealVerification.Run(db, HasKeys, elsewhere, what => Differs("seals", what), CancellationToken.None);
        if (against is var (heads, file))
        {
            seals.Journal.Add(heads.JournalCheckpoint(file));
            seals.Audit.Add(heads.AuditCheckpoint(file));
            seals.Rows.Add(heads.RowSealCheckpoint(file));
        }
        var journal = await JournalVerification.Run(
            db, seals.Journal, HasKeys ? seals.Rows : null, Differs, CancellationToken.None);
        var audit = await AuditChain.Verify(
            db, seals.Audit, found => Differs($"{found.Kind}  audit {found.Seq}", found.Description), CancellationToken.None);
        Heads = new RecordedHeads(services.GetRequiredService<TimeProvider>().GetUtcNow(), seals.Head.Number, seals.Head.Mac,
            journal.Events, journal.Hash, audit.Entries, audit.Hash,
            journal.RowSeal?.Number ?? 0, journal.RowSeal?.Hash);
        Console.WriteLine(differences == 0
            ? $"Journal, audit and accounts agree with {seals.Head.Number:N0} seals: "
                + $"{journal.Events:N0} events, {audit.Entries:N0} entries, {journal.Accounts:N0} rows of accounts."
            : $"{differences:N0} places in seals, journal, audit and accounts differ.");
        return differences == 0;

        void Differs(string place, string what)
        {
            differences++;
            Console.WriteLine($"DIFFERS  {place}: {what}");
        }
    }

    /// <summary>The chains of the tickets' events, and the running numbers.</summary>
    public async Task<bool> Chains()
    {
        var next = ProgressEvery;
        var result = await EventChainAudit.Run(db, Print, tickets =>
        {
            if (tickets < next)
                return;
            Console.WriteLine($"checked: {tickets:N0} tickets");
            next += ProgressEvery;
        }, CancellationToken.None);
        var numbers = await TicketNumbers.Run(db, what => Console.WriteLine($"DIFFERS  numbers  {what}"), CancellationToken.None);
        Console.WriteLine(result.Differences + numbers == 0
            ? $"The chains of {result.Tickets:N0} tickets are intact: {result.Events:N0} events."
            : $"{result.Differences + numbers:N0} places in the tickets' history differ.");
        return result.Differences + numbers == 0;
    }

    /// <param name="derived">Receives what <c>rebuild</c> repairs; null to leave it out.</param>
    public Task<TicketVerification.Result> Tickets(Action<string, string>? derived) =>
        ProgressBar.Show("Replaying tickets", progress => TicketVerification.Run(
            db, derived, (ticket, what) => Console.WriteLine($"DIFFERS  ticket {ticket}  {what}"),
            (ticket, events) => Console.WriteLine(
                $"hidden: ticket {ticket}  its first {events:N0} events are from before it was confidential; they are masked when shown"),
            progress, CancellationToken.None));

    /// <summary>Runs a check; a stored value that no program wrote, such as the day 20261399, is a difference.</summary>
    public static async Task<bool> Guard(string part, Func<Task<bool>> check)
    {
        try
        {
            return await check();
        }
        catch (Exception e) when (e is System.Data.DataException or FormatException or InvalidOperationException or ArgumentException
            or OverflowException or InvalidCastException or System.Text.Json.JsonException)
        {
            Console.WriteLine($"DIFFERS  {part}: a stored value cannot be read, and what follows it was not checked: {e.Message}");
            return false;
        }
    }

    static void Print(EventChainAudit.Difference difference)
    {
        var ticket = difference.Ticket is null ? "" : $"  ticket {difference.Ticket}";
        var position = difference.Position is null ? "" : $"  event {difference.Position}";
        var seq = difference.Seq is null ? "" : $"  journal {difference.Seq}";
        Console.WriteLine($"DIFFERS  {difference.Kind}{ticket}{position}{seq}: {difference.Description}");
    }
}
