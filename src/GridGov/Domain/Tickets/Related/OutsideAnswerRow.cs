namespace GridGov.Domain.Tickets.Related;

sealed record OutsideAnswerRow
{
    public required Id Id { get; init; }
    public required Id TicketId { get; init; }
    public required FreeText Party { get; init; }
    public required FreeText Question { get; init; }
    public required Id AskedBy { get; init; }
    public required string AskedByName { get; init; }
    public required Instant AskedAt { get; init; }
    public required Instant ExpiresAt { get; init; }
    public Instant? OpenedAt { get; init; }
    public FreeText? Answer { get; init; }
    public DateOnly? DoneOn { get; init; }
    public Instant? AnsweredAt { get; init; }
    public Instant? RevokedAt { get; init; }
    public required long Version { get; init; }

    public OutsideAnswerState StateAt(Instant now) => this switch
    {
        { AnsweredAt: not null } => OutsideAnswerState.Answered,
        { RevokedAt: not null } => OutsideAnswerState.Revoked,
        _ when now >= ExpiresAt => OutsideAnswerState.Expired,
        { OpenedAt: not null } => OutsideAnswerState.Opened,
        _ => OutsideAnswerState.Asked,
    };

    /// <param name="masked">Whether the texts of its ticket are masked.</param>
    public OutsideAnswer ToAnswer(bool masked, Instant now) => new(
        Id, StateAt(now), Party.MaskedIf(masked), Question.MaskedIf(masked), new Ticket.PersonRef(AskedBy, AskedByName), AskedAt, ExpiresAt,
        OpenedAt, Answer?.MaskedIf(masked), DoneOn, AnsweredAt, RevokedAt, Version);

    public static Task<OutsideAnswerRow?> Find(Tx tx, Id ticket, Id id) =>
        tx.QuerySingle<OutsideAnswerRow>(FindOne, new { Id = id, Ticket = ticket });

    const string FindOne = Select + " WHERE x.id = @Id AND x.ticket_id = @Ticket";

    public const string Select = """
        SELECT x.id, x.ticket_id, x.party, x.question, x.asked_by, a.name AS asked_by_name, x.asked_at, x.expires_at, x.opened_at,
               x.answer, x.done_on, x.answered_at, x.revoked_at, x.version
          FROM outside_answers x
          JOIN people a ON a.id = x.asked_by

        """;
}
