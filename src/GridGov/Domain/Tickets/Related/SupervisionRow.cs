namespace GridGov.Domain.Tickets.Related;

sealed record SupervisionRow
{
    public required Id Id { get; init; }
    public required Id TicketId { get; init; }
    public required FreeText Instruction { get; init; }
    public required Id OrderedBy { get; init; }
    public required string OrderedByName { get; init; }
    public required Instant OrderedAt { get; init; }
    public required Instant ReplyBy { get; init; }
    public required int Reminders { get; init; }
    public Instant? RemindedAt { get; init; }
    public FreeText? Reply { get; init; }
    public Id? RepliedBy { get; init; }
    public string? RepliedByName { get; init; }
    public Instant? RepliedAt { get; init; }
    public Id? LiftedBy { get; init; }
    public string? LiftedByName { get; init; }
    public Instant? LiftedAt { get; init; }
    public FreeText? LiftReason { get; init; }

    public const string Select = """
        SELECT x.id, x.ticket_id, x.instruction, x.ordered_by, o.name AS ordered_by_name, x.ordered_at, x.reply_by, x.reminders,
               x.reminded_at, x.reply, x.replied_by, r.name AS replied_by_name, x.replied_at,
               x.lifted_by, l.name AS lifted_by_name, x.lifted_at, x.lift_reason
          FROM supervisions x
          JOIN people o ON o.id = x.ordered_by
          LEFT JOIN people r ON r.id = x.replied_by
          LEFT JOIN people l ON l.id = x.lifted_by

        """;

    /// <summary>A supervision order on a ticket that the caller may reach.</summary>
    public static Task<SupervisionRow?> Find(Tx tx, Id ticketId, Id id) =>
        tx.QuerySingle<SupervisionRow>(FindOne, new { Id = id, TicketId = ticketId });

    /// <param name="masked">Whether the texts of its ticket are masked.</param>
    public Supervision ToSupervision(bool masked, Instant now, long ticketVersion) => new(
        Id, Instruction.MaskedIf(masked), new Ticket.PersonRef(OrderedBy, OrderedByName), OrderedAt, ReplyBy,
        (RepliedAt ?? LiftedAt ?? now) > ReplyBy,
        Reminders, RemindedAt,
        Reply?.MaskedIf(masked), RepliedBy is { } replied ? new Ticket.PersonRef(replied, RepliedByName ?? "") : null, RepliedAt,
        LiftedAt, LiftedBy is { } lifted ? new Ticket.PersonRef(lifted, LiftedByName ?? "") : null, LiftReason?.MaskedIf(masked),
        ticketVersion);

    const string FindOne = Select + " WHERE x.id = @Id AND x.ticket_id = @TicketId";
}
