using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>
/// The effective deadline of the whole ticket (结案期限): from the instant that it is established its limits for dispatch,
/// handling and check, one after the other. An approved extension adds the handling's limit once more, a suspension lets it
/// stand still; rework, another dispatch and another level do not move it; reopening begins it anew.
/// </summary>
static class ClosingClock
{
    /// <summary>What an event says of it.</summary>
    public const string InPayload = "closing";

    /// <summary>What a move makes of the deadline; the terms are written.</summary>
    /// <param name="after">The ticket after the move, its stage clocks too.</param>
    /// <returns>The deadline, and what the event has to say of it if it is worked out anew.</returns>
    public static async Task<(Instant? Due, Said? Said)> Follow(Tx tx, TicketRow before, TicketRow after, Instant? due, TicketAction action)
    {
        if (Establishes(action))
        {
            var terms = await Begin(tx, after, selfHandled: action == TicketAction.SelfHandle);
            var begun = terms.DueIn(await WorkingCalendars.Of(tx, after.GridCode), []);
            return (begun, new Said(begun?.ToUtc(), terms.DispatchLimit, terms.HandleLimit, terms.CheckLimit));
        }
        if (Ends(Codes<TicketStatus>.Read(after.Status)))
            return (null, null);
        var extended = after.Extensions - before.Extensions;
        if (extended > 0)
            await tx.Run(Extend, new { after.Id, Times = extended });
        if (extended <= 0 && (before.Status == Suspended) == (after.Status == Suspended))
            return (due, null);
        var reckoned = await Reckon(tx, after, due);
        return (reckoned, new Said(reckoned?.ToUtc()));
    }

    static readonly string Suspended = TicketStatus.Suspended.Code();

    /// <summary>Whether an action establishes the ticket (立案), for the first time or again.</summary>
    public static bool Establishes(TicketAction action) => action is TicketAction.Accept or TicketAction.SelfHandle or TicketAction.Reopen;

    /// <summary>Whether a ticket in this status has no deadline any more.</summary>
    public static bool Ends(TicketStatus status) => status is TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged or TicketStatus.Noted;

    /// <summary>Works the deadline out anew: after a pause, an extension, a change of the calendar.</summary>
    /// <param name="due">As it was: of a ticket from before there were terms, it stays.</param>
    public static async Task<Instant?> Reckon(Tx tx, TicketRow row, Instant? due)
    {
        if (await Terms.Of(tx, row.Id) is not { } terms)
            return due;
        var pauses = await tx.List<PauseRow>(ListPauses, new { row.Id, From = terms.StartedAt });
        return terms.DueIn(await WorkingCalendars.Of(tx, row.GridCode), pauses.ConvertAll(pause => new Pause(pause.FromAt, pause.ToAt)));
    }

    static async Task<Terms> Begin(Tx tx, TicketRow row, bool selfHandled)
    {
        var limits = (await tx.One<CategoryLimits>(FindLimits, new { row.Category }))!;
        var urgency = Codes<Urgency>.Read(row.Urgency);
        var terms = new Terms
        {
            StartedAt = tx.Now,
            DispatchLimit = selfHandled ? null : Limit.Read(limits.DispatchLimit).For(urgency).ToString(),
            HandleLimit = Limit.Read(limits.HandleLimit).For(urgency).ToString(),
            CheckLimit = Limit.Read(limits.CheckLimit).For(urgency).ToString(),
        };
        await tx.Run(Insert, new { row.Id, row.Version, terms.StartedAt, terms.DispatchLimit, terms.HandleLimit, terms.CheckLimit });
        return terms;
    }

    /// <summary>What an event says of the deadline.</summary>
    /// <param name="DueAt">The deadline after it; null while it stands still.</param>
    /// <param name="DispatchLimit">Of an event that establishes: the limits; none for the dispatch when it was handled on the spot.</param>
    public sealed record Said(DateTimeOffset? DueAt, string? DispatchLimit = null, string? HandleLimit = null, string? CheckLimit = null);

    /// <summary>The limits of one establishment.</summary>
    public sealed record Terms
    {
        public required Instant StartedAt { get; init; }

        /// <summary>Null when it was handled on the spot.</summary>
        public string? DispatchLimit { get; init; }
        public required string HandleLimit { get; init; }
        public required string CheckLimit { get; init; }
        public int Extensions { get; init; }

        public static Task<Terms?> Of(Tx tx, Id ticket) => tx.One<Terms>(FindTerms, new { Id = ticket });

        /// <returns>Null while it stands still, unless it ran out before.</returns>
        public Instant? DueIn(WorkingCalendar calendar, IReadOnlyList<Pause> pauses)
        {
            Instant? at = StartedAt;
            if (DispatchLimit is not null)
                Run(DispatchLimit, times: 1);
            Run(HandleLimit, times: DispatchLimit is null ? Extensions : 1 + Extensions);
            Run(CheckLimit, times: 1);
            return at;

            void Run(string limit, int times)
            {
                if (at is { } from && times > 0)
                    at = new StageClock(Limit.Read(limit), from, times - 1, pauses).DeadlineIn(calendar)?.DueAt;
            }
        }
    }

    sealed record CategoryLimits
    {
        public required string DispatchLimit { get; init; }
        public required string HandleLimit { get; init; }
        public required string CheckLimit { get; init; }
    }

    sealed record PauseRow
    {
        public required Instant FromAt { get; init; }
        public Instant? ToAt { get; init; }
    }

    const string FindLimits = "SELECT dispatch_limit, handle_limit, check_limit FROM categories WHERE code = @Category";

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
