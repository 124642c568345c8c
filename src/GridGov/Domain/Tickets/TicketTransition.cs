using GridGov.Api;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Events;
using GridGov.Domain.Notifications;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>The changes of an action besides the status, and the content of its event.</summary>
sealed record TicketChange(TicketAction Action)
{
    public Func<TicketRow, TicketRow>? Row { get; init; }

    /// <summary>Changes the related items; items that the row no longer refers to are removed automatically.</summary>
    public Func<RelatedItems, RelatedItems>? Related { get; init; }

    public Func<TicketMetrics, TicketMetrics>? Metrics { get; init; }

    /// <summary>Counts besides those of the transition.</summary>
    public Func<CounterKeys, IEnumerable<CounterDelta>>? Counted { get; init; }

    /// <summary>The reason; backward transitions require it.</summary>
    public FreeText? Reason { get; init; }

    public object? Payload { get; init; }
}

/// <summary>Applies every change of a ticket that increases its version.</summary>
static class TicketTransition
{
    /// <summary>
    /// Finds the ticket in the caller's scope, lets <see cref="Lifecycle"/> decide, writes the new state if the version is the caller's,
    /// appends the event and updates the counters.
    /// </summary>
    /// <param name="reason">The reason; backward transitions require it.</param>
    public static async Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Apply(
        Tx tx, Actor actor, Id id, IfMatch version, TicketAction action,
        Func<TicketRow, TicketRow>? change = null, FreeText? reason = null, object? payload = null)
    {
        var ticket = await TicketForUpdate.Find(tx, actor, id);
        if (ticket is null)
            return TypedResults.NotFound();
        if (Check(ticket, version, action, actor, out var decision) is { } refusal)
            return refusal;
        return await Complete(tx, actor, ticket, action, decision, change, reason, payload);
    }

    /// <summary>The second half of <see cref="Apply"/>, for operations with further checks before the write.</summary>
    public static async Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Complete(
        Tx tx, Actor actor, TicketForUpdate before, TicketAction action, Decision decision,
        Func<TicketRow, TicketRow>? change = null, FreeText? reason = null, object? payload = null) =>
        await Write(tx, actor, before, decision, new TicketChange(action) { Row = change, Reason = reason, Payload = payload }) is { } after
            ? TypedResults.Ok(after.View.ToTicket())
            : VersionConflict();

    /// <summary>Checks the caller's right first, then the version, then whether the state allows the action.</summary>
    public static ProblemHttpResult? Check(
        TicketForUpdate ticket, IfMatch version, TicketAction action, Actor actor, out Decision decision) =>
        Check(ticket, ticket.View.ToState(), version, action, actor, out decision);

    /// <param name="state">The ticket's state, or that of the related item in the route.</param>
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

    /// <summary>Writes the new state, the event and the counters, and ends related items.</summary>
    /// <returns>The ticket afterwards; null, without any write, when it was changed meanwhile.</returns>
    public static async Task<TicketForUpdate?> Write(Tx tx, Actor? actor, TicketForUpdate before, Decision decision, TicketChange change)
    {
        var action = change.Action;
        var moves = Lifecycle.Transitions.ContainsKey((before.Row.Status, action));
        var row = moves
            ? AfterTransition(before.Row, action, decision.To, actor?.Id, tx.Now, tx.Today)
            : WithNextVersion(before.Row, tx.Now);
        row = change.Row?.Invoke(row) ?? row;
        row = CascadingEnds.Of(before.View, row, out var ends);
        var related = (change.Related?.Invoke(before.Related) ?? before.Related).ReferredToBy(row);

        var pauses = new TicketPauses(tx, row.Id);
        (row, var clock) = await StageClocks.OnTransition(tx, before, row, action, pauses);
        row = row with { NextWakeUpAt = NextWakeUp.Of(row, related, tx.Zone) };
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
            Recalculated =
            [
                (ClosingDeadlineRecord.Member, closing?.ToPayload),
                (ClockRecord.Member, ClockRecord.OfChange((before.Row, before.Clock), (row, clock))),
            ],
        };
        var written = await TicketEvents.Append(tx, before, [entry], head => TicketUpdate.Run(tx, before.Row, row, metrics, head));
        if (written is not { } head)
        {
            tx.Rollback();
            return null;
        }
        var after = before with { View = new TicketView(row, related, tx.Now), Metrics = metrics, Head = head, Clock = clock };
        await Count(tx, before, after, change);
        await ends.Write(tx);
        DeadlineSignal.RaiseAfterCommit(tx, row.NextWakeUpAt);
        await TicketNotifications.OnTransition(tx, before.View, after.View, action, actor, change.Reason);
        await TicketParts.NotifyWhole(tx, before.View, after.View, actor);
        return after;
    }

    public static ProblemHttpResult VersionConflict() => Problems.StaleVersion();

    public static TicketRow WithNextVersion(TicketRow row, Instant now) => row with { UpdatedAt = now, Version = row.Version + 1 };

    /// <summary>The row after a transition; a pure function like the table.</summary>
    public static TicketRow AfterTransition(TicketRow row, TicketAction action, TicketStatus to, Id? by, Instant now, DateOnly today)
    {
        row = WithNextVersion(row, now) with { Status = to, SuspendedUntil = null };
        if (to is TicketStatus.Accepted or TicketStatus.Resolved)
            row = row with { AcceptedAt = row.AcceptedAt ?? now, AcceptedDay = row.AcceptedDay ?? today };
        return to switch
        {
            // A new round of handling; the history has the earlier one.
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
            TicketStatus.Submitted when action is TicketAction.Reopen => row with { MergedInto = null },
            // The clock of the handling runs on, with its extensions.
            TicketStatus.Dispatched when action is TicketAction.Reassign => row,
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

    static async Task Count(Tx tx, TicketForUpdate before, TicketForUpdate after, TicketChange change)
    {
        var counterKeys = after.Metrics.ToCounterKeys(after.Row);
        List<CounterDelta> deltas =
        [
            .. CounterKeys.ForTransition(before.Metrics.ToCounterKeys(before.Row), counterKeys),
            .. await TicketDispatches.OnTransition(tx, after.Row, change.Action, counterKeys),
            .. await TicketParts.OnTransition(tx, before, after),
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
