using GridGov.Platform.Data;
using GridGov.Platform.Measures;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>
/// The effective deadline of the whole ticket (结案期限): from the instant that it is established its limits for dispatch,
/// handling and check, one after the other. An approved extension adds the handling's limit once more, a suspension lets it
/// stand still; rework, another dispatch and another level do not move it; reopening begins it anew.
/// </summary>
static class ClosingClock
{
    /// <summary>What a move makes of the deadline; the terms are written.</summary>
    /// <param name="after">The ticket after the move, its stage clocks too.</param>
    /// <returns>The deadline, and what the event has to say of it if it is worked out anew.</returns>
    public static async Task<(Instant? Due, ClosingSaid? Said)> Follow(Tx tx, TicketRow before, TicketRow after, Instant? due, TicketAction action)
    {
        if (Establishes(action))
        {
            var (begun, terms) = await Begin(tx, after, selfHandled: action == TicketAction.SelfHandle);
            return (begun, ClosingSaid.Of(begun, terms));
        }
        if (Ends(Codes<TicketStatus>.Read(after.Status)))
            return (null, null);
        var extended = after.Extensions - before.Extensions;
        if (extended > 0)
            await tx.Run(Extend, new { after.Id, Times = extended });
        if (extended <= 0 && (before.Status == Suspended) == (after.Status == Suspended))
            return (due, null);
        return await Reckon(tx, after) is var (reckoned, said) ? (reckoned, said) : (due, null);
    }

    static readonly string Suspended = TicketStatus.Suspended.Code();

    /// <summary>Whether an action establishes the ticket (立案), for the first time or again.</summary>
    public static bool Establishes(TicketAction action) => action is TicketAction.Accept or TicketAction.SelfHandle or TicketAction.Reopen;

    /// <summary>Whether a ticket in this status has no deadline any more.</summary>
    public static bool Ends(TicketStatus status) => status is TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged or TicketStatus.Noted;

    /// <summary>Works the deadline out anew: after a pause, an extension, a change of the calendar.</summary>
    /// <returns>The deadline, and what the event says of it; null of a ticket that was never established.</returns>
    public static async Task<(Instant? Due, ClosingSaid Said)?> Reckon(Tx tx, TicketRow row)
    {
        if (await TermsOf(tx, row.Id) is not { } terms)
            return null;
        var pauses = await tx.List<PauseRow>(ListPauses, new { row.Id, From = terms.StartedAt });
        var due = terms.DueIn(await WorkingCalendars.Of(tx, row.GridCode), pauses.ConvertAll(pause => new Pause(pause.FromAt, pause.ToAt)));
        return (due, ClosingSaid.Of(due));
    }

    /// <summary>The limits of the last establishment; null before the first.</summary>
    public static Task<ClosingTerms?> TermsOf(Tx tx, Id ticket) => tx.One<ClosingTerms>(FindTerms, new { Id = ticket });

    static async Task<(Instant Due, ClosingTerms Terms)> Begin(Tx tx, TicketRow row, bool selfHandled)
    {
        var limits = (await tx.One<CategoryLimits>(FindLimits, new { row.Category }))!;
        var urgency = Codes<Urgency>.Read(row.Urgency);
        var terms = new ClosingTerms
        {
            StartedAt = tx.Now,
            DispatchLimit = selfHandled ? null : Limit.Read(limits.DispatchLimit).For(urgency).ToString(),
            HandleLimit = Limit.Read(limits.HandleLimit).For(urgency).ToString(),
            CheckLimit = Limit.Read(limits.CheckLimit).For(urgency).ToString(),
        };
        await tx.Run(Insert, new { row.Id, row.Version, terms.StartedAt, terms.DispatchLimit, terms.HandleLimit, terms.CheckLimit });
        return (terms.DueIn(await WorkingCalendars.Of(tx, row.GridCode, limits.Revision), [])!.Value, terms);
    }

    sealed record CategoryLimits
    {
        public required string DispatchLimit { get; init; }
        public required string HandleLimit { get; init; }
        public required string CheckLimit { get; init; }
        public required long Revision { get; init; }
    }

    sealed record PauseRow
    {
        public required Instant FromAt { get; init; }
        public Instant? ToAt { get; init; }
    }

    const string FindLimits = $"SELECT dispatch_limit, handle_limit, check_limit, {WorkingCalendars.RevisionSql} AS revision FROM categories WHERE code = @Category";

    const string Insert = """
        INSERT INTO ticket_terms (ticket_id, version, started_at, dispatch_limit, handle_limit, check_limit)
        VALUES (@Id, @Version, @StartedAt, @DispatchLimit, @HandleLimit, @CheckLimit)
        """;

    const string Extend = """
        UPDATE ticket_terms
           SET extensions = extensions + @Times
         WHERE ticket_id = @Id AND version = (SELECT max(version) FROM ticket_terms WHERE ticket_id = @Id)
        """;

    const string FindTerms = """
        SELECT started_at, dispatch_limit, handle_limit, check_limit, extensions
          FROM ticket_terms
         WHERE ticket_id = @Id
         ORDER BY version DESC
         LIMIT 1
        """;

    // Of every run since then.
    const string ListPauses = """
        SELECT from_at, to_at
          FROM ticket_pauses
         WHERE ticket_id = @Id AND from_at >= @From
         ORDER BY from_at, run
         LIMIT 1000
        """;
}
