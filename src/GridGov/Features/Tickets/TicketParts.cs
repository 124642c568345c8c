using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>What a ticket shows of tables beside its own: what is open now, and the ticket that it was merged into.</summary>
/// <param name="Now">The instant for which it tells who is late.</param>
sealed record TicketParts(Instant Now, RequestRow? Request, JointActionRow? JointAction, SupervisionRow? Supervision, Ticket.MergeRef? Survivor)
{
    public static readonly TicketParts None = new(default, null, null, null, null);

    /// <summary>Merges are followed this far; every one was made into a ticket that was not merged, so there is no circle.</summary>
    const int MaxChain = 100;

    /// <summary>The rows with their parts. Most tickets have none, and then nothing is read.</summary>
    public static async Task<List<TicketRow>> Load(Tx tx, List<TicketRow> rows)
    {
        var requests = await ById(tx, rows, row => row.RequestId, RequestRow.Select, (RequestRow request) => request.Id);
        var joints = await ById(tx, rows, row => row.JointActionId, JointActionRow.Select, (JointActionRow joint) => joint.Id);
        var orders = await ById(tx, rows, row => row.SupervisionId, SupervisionRow.Select, (SupervisionRow order) => order.Id);
        foreach (var id in joints.Keys.ToList())
            joints[id] = await joints[id].WithParticipants(tx);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            rows[i] = row with
            {
                SeenAt = tx.Now,
                Parts = row is { RequestId: null, JointActionId: null, SupervisionId: null, MergedInto: null }
                    ? None
                    : new TicketParts(tx.Now, Of(requests, row.RequestId), Of(joints, row.JointActionId), Of(orders, row.SupervisionId),
                        row.MergedInto is null ? null : await SurvivorOf(tx, row.Id)),
            };
        }
        return rows;
    }

    public static async Task<TicketRow?> Load(Tx tx, TicketRow? row) => row is null ? null : (await Load(tx, [row]))[0];

    /// <summary>The last ticket of a chain of merges.</summary>
    static async Task<Ticket.MergeRef> SurvivorOf(Tx tx, Id merged)
    {
        var survivor = await tx.One<SurvivorRow>(FindSurvivor, new { Id = merged, MaxChain });
        return new Ticket.MergeRef(survivor!.Id, survivor.Number);
    }

    static T? Of<T>(Dictionary<Id, T> found, Id? id)
        where T : class => id is { } known ? found.GetValueOrDefault(known) : null;

    static async Task<Dictionary<Id, T>> ById<T>(Tx tx, List<TicketRow> rows, Func<TicketRow, Id?> idOf, string select, Func<T, Id> key)
    {
        var ids = rows.Select(idOf).OfType<Id>().ToList();
        if (ids.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        var found = await tx.List<T>($"{select} WHERE x.id IN {InList.Of(parameters, "id", ids.Select(id => id.Value))}", parameters);
        return found.ToDictionary(key);
    }

    sealed record SurvivorRow
    {
        public required Id Id { get; init; }
        public required string Number { get; init; }
    }

    const string FindSurvivor = """
        WITH RECURSIVE chain (id, next, depth) AS (
          SELECT t.id, t.merged_into, 0 FROM tickets t WHERE t.id = @Id
          UNION ALL
          SELECT t.id, t.merged_into, chain.depth + 1
            FROM chain
            JOIN tickets t ON t.id = chain.next
           WHERE chain.depth < @MaxChain
        )
        SELECT t.id, t.number
          FROM chain
          JOIN tickets t ON t.id = chain.id
         ORDER BY chain.depth DESC
         LIMIT 1
        """;
}
