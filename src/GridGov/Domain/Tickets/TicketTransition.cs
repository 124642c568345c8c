using GridGov.Api;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Events;
using GridGov.Domain.Notifications;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>What an action sets of a ticket beside its status, and what its event says.</summary>
sealed record TicketChange(TicketAction Action)
{
    /// <summary>What it sets of the ticket's row, given the row after the move.</summary>
    public Func<TicketRow, TicketRow>? Row { get; init; }

    /// <summary>What it changes of the related items. What the row no longer refers to goes by itself.</summary>
    public Func<RelatedItems, RelatedItems>? Related { get; init; }

    /// <summary>What it sets of the metrics, beside what follows from the move.</summary>
    public Func<TicketMetrics, TicketMetrics>? Metrics { get; init; }

    /// <summary>What it counts, beside what follows from the move.</summary>
    public Func<CounterKeys, IEnumerable<CounterDelta>>? Counted { get; init; }

    /// <summary>Why; backward moves ask for it.</summary>
    public string? Reason { get; init; }

    /// <summary>What else the event should say.</summary>
    public object? Payload { get; init; }
}

/// <summary>The one way in which a ticket's status changes, and anything else of it that has its version.</summary>
static class TicketTransition
{
    /// <summary>
    /// Finds the ticket in the caller's scope, lets <see cref="Lifecycle"/> decide, writes the new state if the version
    /// still is the one that the caller read, appends the event and moves the counters.
    /// </summary>
    /// <param name="change">What the action sets beside the status, given the row after the move.</param>
    /// <param name="reason">Why; backward moves ask for it.</param>
    /// <param name="payload">What else the event should say.</param>
    public static async Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Apply(
        Tx tx, Actor actor, Id id, IfMatch version, TicketAction action,
        Func<TicketRow, TicketRow>? change = null, string? reason = null, object? payload = null)
    {
        var ticket = await TicketForUpdate.Find(tx, actor, id);
        if (ticket is null)
            return TypedResults.NotFound();
        if (Check(ticket, version, action, actor, out var decision) is { } refusal)
            return refusal;
        return await Complete(tx, actor, ticket, action, decision, change, reason, payload);
    }

    /// <summary>The end of <see cref="Apply"/>: for what looks at more than the ticket between the decision and the writing.</summary>
    public static async Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Complete(
        Tx tx, Actor actor, TicketForUpdate before, TicketAction action, Decision decision,
        Func<TicketRow, TicketRow>? change = null, string? reason = null, object? payload = null) =>
        await Write(tx, actor, before, decision, new TicketChange(action) { Row = change, Reason = reason, Payload = payload }) is { } after
            ? TypedResults.Ok(after.View.ToTicket())
            : VersionConflict();

    /// <summary>Who is asking comes first, then whether they have read the latest state, then whether that state allows it.</summary>
    public static ProblemHttpResult? Check(
        TicketForUpdate ticket, IfMatch version, TicketAction action, Actor actor, out Decision decision) =>
        Check(ticket, ticket.View.ToState(), version, action, actor, out decision);

    /// <param name="state">The ticket's state, or the part of it that the address names.</param>
    public static ProblemHttpResult? Check(
        TicketForUpdate ticket, TicketState state, IfMatch version, TicketAction action, Actor actor, out Decision decision)
    {
        decision = Lifecycle.Decide(state, action, actor);
        if (decision.Refusal is "post-not-allowed")
            return Problems.Of(decision.Refusal, decision.Argument);
        if (ticket.Row.Version != version.Version)
            return Problems.StaleVersion(ticket.Row.Version);
        return decision.Refusal is { } code ? Problems.Of(code, decision.Argument) : null;
    }

