using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>
/// The effective deadline of the whole ticket (结案期限): from the instant that it is established its limits for dispatch,
/// handling and check, one after the other. An approved extension adds the handling's limit once more, a suspension lets it
/// stand still; rework, another dispatch and another level do not move it; reopening begins it anew.
/// </summary>
static class ClosingDeadline
{
    /// <summary>What a transition makes of the deadline; the terms are written.</summary>
    /// <param name="after">The ticket after the transition, its stage clocks too.</param>
    /// <returns>The deadline, and what the event has to say of it if it is worked out anew.</returns>
    public static async Task<(Instant? Due, ClosingDeadlineRecord? Said)> OnTransition(
        Tx tx, TicketForUpdate before, TicketRow after, TicketAction action, TicketPauses pauses)
    {
        if (Establishes(action))
            return await Begin(tx, after, before.Limits, selfHandled: action == TicketAction.SelfHandle);
        if (IsEnded(after.Status))
            return (null, null);
        var due = before.Metrics.ClosingDueAt;
        var extended = after.Extensions - before.Row.Extensions;
        if (extended <= 0 && (before.Row.Status == TicketStatus.Suspended) == (after.Status == TicketStatus.Suspended))
            return (due, null);
        var terms = extended > 0 ? await tx.QuerySingle<ClosingTerms>(Extend, new { after.Id, Times = extended }) : await LoadTerms(tx, after.Id);
        return terms is null ? (due, null) : await Recalculate(tx, after, terms, before.Limits, pauses);
    }

    /// <summary>Whether an action establishes the ticket (立案), for the first time or again.</summary>
    public static bool Establishes(TicketAction action) => action is TicketAction.Accept or TicketAction.SelfHandle or TicketAction.Reopen;

    /// <summary>Whether a ticket in this status has no deadline any more.</summary>
    public static bool IsEnded(TicketStatus status) => status is TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged or TicketStatus.Noted;

    /// <summary>Works the deadline out anew: after a pause, an extension, a change of the calendar.</summary>
    public static async Task<(Instant? Due, ClosingDeadlineRecord Said)> Recalculate(
        Tx tx, TicketRow row, ClosingTerms terms, CategoryLimits limits, TicketPauses pauses)
    {
        var due = terms.DueAt(await limits.CalendarOf(tx, row.GridCode), await pauses.Since(terms.StartedAt));
        return (due, ClosingDeadlineRecord.Of(due));
    }

    /// <summary>The limits of the last establishment; null before the first.</summary>
    public static Task<ClosingTerms?> LoadTerms(Tx tx, Id ticket) => tx.QuerySingle<ClosingTerms>(FindTerms, new { Id = ticket });

    static async Task<(Instant? Due, ClosingDeadlineRecord? Said)> Begin(Tx tx, TicketRow row, CategoryLimits limits, bool selfHandled)
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

    const string FindTerms = """
        SELECT started_at, dispatch_limit, handle_limit, check_limit, extensions
          FROM ticket_closing_limits
         WHERE ticket_id = @Id
         ORDER BY version DESC
         LIMIT 1
        """;
}
