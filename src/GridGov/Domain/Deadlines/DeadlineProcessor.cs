using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines;

/// <summary>
/// Acts on what has come due: turns lights, alerts, resumes, escalates. For each ticket in one transaction, which takes the
/// instant that it acts on from the ticket (<c>wake_at</c>) and gives it the next one: so each is acted on once, however
/// often a process dies and however many of them watch.
/// </summary>
static class DeadlineProcessor
{
    /// <summary>Tickets that are looked up together. On SQLite they are committed together too.</summary>
    const int Batch = 64;

    /// <summary>A ticket that still is due after so many looks is left to the next time, so that nothing goes round for ever.</summary>
    const int MaxRounds = 8;

    /// <summary>When the next of all tickets comes due.</summary>
    public static Task<Instant?> FindNext(Db db, CancellationToken ct) => db.Read(tx => tx.QuerySingle<Instant?>(SelectNext), ct);

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
            var due = await db.Read(tx => tx.Query<DueRow>(FindDue, new { tx.Now, Rows = Batch + leftOut.Count }), ct);
            due.RemoveAll(row => leftOut.Contains(row.Id));
            if (due.Count == 0)
                return acted;
            var results = await Task.WhenAll(due.Select(row => Process(db, row, ct)));
            foreach (var (id, did, fault) in results)
            {
                acted += did ? 1 : 0;
                if ((looks[id] = looks.GetValueOrDefault(id) + 1) >= MaxRounds)
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

    static async Task<(Id Id, bool Did, Exception? Fault)> Process(Db db, DueRow due, CancellationToken ct)
    {
        try
        {
            // Alone: what a verb has read of the ticket before this must not be written back after it.
            return (due.Id, await db.Write(tx => Act(tx, due), ct), null);
        }
        catch (Exception e) when (e is StoreBusyException or not (OperationCanceledException or StoreUnavailableException))
        {
            return (due.Id, false, e);
        }
    }

    /// <returns>Whether it acted; false when somebody else had.</returns>
    static async Task<bool> Act(Tx tx, DueRow due)
    {
        await tx.LockRow("tickets", due.Id);
        if (due.WakeAt > tx.Now || await TicketForUpdate.One(tx, FindWaking, new { due.Id, due.WakeAt }) is not { } ticket)
            return false;
        var row = ticket.Row with
        {
            Alerted = ticket.View.Light is Light.Red or Light.Yellow ? ticket.View.Light : ticket.Row.Alerted,
            WokenAt = tx.Now,
        };
        row = row with { WakeAt = NextWakeUp.Of(row, ticket.Related, tx.Zone) };
        var alerts = DeadlineAlert.Of(ticket.View, row, tx);
        if (await Claim(tx, ticket, row, alerts) is not { } head)
            return false;
        foreach (var alert in alerts)
            await alert.Send(tx, row.Id);

        var before = ticket.Row;
        ticket = ticket with { View = ticket.View with { Row = row }, Head = head };
        if (TransitionDue(tx, ticket.Limits, before, row) is { } change)
            await ApplyAutomatically(tx, ticket, change);
        else
            DeadlineSignal.RaiseAfterCommit(tx, row.WakeAt);
        return true;
    }

    /// <summary>The transition that what came due calls for.</summary>
    static TicketChange? TransitionDue(Tx tx, CategoryLimits limits, TicketRow before, TicketRow row)
    {
        if (NextWakeUp.ResumesAt(before, tx.Zone) is { } resumes && resumes <= tx.Now)
            return new TicketChange(TicketAction.Resume) { Payload = new { Cause = "date", before.SuspendedUntil } };
        return before.Alerted != Light.Red && row.Alerted == Light.Red && limits.EscalatesWhenRed
            ? new TicketChange(TicketAction.Escalate)
            {
                Reason = "超时未完成，自动上报",
                Payload = new { Cause = "red", DueAt = before.DueAt?.ToUtc() },
            }
            : null;
    }

    /// <summary>Takes the instant that the watch acts on from the ticket, and appends the events of what came due.</summary>
    /// <returns>The ticket's chain after it; null when somebody else was quicker.</returns>
    static async Task<ChainHead?> Claim(Tx tx, TicketForUpdate ticket, TicketRow row, List<DeadlineAlert> alerts)
    {
        if (alerts.Count > 0)
            return await TicketEvents.Append(tx, ticket, alerts.ConvertAll(alert => alert.Event), Update);
        return await Update((ticket.Head, ticket.Head)) == 1 ? ticket.Head : null;

        Task<int> Update((ChainHead Read, ChainHead New) head) => tx.Execute(TakeInstant, new
        {
            row.Id, Alerted = (int?)row.Alerted, row.WakeAt, row.WokenAt, ReadWakeAt = ticket.Row.WakeAt,
            ReadEvents = head.Read.Events, head.New.Events, HeadHash = head.New.Hash,
        });
    }

    /// <summary>A transition that the program makes, if the table allows it.</summary>
    static async Task ApplyAutomatically(Tx tx, TicketForUpdate ticket, TicketChange change)
    {
        var decision = Lifecycle.DecideAutomatically(ticket.View.ToState(), change.Action);
        if (!decision.Allowed)
            DeadlineSignal.RaiseAfterCommit(tx, ticket.Row.WakeAt);
        else if (await TicketTransition.Write(tx, actor: null, ticket, decision, change) is null)
            throw new InvalidOperationException("A ticket changed within the transaction that had it alone.");
    }

    sealed record DueRow
    {
        public required Id Id { get; init; }
        public required Instant WakeAt { get; init; }
    }

    const string SelectNext = "SELECT wake_at FROM tickets WHERE wake_at IS NOT NULL ORDER BY wake_at LIMIT 1";

    const string FindDue = """
        SELECT id, wake_at
          FROM tickets
         WHERE wake_at IS NOT NULL AND wake_at <= @Now
         ORDER BY wake_at
         LIMIT @Rows
        """;

    const string FindWaking = TicketForUpdate.Select + " WHERE t.id = @Id AND t.wake_at = @WakeAt";

    const string TakeInstant = """
        UPDATE tickets
           SET alerted = @Alerted, wake_at = @WakeAt, woken_at = @WokenAt, events = @Events, head_hash = @HeadHash
         WHERE id = @Id AND wake_at = @ReadWakeAt AND events = @ReadEvents
        """;
}