    /// <summary>Writes what was decided: the new state, the event, the counters; and ends what the new state does not bear.</summary>
    /// <param name="actor">Null when the program does it by itself.</param>
    /// <returns>The ticket after it; null, and nothing is written, when somebody else was quicker.</returns>
    public static async Task<TicketForUpdate?> Write(Tx tx, Actor? actor, TicketForUpdate before, Decision decision, TicketChange change)
    {
        var action = change.Action;
        var moves = Lifecycle.Transitions.ContainsKey((before.Row.Status, action));
        var row = moves ? AfterTransition(before.Row, action, decision.To, actor?.Id, tx.Now, tx.Today) : WithNextVersion(before.Row, tx.Now);
        row = change.Row?.Invoke(row) ?? row;
        row = CascadingEnds.Of(before.View, row, out var ends).MaskActionTexts();
        var related = (change.Related?.Invoke(before.Related) ?? before.Related).ReferredToBy(row);

        var pauses = new TicketPauses(tx, row.Id);
        (row, var clock) = await StageClocks.OnTransition(tx, before, row, action, pauses);
        row = row with { WakeAt = NextWakeUp.Of(row, related, tx.Zone) };
        var (closingDue, closing) = await ClosingDeadline.OnTransition(tx, before, row, action, pauses);
        var metrics = before.Metrics.AfterTransition(action, row, closingDue, tx);
        metrics = change.Metrics?.Invoke(metrics) ?? metrics;
        metrics = await TicketHistory.SaveFormerState(tx, before, row, metrics);

        var entry = new JournalEntry(Journal.Ticket, row.Id.ToString(), row.GridCode, action.ToCode(), actor?.Id, row.Version)
        {
            Post = decision.Post?.Kind,
            From = moves ? before.Row.Status : null,
            To = moves ? decision.To : null,
            Reason = change.Reason,
            Payload = change.Payload,
            Recalculated = closing is null ? null : (ClosingDeadlineRecord.Member, closing.ToPayload),
        };
        var written = await TicketEvents.Append(tx, before, [entry], head => TicketUpdate.Run(tx, row, metrics, before.Row.Version, head));
        if (written is not { } head)
        {
            tx.Rollback();
            return null;
        }
        var after = before with { View = new TicketView(row, related, tx.Now), Metrics = metrics, Head = head, Clock = clock };
        await Count(tx, before, after, change);
        await ends.Write(tx);
        DeadlineSignal.RaiseAfterCommit(tx, row.WakeAt);
        await TicketNotifications.OnTransition(tx, before.View, after.View, action, actor, change.Reason);
        return after;
    }

    public static ProblemHttpResult VersionConflict() => Problems.StaleVersion();

    public static TicketRow WithNextVersion(TicketRow row, Instant now) => row with { UpdatedAt = now, Version = row.Version + 1 };

    /// <summary>What every move to a status sets: pure, like the table.</summary>
    /// <param name="by">Null when the program does it by itself.</param>
    public static TicketRow AfterTransition(TicketRow row, TicketAction action, TicketStatus to, Id? by, Instant now, DateOnly today)
    {
        row = WithNextVersion(row, now) with { Status = to, SuspendedUntil = null };
        if (to is TicketStatus.Accepted or TicketStatus.Resolved)
            row = row with { AcceptedAt = row.AcceptedAt ?? now, AcceptedDay = row.AcceptedDay ?? today };
        return to switch
        {
            // A new round: nobody has it in hand, and what was done before is in the history.
            TicketStatus.Accepted => WithoutHandler(row) with
            {
                HandlingLevel = action is TicketAction.Escalate ? row.HandlingLevel - 1 : row.HandlingLevel,
                ResolvedBy = null,
                ResolvedAt = null,
                Result = null,
                ClosedAt = null,
                ClosedDay = null,
                EvaluationScore = null,
                EvaluationComment = null,
                EvaluatedAt = null,
                MergedInto = null,
                Extensions = 0,
            },
            TicketStatus.Dispatched => row with { Extensions = 0 },
            TicketStatus.Returned or TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged => WithoutHandler(row),
            TicketStatus.Resolved => row with { ResolvedBy = by, ResolvedAt = now },
            TicketStatus.Closed when action is TicketAction.Evaluate => row with { EvaluatedAt = now },
            TicketStatus.Closed => row with { ClosedAt = now, ClosedDay = today },
            _ => row,
        };
    }

    static TicketRow WithoutHandler(TicketRow row) =>
        row with { HandlerId = null, HandlerName = null, HandlerPost = null, HandlerRole = null };

    /// <summary>The rows that are counted by themselves, and all that changes in the counters, by one statement.</summary>
    static async Task Count(Tx tx, TicketForUpdate before, TicketForUpdate after, TicketChange change)
    {
        var counterKeys = after.Metrics.ToCounterKeys(after.Row);
        List<CounterDelta> deltas =
        [
            .. CounterKeys.ForTransition(before.Metrics.ToCounterKeys(before.Row), counterKeys),
            .. await TicketDispatches.OnTransition(tx, before.Row, after.Row, change.Action, counterKeys),
            .. change.Counted?.Invoke(counterKeys) ?? [],
        ];
        if (change.Action is TicketAction.Pass or TicketAction.Fail)
        {
            await tx.Execute(InsertCheck, new { after.Row.Id, after.Row.Version, Day = tx.Today, At = tx.Now, change.Action });
            deltas.AddRange(counterKeys.ForCheck(tx.Today, passed: change.Action is TicketAction.Pass));
        }
        await CounterStore.AppendChanges(tx, deltas);
    }

    const string InsertCheck = "INSERT INTO ticket_checks (ticket_id, version, day, at, action) VALUES (@Id, @Version, @Day, @At, @Action)";
}
