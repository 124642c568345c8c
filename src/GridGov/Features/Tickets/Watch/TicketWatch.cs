using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>
/// Acts on what has come due: turns lights, alerts, resumes, escalates. For each ticket in one transaction, which takes the
/// instant that it acts on from the ticket (<c>wake_at</c>) and gives it the next one: so each is acted on once, however
/// often a process dies and however many of them watch.
/// </summary>
static class TicketWatch
{
    /// <summary>Tickets that are looked up together. On SQLite they are committed together too.</summary>
    const int Batch = 64;

    /// <summary>A ticket that still is due after so many looks is left to the next time, so that nothing goes round for ever.</summary>
    const int MaxLooks = 8;

    /// <summary>When the next of all tickets comes due.</summary>
    public static Task<Instant?> Next(Db db, CancellationToken ct) => db.Read(tx => tx.One<Instant?>(FindNext), ct);

    /// <summary>Acts on all that has come due by now.</summary>
    /// <param name="failed">Called with a ticket that could not be acted on; it is left out for this time.</param>
    /// <returns>On how many tickets it acted.</returns>
    public static async Task<int> Run(Db db, Action<Id, Exception>? failed, CancellationToken ct)
    {
        var acted = 0;
        var leftOut = new HashSet<Id>();
        var looks = new Dictionary<Id, int>();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var due = await db.Read(tx => tx.List<DueRow>(FindDue, new { tx.Now, Rows = Batch + leftOut.Count }), ct);
            due.RemoveAll(row => leftOut.Contains(row.Id));
            if (due.Count == 0)
                return acted;
            var results = await Task.WhenAll(due.Select(row => One(db, row, ct)));
            foreach (var (id, did, fault) in results)
            {
                acted += did ? 1 : 0;
                if ((looks[id] = looks.GetValueOrDefault(id) + 1) >= MaxLooks)
                    leftOut.Add(id);
                if (fault is null)
                    continue;
                leftOut.Add(id);
                if (failed is null)
                    throw new InvalidOperationException($"Ticket {id} could not be acted on.", fault);
                failed(id, fault);
            }
        }
    }

    static async Task<(Id Id, bool Did, Exception? Fault)> One(Db db, DueRow due, CancellationToken ct)
    {
        try
        {
            // Alone: what a verb has read of the ticket before this must not be written back after it.
            return (due.Id, await db.Write(tx => Act(tx, due), ct), null);
        }
        catch (Exception e) when (e is not OperationCanceledException and not StoreBusyException)
        {
            return (due.Id, false, e);
        }
    }

    /// <returns>Whether it acted; false when somebody else had.</returns>
    static async Task<bool> Act(Tx tx, DueRow due)
    {
        var row = await TicketParts.Load(tx, await tx.One(FindWaking, TicketRow.Read, new { due.Id, due.WakeAt }));
        if (row is null || due.WakeAt > tx.Now)
            return false;
        var light = row.Deadline?.LightAt(tx.Now);
        var after = row with
        {
            Alerted = light switch
            {
                Light.Red => 2,
                Light.Yellow => 1,
                _ => row.Alerted,
            },
            WokenAt = tx.Now,
        };
        after = after with { WakeAt = await ComesDue.Next(tx, after) };
        if (await tx.Run(Claim, new { after.Id, after.Alerted, after.WakeAt, after.WokenAt, due.WakeAt.Milliseconds }) == 0)
            return false;

        await WatchAlerts.Turned(tx, row, after);
        await WatchAlerts.Late(tx, row);
        if (ComesDue.ResumesAt(tx, row) is { } resumes && resumes <= tx.Now)
            after = await ByItself(tx, after, TicketAction.Resume, reason: null, new { Cause = "date", row.SuspendedUntil });
        else if (row.Alerted != 2 && after.Alerted == 2 && await tx.One<bool>(FindEscalates, new { row.Category }))
            after = await ByItself(tx, after, TicketAction.Escalate, "超时未完成，自动上报", new { Cause = "red", DueAt = row.DueAt?.ToUtc() });
        WatchBell.Tell(tx, after.WakeAt);
        return true;
    }

    /// <summary>A move that the program makes, if the table allows it.</summary>
    static async Task<TicketRow> ByItself(Tx tx, TicketRow row, TicketAction action, string? reason, object payload)
    {
        var decision = Lifecycle.DecideByItself(row.State(), action);
        if (!decision.Allowed)
            return row;
        return await TicketMoves.Write(tx, actor: null, row, action, decision, reason: reason, payload: payload)
            ?? throw new InvalidOperationException("A ticket changed within the transaction that had it alone.");
    }

    sealed record DueRow
    {
        public required Id Id { get; init; }
        public required Instant WakeAt { get; init; }
    }

    const string FindNext = "SELECT wake_at FROM tickets WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1";

    const string FindDue = """
        SELECT id, wake_at
          FROM tickets
         WHERE wake_at IS NOT NULL AND wake_at <= @Now
         ORDER BY wake_at
         LIMIT @Rows
        """;

    const string FindWaking = TicketRow.Select + " WHERE t.id = @Id AND t.wake_at = @WakeAt";

    const string Claim = """
        UPDATE tickets
           SET alerted = @Alerted, wake_at = @WakeAt, woken_at = @WokenAt
         WHERE id = @Id AND wake_at = @Milliseconds
        """;

    const string FindEscalates = "SELECT escalate_when_red FROM categories WHERE code = @Category";
}
