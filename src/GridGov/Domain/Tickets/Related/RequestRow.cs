namespace GridGov.Domain.Tickets.Related;

sealed record RequestRow
{
    public required Id Id { get; init; }
    public required Id TicketId { get; init; }
    public required string TicketNumber { get; init; }
    public required long TicketVersion { get; init; }
    public required RequestKind Kind { get; init; }
    public required FreeText Reason { get; init; }
    public DateOnly? UntilDay { get; init; }
    public required RequestStatus Status { get; init; }
    public required Id RequestedBy { get; init; }
    public required string RequestedByName { get; init; }
    public required Instant RequestedAt { get; init; }
    public Id? DecidedBy { get; init; }
    public string? DecidedByName { get; init; }
    public Instant? DecidedAt { get; init; }
    public FreeText? DecisionReason { get; init; }
    public required bool Confidential { get; init; }

    public const string Select = """
        SELECT x.id, x.ticket_id, t.number AS ticket_number, t.version AS ticket_version, x.kind, x.reason, x.until_day, x.status,
               x.requested_by, r.name AS requested_by_name, x.requested_at,
               x.decided_by, d.name AS decided_by_name, x.decided_at, x.decision_reason, t.confidential
          FROM ticket_requests x
          JOIN tickets t ON t.id = x.ticket_id
          JOIN people r ON r.id = x.requested_by
          LEFT JOIN people d ON d.id = x.decided_by

        """;

    /// <summary>A request of a ticket that the caller may reach.</summary>
    public static Task<RequestRow?> Find(Tx tx, Id ticketId, Id id) =>
        tx.QuerySingle<RequestRow>(FindOne, new { Id = id, TicketId = ticketId });

    public PendingRequest ToPending() => new(Id, Kind, RequestedBy);

    /// <param name="masked">Whether the texts of its ticket are masked.</param>
    /// <param name="ticketVersion">The ticket's current version, when it has changed since this row was read.</param>
    public TicketRequest ToRequest(bool masked, long? ticketVersion = null) => new(
        Id, Kind, Status, Reason.MaskedIf(masked), UntilDay,
        new Ticket.PersonRef(RequestedBy, RequestedByName), RequestedAt,
        DecidedBy is { } by ? new Ticket.PersonRef(by, DecidedByName ?? "") : null, DecidedAt, DecisionReason?.MaskedIf(masked),
        new Ticket.MergeRef(TicketId, TicketNumber), ticketVersion ?? TicketVersion);

    const string FindOne = Select + " WHERE x.id = @Id AND x.ticket_id = @TicketId";
}
