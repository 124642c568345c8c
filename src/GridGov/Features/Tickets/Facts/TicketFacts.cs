using GridGov.Platform.Data;
using GridGov.Platform.Measures;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>What measures look at of a ticket beside what its row shows. Read only by what moves a ticket, so that lists do not carry it.</summary>
sealed record TicketFacts
{
    public static readonly TicketFacts None = new();

    /// <summary>Of a ticket that is filed now.</summary>
    /// <param name="contactDue">Until when its reporter is to be called; null when there is nobody to call.</param>
    public static TicketFacts Filed(Instant? contactDue, Func<Instant, DateOnly> dayOf) =>
        contactDue is { } due ? new TicketFacts { ContactDueAt = due, ContactDueDay = dayOf(due) } : None;

    public Instant? ClosingDueAt { get; init; }
    public DateOnly? DueDay { get; init; }
    public bool? OnTime { get; init; }
    public string? Decision { get; init; }
    public DateOnly? DecidedDay { get; init; }
    public Instant? DecidedAt { get; init; }
    public Instant? ContactDueAt { get; init; }
    public DateOnly? ContactDueDay { get; init; }
    public Instant? ContactedAt { get; init; }

    /// <summary>Since when the measured columns are as they are; null: since it was filed.</summary>
    public Instant? StateSince { get; init; }

    public static async Task<TicketFacts> Of(Tx tx, Id ticket) => (await tx.One<TicketFacts>(Find, new { Id = ticket }))!;

    /// <summary>
    /// What a move makes of them: pure, like the table. A report that is merged is not decided on by itself: the ticket that
    /// goes on stands for both.
    /// </summary>
    /// <param name="after">The ticket after the move.</param>
    /// <param name="closingDue">Its closing deadline then, as <see cref="ClosingClock"/> has it.</param>
    public TicketFacts Moved(TicketAction action, TicketRow after, Instant? closingDue, Instant now, DateOnly today, Func<Instant, DateOnly> dayOf)
    {
        var status = Codes<TicketStatus>.Read(after.Status);
        var facts = this with { ClosingDueAt = closingDue };
        facts = action switch
        {
            TicketAction.Reject => facts with { Decision = ReportDecision.Invalid.Code(), DecidedDay = today, DecidedAt = now },
            TicketAction.Accept or TicketAction.SelfHandle or TicketAction.Note or TicketAction.Reopen when facts.Decision != ReportDecision.Valid.Code() =>
                facts with { Decision = ReportDecision.Valid.Code(), DecidedDay = today, DecidedAt = now },
            _ => facts,
        };
        return facts.DueIn(status, after.ClosedAt, after.ClosedDay, dayOf);
    }

    /// <summary>An open ticket's closing deadline is another one.</summary>
    public TicketFacts DueAnew(TicketRow row, Instant? closingDue, Func<Instant, DateOnly> dayOf) =>
        (this with { ClosingDueAt = closingDue }).DueIn(Codes<TicketStatus>.Read(row.Status), row.ClosedAt, row.ClosedDay, dayOf);

    /// <summary>Whether it counts as due, and on which day.</summary>
    TicketFacts DueIn(TicketStatus status, Instant? closedAt, DateOnly? closedDay, Func<Instant, DateOnly> dayOf)
    {
        if (ClosingDueAt is not { } due)
            return this with { DueDay = null, OnTime = null };
        if (status != TicketStatus.Closed)
            return this with { DueDay = dayOf(due), OnTime = null };
        var onTime = closedAt <= due;
        return this with { DueDay = onTime ? closedDay : dayOf(due), OnTime = onTime };
    }

    /// <summary>All that measures look at.</summary>
    public MeasuredTicket Measured(TicketRow row) => new()
    {
        Status = row.Status,
        HandlingLevel = row.HandlingLevel,
        GridCode = row.GridCode,
        Kind = row.Kind,
        Category = row.Category,
        Programme = row.Programme,
        Role = row.Role,
        HandlerId = row.HandlerId,
        HandlerPost = row.HandlerPost,
        HandlerRole = row.HandlerRole,
        Urgency = row.Urgency,
        Source = row.Source,
        FiledBy = row.FiledBy,
        FiledAt = row.FiledAt,
        FiledDay = row.FiledDay,
        AcceptedDay = row.AcceptedDay,
        AcceptedAt = row.AcceptedAt,
        ClosedDay = row.ClosedDay,
        ClosedAt = row.ClosedAt,
        ClosingDueAt = ClosingDueAt,
        DueDay = DueDay,
        OnTime = OnTime,
        Decision = Decision,
        DecidedDay = DecidedDay,
        DecidedAt = DecidedAt,
    };

    /// <summary>The counters that the ticket is in.</summary>
    public TicketShare Share(TicketRow row) => Measured(row).Share() with
    {
        ContactDueDay = ContactDueDay,
        ContactedInTime = ContactedAt <= ContactDueAt,
    };

    const string Find = """
        SELECT closing_due_at, due_day, on_time, decision, decided_day, decided_at, contact_due_at, contact_due_day, contacted_at, state_since
          FROM tickets
         WHERE id = @Id
        """;

    /// <summary>What an update of the ticket sets of them; the parameters are those of this record.</summary>
    public const string Assignments = """
        closing_due_at = @ClosingDueAt, due_day = @DueDay, on_time = @OnTime, decision = @Decision, decided_day = @DecidedDay, decided_at = @DecidedAt,
               contacted_at = @ContactedAt, state_since = @StateSince
        """;
}
