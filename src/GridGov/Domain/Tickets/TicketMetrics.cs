using GridGov.Data.Statements;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;

namespace GridGov.Domain.Tickets;

/// <summary>What measures need of a ticket beside its row. Read only to change it, so that lists do not carry it.</summary>
sealed record TicketMetrics
{
    public static readonly TicketMetrics None = new();

    /// <summary>Of a ticket that is filed now.</summary>
    /// <param name="contactDue">Until when its reporter is to be called; null when there is nobody to call.</param>
    public static TicketMetrics ForFiling(Instant? contactDue, Func<Instant, DateOnly> dayOf) =>
        contactDue is { } due ? new TicketMetrics { ContactDueAt = due, ContactDueDay = dayOf(due) } : None;

    public Instant? ClosingDueAt { get; init; }
    public DateOnly? DueDay { get; init; }
    public bool? OnTime { get; init; }
    public ReportDecision? Decision { get; init; }
    public DateOnly? DecidedDay { get; init; }
    public Instant? DecidedAt { get; init; }
    public Instant? ContactDueAt { get; init; }
    public DateOnly? ContactDueDay { get; init; }
    public Instant? ContactedAt { get; init; }

    /// <summary>Since when the measured columns are as they are; null: since it was filed.</summary>
    public Instant? StateSince { get; init; }

    public static async Task<TicketMetrics> Load(Tx tx, Id ticket) => (await tx.QuerySingle(Find, Read, new { Id = ticket }))!;

    /// <summary>Reads the columns of <see cref="ColumnList"/>.</summary>
    public static TicketMetrics Read(Columns c) => new()
    {
        ClosingDueAt = c.InstantOrNull(),
        DueDay = c.DayOrNull(),
        OnTime = c.IntOrNull() is { } onTime ? onTime != 0 : null,
        Decision = c.EnumOrNull<ReportDecision>(),
        DecidedDay = c.DayOrNull(),
        DecidedAt = c.InstantOrNull(),
        ContactDueAt = c.InstantOrNull(),
        ContactDueDay = c.DayOrNull(),
        ContactedAt = c.InstantOrNull(),
        StateSince = c.InstantOrNull(),
    };

    /// <summary>
    /// What a transition makes of them. A report that is merged is not decided on by itself: the ticket that goes on stands for both.
    /// </summary>
    /// <param name="after">The ticket after the transition.</param>
    /// <param name="closingDue">Its closing deadline then, as <see cref="ClosingDeadline"/> has it.</param>
    public TicketMetrics AfterTransition(TicketAction action, TicketRow after, Instant? closingDue, Tx tx) =>
        (DecisionOf(action) is { } decision
            ? this with { Decision = decision, DecidedDay = tx.Today, DecidedAt = tx.Now }
            : this).WithClosingDeadline(after, closingDue, tx.DayOf);

    /// <summary>What an action decides on the report; null when it decides nothing, or what is decided already.</summary>
    ReportDecision? DecisionOf(TicketAction action) => action switch
    {
        TicketAction.Reject => ReportDecision.Invalid,
        TicketAction.Accept or TicketAction.SelfHandle or TicketAction.Note or TicketAction.Reopen when Decision != ReportDecision.Valid =>
            ReportDecision.Valid,
        _ => null,
    };

    /// <summary>With its closing deadline: whether it counts as due, and on which day.</summary>
    public TicketMetrics WithClosingDeadline(TicketRow row, Instant? closingDue, Func<Instant, DateOnly> dayOf)
    {
        if (closingDue is not { } due)
            return this with { ClosingDueAt = null, DueDay = null, OnTime = null };
        if (row.Status != TicketStatus.Closed)
            return this with { ClosingDueAt = due, DueDay = dayOf(due), OnTime = null };
        var onTime = row.ClosedAt <= due;
        return this with { ClosingDueAt = due, DueDay = onTime ? row.ClosedDay : dayOf(due), OnTime = onTime };
    }

    /// <summary>All that measures look at.</summary>
    public TicketSnapshot ToSnapshot(TicketRow row) => new()
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
    public CounterKeys ToCounterKeys(TicketRow row) => ToSnapshot(row).ToCounterKeys() with
    {
        ContactDueDay = ContactDueDay,
        ContactedInTime = ContactedAt <= ContactDueAt,
    };

    /// <summary>What <see cref="Read"/> takes, in its order, of a ticket t.</summary>
    public const string ColumnList = """
        t.closing_due_at, t.due_day, t.on_time, t.decision, t.decided_day, t.decided_at,
               t.contact_due_at, t.contact_due_day, t.contacted_at, t.state_since
        """;

    /// <summary>What an update of the ticket sets of them; the parameters are those of this record.</summary>
    public const string Assignments = """
        closing_due_at = @ClosingDueAt, due_day = @DueDay, on_time = @OnTime,
               decision = @Decision, decided_day = @DecidedDay, decided_at = @DecidedAt,
               contacted_at = @ContactedAt, state_since = @StateSince
        """;

    const string Find = $"SELECT {ColumnList} FROM tickets t WHERE t.id = @Id";
}
