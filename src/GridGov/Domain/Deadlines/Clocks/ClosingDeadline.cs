using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>
/// The closing deadline of a ticket (结案期限): the limits for dispatch, handling and check in sequence since it was established. An
/// extension adds the handling limit, a suspension pauses it, reopening restarts it; rework, redispatch and escalation do not.
/// </summary>
static class ClosingDeadline
{
    /// <summary>Computes the deadline after a transition and stores its terms.</summary>
    /// <returns>The deadline, and the event's record of a recalculation.</returns>
    public static async Task<(Instant? Due, ClosingDeadlineRecord? Record)> OnTransition(
        Tx tx, TicketForUpdate before, TicketRow after, TicketAction action, TicketPauses pauses)
    {
        if (Establishes(action, after.Status))
            return await Begin(tx, after, before.Limits, selfHandled: action == TicketAction.SelfHandle);
        if (IsEnded(after.Status))
            return (null, null);
        var due = before.Metrics.ClosingDueAt;
        var extended = after.Extensions - before.Row.Extensions;
        if (extended <= 0 && (before.Row.Status == TicketStatus.Suspended) == (after.Status == TicketStatus.Suspended))
            return (due, null);
        var terms = extended > 0
            ? await tx.QuerySingle<ClosingTerms>(Extend, new { after.Id, Times = extended })
            : await LoadTerms(tx, after.Id);
        return terms is null ? (due, null) : await Recalculate(tx, after, terms, before.Limits, pauses);
    }

    /// <summary>Recalculates the deadline after an amendment, from the same start with the same extensions.</summary>
    /// <param name="changesLimit">Whether the limits themselves change, and not only the calendar.</param>
    /// <returns>The deadline, and the event's record; null for a ticket that is not established.</returns>
    public static async Task<(Instant? Due, ClosingDeadlineRecord Record)?> OnAmendment(
        Tx tx, TicketRow row, CategoryLimits limits, bool changesLimit, TicketPauses pauses)
    {
        if (IsEnded(row.Status) || await LoadTerms(tx, row.Id) is not { } terms)
            return null;
        if (changesLimit)
        {
            terms = terms with
            {
                DispatchLimit = terms.DispatchLimit is null ? null : limits.Dispatch.ForUrgency(row.Urgency).ToString(),
                HandleLimit = limits.Handle.ForUrgency(row.Urgency).ToString(),
                CheckLimit = limits.Check.ForUrgency(row.Urgency).ToString(),
            };
            await tx.Execute(SetTerms, new { row.Id, terms.DispatchLimit, terms.HandleLimit, terms.CheckLimit });
        }
        var (due, _) = await Recalculate(tx, row, terms, limits, pauses);
        return (due, ClosingDeadlineRecord.Of(due, terms));
    }

    /// <param name="to">The status afterwards.</param>
    public static bool Establishes(TicketAction action, TicketStatus to) =>
        action is TicketAction.Accept or TicketAction.SelfHandle || (action is TicketAction.Reopen && to == TicketStatus.Accepted);

    public static bool IsEnded(TicketStatus status) =>
        status is TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged or TicketStatus.Noted;

    /// <summary>Recalculates the deadline after a pause, an extension or a calendar change.</summary>
    public static async Task<(Instant? Due, ClosingDeadlineRecord Record)> Recalculate(
        Tx tx, TicketRow row, ClosingTerms terms, CategoryLimits limits, TicketPauses pauses)
    {
        var due = terms.DueAt(await limits.CalendarOf(tx, row.GridCode), await pauses.Since(terms.StartedAt));
        return (due, ClosingDeadlineRecord.Of(due));
    }

    /// <summary>The terms since the last establishment; null before the first.</summary>
    public static Task<ClosingTerms?> LoadTerms(Tx tx, Id ticket) => tx.QuerySingle<ClosingTerms>(FindTerms, new { Id = ticket });

    static async Task<(Instant? Due, ClosingDeadlineRecord? Record)> Begin(
        Tx tx, TicketRow row, CategoryLimits limits, bool selfHandled)
    {
        var terms = new ClosingTerms
        {
            StartedAt = tx.Now,
            DispatchLimit = selfHandled ? null : limits.Dispatch.ForUrgency(row.Urgency).ToString(),
            HandleLimit = limits.Handle.ForUrgency(row.Urgency).ToString(),
            CheckLimit = limits.Check.ForUrgency(row.Urgency).ToString(),
        };
        await tx.Execute(Insert, new { row.Id, row.Version, terms.StartedAt, terms.DispatchLimit, terms.HandleLimit, terms.CheckLimit });
        var due = terms.DueAt(await limits.CalendarOf(tx, row.GridCode), []);
        return (due, ClosingDeadlineRecord.Of(due, terms));
    }

    const string Insert = """
        INSERT INTO ticket_closing_limits (ticket_id, version, started_at, dispatch_limit, handle_limit, check_limit)
        VALUES (@Id, @Version, @StartedAt, @DispatchLimit, @HandleLimit, @CheckLimit)
        """;

    const string Extend = """
        UPDATE ticket_closing_limits
           SET extensions = extensions + @Times
         WHERE ticket_id = @Id AND version = (SELECT max(version) FROM ticket_closing_limits WHERE ticket_id = @Id)
        RETURNING started_at, dispatch_limit, handle_limit, check_limit, extensions
        """;

    const string SetTerms = """
        UPDATE ticket_closing_limits
           SET dispatch_limit = @DispatchLimit, handle_limit = @HandleLimit, check_limit = @CheckLimit
         WHERE ticket_id = @Id AND version = (SELECT max(version) FROM ticket_closing_limits WHERE ticket_id = @Id)
        """;

    const string FindTerms = """
        SELECT started_at, dispatch_limit, handle_limit, check_limit, extensions
          FROM ticket_closing_limits
         WHERE ticket_id = @Id
         ORDER BY version DESC
         LIMIT 1
        """;
}
