using GridGov.Data;
using GridGov.Domain.Tickets;

namespace GridGov.Tests.Domain.Tickets.Walks;

/// <summary>The stored data of a ticket.</summary>
/// <param name="Trace">Its rows in other tables.</param>
/// <param name="Parties">The people who were given work on it.</param>
sealed record StoredTicket(TicketView View, StoredTicket.Counted Trace, IReadOnlyList<Id> Parties)
{
    public TicketRow Row => View.Row;

    public static Task<StoredTicket> Of(Db db, Id id) => db.Read(async tx => new StoredTicket(
        await (await TicketView.Load(tx, (await tx.QuerySingle(TicketRow.Select + " WHERE t.id = @Id", TicketRow.Read, new { Id = id }))!))
            .WithDispatcher(tx),
        (await tx.QuerySingle<Counted>(Count, new { Id = id, Subject = id.ToString() }))!,
        await tx.Query<Id>("SELECT DISTINCT person_id FROM ticket_parties WHERE ticket_id = @Id", new { Id = id })));

    public void ShouldStillBe(StoredTicket before)
    {
        // Related items hold lists without value equality, so their counts are compared.
        Row.ShouldBe(before.Row);
        Trace.ShouldBe(before.Trace);
    }

    /// <summary>The number of rows in other tables, and of their set columns.</summary>
    public sealed record Counted
    {
        public required long EventCount { get; init; }
        public required long Journal { get; init; }
        public required string HeadHash { get; init; }
        public required long Checks { get; init; }
        public required long Clocks { get; init; }
        public required long ClocksEnded { get; init; }
        public required long Extensions { get; init; }
        public required long Pauses { get; init; }
        public required long Requests { get; init; }
        public required long RequestsPending { get; init; }
        public required long JointActions { get; init; }
        public required long JointActionsOpen { get; init; }
        public required long Called { get; init; }
        public required long SupervisionActions { get; init; }
        public required long OrdersLifted { get; init; }
        public required long Reminders { get; init; }
        public required long Former { get; init; }
        public required long Dispatches { get; init; }
        public required long Contacts { get; init; }
        public required long Terms { get; init; }
    }

    const string Count = """
        SELECT t.event_count, t.head_hash,
               (SELECT count(*) FROM journal WHERE subject = @Subject AND subject_kind = 'ticket') AS journal,
               (SELECT count(*) FROM ticket_checks WHERE ticket_id = @Id) AS checks,
               (SELECT count(*) FROM ticket_clocks WHERE ticket_id = @Id) AS clocks,
               (SELECT count(ended_at) FROM ticket_clocks WHERE ticket_id = @Id) AS clocks_ended,
               (SELECT CAST(coalesce(sum(extensions), 0) AS BIGINT) FROM ticket_clocks WHERE ticket_id = @Id) AS extensions,
               (SELECT count(*) + count(to_at) FROM ticket_pauses WHERE ticket_id = @Id) AS pauses,
               (SELECT count(*) FROM ticket_requests WHERE ticket_id = @Id) AS requests,
               (SELECT count(*) FROM ticket_requests WHERE ticket_id = @Id AND status = 'pending') AS requests_pending,
               (SELECT count(*) FROM joint_actions WHERE ticket_id = @Id) AS joint_actions,
               (SELECT count(*) FROM joint_actions WHERE ticket_id = @Id AND status = 'open') AS joint_actions_open,
               (SELECT count(*) + count(arrived_at) + count(reported_at) + count(excused_at)
                  FROM joint_participants WHERE joint_action_id = t.joint_action_id) AS called,
               (SELECT count(*) + count(replied_at) FROM supervisions WHERE ticket_id = @Id) AS orders,
               (SELECT count(lifted_at) FROM supervisions WHERE ticket_id = @Id) AS orders_lifted,
               (SELECT CAST(coalesce(sum(reminders), 0) AS BIGINT) FROM supervisions WHERE ticket_id = @Id) AS reminders,
               (SELECT count(*) FROM ticket_history WHERE ticket_id = @Id) AS former,
               (SELECT count(*) + count(returned_at) FROM ticket_dispatches WHERE ticket_id = @Id) AS dispatches,
               (SELECT count(*) FROM ticket_contacts WHERE ticket_id = @Id) AS contacts,
               (SELECT CAST(coalesce(sum(1 + extensions), 0) AS BIGINT) FROM ticket_closing_limits WHERE ticket_id = @Id) AS terms
          FROM tickets t
         WHERE t.id = @Id
        """;
}
