using Dapper;
using GridGov.Data.Statements;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Related;

sealed record JointActionRow(JointActionRow.Head Action, IReadOnlyList<ParticipantRow> Participants)
{
    public Id Id => Action.Id;

    public bool IsFinished => Participants.All(participant => participant.Finished);

    public JointActionRow With(Id person, Func<ParticipantRow, ParticipantRow> change) => this with
    {
        Participants = [.. Participants.Select(participant => participant.PersonId == person ? change(participant) : participant)],
    };

    /// <summary>A joint action of a ticket that the caller may reach.</summary>
    public static async Task<JointActionRow?> Find(Tx tx, Id ticketId, Id id) =>
        (await List(tx, "WHERE x.id = @Id AND x.ticket_id = @TicketId", new { Id = id, TicketId = ticketId })).SingleOrDefault();

    /// <summary>The joint actions that match a condition on joint_actions x.</summary>
    public static async Task<List<JointActionRow>> List(Tx tx, string where, object args)
    {
        var actions = await tx.Query<Head>(Select + where, args);
        if (actions.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        var ids = InList.Of(parameters, "id", actions.Select(action => action.Id.Value));
        var participants = await tx.Query<ParticipantRow>(
            $"{SelectParticipants} WHERE j.joint_action_id IN {ids} ORDER BY j.joint_action_id, j.position", parameters);
        var called = participants.ToLookup(participant => participant.JointActionId);
        return actions.ConvertAll(action => new JointActionRow(action, [.. called[action.Id]]));
    }

    public OpenJointAction ToOpen() => new(Id, [.. Participants.Select(participant => participant.ToState())]);

    /// <param name="masked">Whether the texts of its ticket are masked.</param>
    public JointAction ToJointAction(bool masked, Instant now, long ticketVersion) => new(
        Id, Action.Status, Action.Purpose.MaskedIf(masked), new Ticket.PersonRef(Action.SummonedBy, Action.SummonedByName),
        Action.SummonedAt,
        [.. Participants.Select(participant => participant.ToParticipant(masked, Action.EndedAt ?? now))],
        Action.EndedAt, Action.CancelReason?.MaskedIf(masked), ticketVersion);

    public sealed record Head
    {
        public required Id Id { get; init; }
        public required FreeText Purpose { get; init; }
        public required Id SummonedBy { get; init; }
        public required string SummonedByName { get; init; }
        public required Instant SummonedAt { get; init; }
        public required JointActionStatus Status { get; init; }
        public Instant? EndedAt { get; init; }
        public FreeText? CancelReason { get; init; }
    }

    const string Select = """
        SELECT x.id, x.purpose, x.summoned_by, p.name AS summoned_by_name, x.summoned_at, x.status, x.ended_at, x.cancel_reason
          FROM joint_actions x
          JOIN people p ON p.id = x.summoned_by

        """;

    const string SelectParticipants = """
        SELECT j.joint_action_id, j.person_id, p.name AS person_name, j.post, j.role, j.arrive_by, j.arrived_at,
               j.result, j.reported_at, j.excuse, j.excused_at
          FROM joint_participants j
          JOIN people p ON p.id = j.person_id
        """;
}

sealed record ParticipantRow
{
    public required Id JointActionId { get; init; }
    public required Id PersonId { get; init; }
    public required string PersonName { get; init; }
    public required PostKind Post { get; init; }
    public string? Role { get; init; }
    public required Instant ArriveBy { get; init; }
    public Instant? ArrivedAt { get; init; }
    public FreeText? Result { get; init; }
    public Instant? ReportedAt { get; init; }
    public FreeText? Excuse { get; init; }
    public Instant? ExcusedAt { get; init; }

    public bool Finished => ReportedAt is not null || ExcusedAt is not null;

    public Participant ToState() => new(PersonId, PersonName, ArrivedAt is not null, Finished);

    /// <param name="masked">Whether the texts of its ticket are masked.</param>
    /// <param name="now">The current instant, or the end of the joint action, after which nobody gets later.</param>
    public JointAction.ParticipantRef ToParticipant(bool masked, Instant now) => new(
        new Ticket.PersonRef(PersonId, PersonName), Post, Role,
        ExcusedAt is not null ? ParticipantStatus.Excused
            : ReportedAt is not null ? ParticipantStatus.Reported
            : ArrivedAt is not null ? ParticipantStatus.Arrived
            : ParticipantStatus.Summoned,
        ArriveBy, (ArrivedAt ?? ExcusedAt ?? now) > ArriveBy, ArrivedAt,
        Result?.MaskedIf(masked), ReportedAt, Excuse?.MaskedIf(masked), ExcusedAt);
}
