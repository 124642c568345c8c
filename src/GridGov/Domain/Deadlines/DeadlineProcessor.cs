using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines;

/// <summary>
/// Acts on what has come due: turns lights, alerts, resumes, escalates. For each ticket in one transaction, which takes the
/// instant that it acts on from the ticket (<c>next_wake_up_at</c>) and gives it the next one: so each is acted on once, however
/// often a process dies and however many of them watch.
/// </summary>
static class DeadlineProcessor
{
    /// <summary>Tickets found by one query; SQLite also commits them together.</summary>
    const int Batch = 64;

    /// <summary>A ticket that is still due after this many rounds waits for the next run, so that a run ends.</summary>
    const int MaxRounds = 8;

    public static Task<Instant?> FindNext(Db db, CancellationToken ct) => db.Read(tx => tx.QuerySingle<Instant?>(SelectNext), ct);

    /// <param name="failed">Called with a ticket that failed; this run skips it.</param>
    public static async Task<int> Run(Db db, Action<Id, Exception>? failed, CancellationToken ct)
    {
        var acted = 0;
        var skipped = new HashSet<Id>();
        var rounds = new Dictionary<Id, int>();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var due = await db.Read(tx => tx.Query<DueRow>(FindDue, new { tx.Now, Rows = Batch + skipped.Count }), ct);
            due.RemoveAll(row => skipped.Contains(row.Id));
            if (due.Count == 0)
                return acted;
            var results = await Task.WhenAll(due.Select(row => Process(db, row, ct)));
            foreach (var (id, hasActed, fault) in results)
            {
                acted += hasActed ? 1 : 0;
                if ((rounds[id] = rounds.GetValueOrDefault(id) + 1) >= MaxRounds)
                    skipped.Add(id);
                if (fault is null)
                    continue;
                skipped.Add(id);
                if (failed is null)
                    throw new InvalidOperationException($"The deadline of ticket {id} could not be processed.", fault);
                failed(id, fault);
            }
        }
    }

    static async Task<(Id Id, bool Did, Exception? Fault)> Process(Db db, DueRow due, CancellationToken ct)
    {
        try
        {
            // An exclusive write, so that no concurrent action overwrites the ticket with what it read before.
            return (due.Id, await db.Write(tx => Act(tx, due), ct), null);
        }
        catch (Exception e) when (e is StoreBusyException or not (OperationCanceledException or StoreUnavailableException))
        {
            return (due.Id, false, e);
        }
    }

    static async Task<bool> Act(Tx tx, DueRow due)
    {
        await tx.LockRow("tickets", due.Id);
        if (due.NextWakeUpAt > tx.Now || await TicketForUpdate.One(tx, FindWaking, new { due.Id, due.NextWakeUpAt }) is not { } ticket)
            return false;
        var row = ticket.Row with
        {
            AlertedLight = ticket.View.Light is Light.Red or Light.Yellow ? ticket.View.Light : ticket.Row.AlertedLight,
            ProcessedUntil = tx.Now,
        };
        row = row with { NextWakeUpAt = NextWakeUp.Of(row, ticket.Related, tx.Zone) };
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
            DeadlineSignal.RaiseAfterCommit(tx, row.NextWakeUpAt);
        return true;
    }

    /// <summary>The actions that <see cref="TransitionDue"/> does without a person.</summary>
    public static IReadOnlyList<TicketAction> AutomaticActions(bool escalatesWhenRed) =>
        escalatesWhenRed ? [TicketAction.Resume, TicketAction.Escalate] : [TicketAction.Resume];

    static TicketChange? TransitionDue(Tx tx, CategoryLimits limits, TicketRow before, TicketRow row)
    {
        if (NextWakeUp.ResumesAt(before, tx.Zone) is { } resumes && resumes <= tx.Now)
            return new TicketChange(TicketAction.Resume) { Payload = new { Cause = "date", before.SuspendedUntil } };
        return before.AlertedLight != Light.Red && row.AlertedLight == Light.Red && limits.EscalatesWhenRed
            ? new TicketChange(TicketAction.Escalate)
            {
                Reason = "超时未完成，自动上报",
                Payload = new { Cause = "red", DueAt = before.Deadline?.DueAt.ToUtc() },
            }
            : null;
    }

    /// <summary>Replaces the ticket's <c>wake_at</c>, and appends the events.</summary>
    /// <returns>The ticket's new chain head; null when another process was faster.</returns>
    static async Task<ChainHead?> Claim(Tx tx, TicketForUpdate ticket, TicketRow row, List<DeadlineAlert> alerts)
    {
        if (alerts.Count > 0)
            return await TicketEvents.Append(tx, ticket, alerts.ConvertAll(alert => alert.Event), Update);
        return await Update((ticket.Head, ticket.Head)) == 1 ? ticket.Head : null;

        Task<int> Update((ChainHead Read, ChainHead New) head) => tx.Execute(TakeInstant, new
        {
            row.Id, row.AlertedLight, row.NextWakeUpAt, row.ProcessedUntil, ReadNextWakeUpAt = ticket.Row.NextWakeUpAt,
            ReadEventCount = head.Read.EventCount, head.New.EventCount, HeadHash = head.New.Hash,
        });
    }

    static async Task ApplyAutomatically(Tx tx, TicketForUpdate ticket, TicketChange change)
    {
        var decision = Lifecycle.DecideAutomatically(ticket.View.ToState(), change.Action);
        if (!decision.Allowed)
            DeadlineSignal.RaiseAfterCommit(tx, ticket.Row.NextWakeUpAt);
        else if (await TicketTransition.Write(tx, actor: null, ticket, decision, change) is null)
            throw new InvalidOperationException("A ticket changed within an exclusive transaction.");
    }

    sealed record DueRow
    {
        public required Id Id { get; init; }
        public required Instant NextWakeUpAt { get; init; }
    }

    const string SelectNext = "SELECT next_wake_up_at FROM tickets WHERE next_wake_up_at IS NOT NULL ORDER BY next_wake_up_at LIMIT 1";

    const string FindDue = """
        SELECT id, next_wake_up_at
          FROM tickets
         WHERE next_wake_up_at IS NOT NULL AND next_wake_up_at <= @Now
         ORDER BY next_wake_up_at
         LIMIT @Rows
        """;

    const string FindWaking = TicketForUpdate.Select + " WHERE t.id = @Id AND t.next_wake_up_at = @NextWakeUpAt";

    const string TakeInstant = """
        UPDATE tickets
           SET alerted_light = @AlertedLight, next_wake_up_at = @NextWakeUpAt, processed_until = @ProcessedUntil,
               event_count = @EventCount, head_hash = @HeadHash
         WHERE id = @Id AND next_wake_up_at = @ReadNextWakeUpAt AND event_count = @ReadEventCount
        """;
}
