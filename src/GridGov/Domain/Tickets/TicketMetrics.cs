using GridGov.Data.Statements;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;

namespace GridGov.Domain.Tickets;

/// <summary>The measured columns of a ticket besides its row, read only for changes, so that lists do not load them.</summary>
sealed record TicketMetrics
{
    public static readonly TicketMetrics None = new();

    /// <param name="contactDue">The deadline to contact its reporter; null without a telephone number.</param>
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

    /// <summary>The start of the current measured state; null: since filing.</summary>
    public Instant? StateSince { get; init; }

    public static async Task<TicketMetrics> Load(Tx tx, Id ticket) => (await tx.QuerySingle(Find, Read, new { Id = ticket }))!;

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

    /// <summary>The metrics after a transition. A merged report gets no decision of its own, nor does a part.</summary>
    public TicketMetrics AfterTransition(TicketAction action, TicketRow after, Instant? closingDue, Tx tx) =>
        (after.PartOf is null && DecisionOf(action, after.Status) is { } decision
            ? this with { Decision = decision, DecidedDay = tx.Today, DecidedAt = tx.Now }
            : this).WithClosingDeadline(after, closingDue, tx.DayOf);

    /// <summary>The action's decision on the report; null for none, or when it is decided already.</summary>
    ReportDecision? DecisionOf(TicketAction action, TicketStatus to) => action switch
    {
        TicketAction.Reopen when to == TicketStatus.Submitted => null,
        TicketAction.Reject => ReportDecision.Invalid,
        TicketAction.Accept or TicketAction.SelfHandle or TicketAction.Note or TicketAction.Reopen when Decision != ReportDecision.Valid =>
            ReportDecision.Valid,
        _ => null,
    };

    /// <summary>Sets the closing deadline, with the due day and whether it was in time. A whole is not due; its parts are.</summary>
    public TicketMetrics WithClosingDeadline(TicketRow row, Instant? closingDue, Func<Instant, DateOnly> dayOf)
    {
        if (closingDue is not { } due)
            return this with { ClosingDueAt = null, DueDay = null, OnTime = null };
        if (row.HasParts)
            return this with { ClosingDueAt = due, DueDay = null, OnTime = null };
        if (row.Status != TicketStatus.Closed)
            return this with { ClosingDueAt = due, DueDay = dayOf(due), OnTime = null };
        var onTime = row.ClosedAt <= due;
        return this with { ClosingDueAt = due, DueDay = onTime ? row.ClosedDay : dayOf(due), OnTime = onTime };
    }

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
        PartOf = row.PartOf,
        HasParts = row.HasParts,
    };

    public CounterKeys ToCounterKeys(TicketRow row) => ToSnapshot(row).ToCounterKeys() with
    {
        ContactDueDay = ContactDueDay,
        ContactedInTime = ContactedAt <= ContactDueAt,
    };

    public const string ColumnList = """
        t.closing_due_at, t.due_day, t.on_time, t.decision, t.decided_day, t.decided_at,
               t.contact_due_at, t.contact_due_day, t.contacted_at, t.state_since
        """;

    /// <summary>The assignments of a ticket's update; its parameters have the names of this record's properties.</summary>
    public const string Assignments = """
        closing_due_at = @ClosingDueAt, due_day = @DueDay, on_time = @OnTime,
               decision = @Decision, decided_day = @DecidedDay, decided_at = @DecidedAt,
               contacted_at = @ContactedAt, state_since = @StateSince
        """;

    const string Find = $"SELECT {ColumnList} FROM tickets t WHERE t.id = @Id";
}
