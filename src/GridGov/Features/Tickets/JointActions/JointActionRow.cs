using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>A joint action as it lies in the store.</summary>
sealed record JointActionRow
{
    public required Id Id { get; init; }
    public required Id TicketId { get; init; }
    public required string Purpose { get; init; }
    public required Id SummonedBy { get; init; }
    public required string SummonedByName { get; init; }
    public required Instant SummonedAt { get; init; }
    public required string Status { get; init; }
    public Instant? EndedAt { get; init; }
    public string? CancelReason { get; init; }

    /// <summary>Read by <see cref="WithParticipants"/>.</summary>
    public IReadOnlyList<ParticipantRow> Participants { get; init; } = [];

    public const string Select = """
        SELECT x.id, x.ticket_id, x.purpose, x.summoned_by, p.name AS summoned_by_name, x.summoned_at, x.status, x.ended_at, x.cancel_reason
          FROM joint_actions x
          JOIN people p ON p.id = x.summoned_by

        """;

    public async Task<JointActionRow> WithParticipants(Tx tx) =>
        this with { Participants = await tx.List<ParticipantRow>(ListParticipants, new { Id }) };

    /// <summary>One joint action of a ticket that the caller was found to reach.</summary>
    public static async Task<JointActionRow?> Find(Tx tx, Id ticketId, Id id) =>
        await tx.One<JointActionRow>(FindOne, new { Id = id, TicketId = ticketId }) is { } row ? await row.WithParticipants(tx) : null;

    public JointAction ToJointAction(Instant now, long ticketVersion) => new(
        Id, Codes<JointActionStatus>.Read(Status), Purpose, new Ticket.PersonRef(SummonedBy, SummonedByName), SummonedAt,
        [.. Participants.Select(participant => participant.ToParticipant(EndedAt ?? now))], EndedAt, CancelReason, ticketVersion);

    const string FindOne = Select + " WHERE x.id = @Id AND x.ticket_id = @TicketId";

    const string ListParticipants = """
        SELECT j.person_id, p.name AS person_name, j.post, j.role, j.arrive_by, j.arrived_at, j.result, j.reported_at, j.excuse, j.excused_at
          FROM joint_participants j
          JOIN people p ON p.id = j.person_id
         WHERE j.joint_action_id = @Id
         ORDER BY j.position
         LIMIT 1000
        """;
}

/// <summary>A participant as it lies in the store.</summary>
sealed record ParticipantRow
{
    public required Id PersonId { get; init; }
    public required string PersonName { get; init; }
    public required string Post { get; init; }
    public string? Role { get; init; }
    public required Instant ArriveBy { get; init; }
    public Instant? ArrivedAt { get; init; }
    public string? Result { get; init; }
    public Instant? ReportedAt { get; init; }
    public string? Excuse { get; init; }
    public Instant? ExcusedAt { get; init; }

    public bool Finished => ReportedAt is not null || ExcusedAt is not null;

    public Participant ToState() => new(PersonId, PersonName, ArrivedAt is not null, Finished);

    /// <param name="now">The present, or when the joint action ended: nobody gets later than that.</param>
    public JointAction.ParticipantRef ToParticipant(Instant now) => new(
        new Ticket.PersonRef(PersonId, PersonName), Codes<PostKind>.Read(Post), Role,
        ExcusedAt is not null ? ParticipantStatus.Excused
            : ReportedAt is not null ? ParticipantStatus.Reported
            : ArrivedAt is not null ? ParticipantStatus.Arrived
            : ParticipantStatus.Summoned,
        ArriveBy, (ArrivedAt ?? ExcusedAt ?? now) > ArriveBy, ArrivedAt, Result, ReportedAt, Excuse, ExcusedAt);
}
