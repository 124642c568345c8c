using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Tickets.Related;

namespace GridGov.Domain.Tickets;

/// <summary>
/// A ticket's related items: its open request, joint action and order, the ticket that it was merged into, its whole and its parts.
/// </summary>
sealed record RelatedItems(RequestRow? Request, JointActionRow? JointAction, SupervisionRow? Supervision, Ticket.MergeRef? Survivor)
{
    public static readonly RelatedItems None = new(null, null, null, null);

    public WholeRow? Whole { get; init; }

    public IReadOnlyList<PartRow> Parts { get; init; } = [];

    /// <summary>The most merges followed; there are no cycles, because tickets are merged only into tickets that are not merged.</summary>
    const int MaxChain = 100;

    /// <summary>The related items of each row; nothing is read for rows without any.</summary>
    public static async Task<IReadOnlyList<RelatedItems>> Of(Tx tx, IReadOnlyList<TicketRow> rows)
    {
        var related = new RelatedItems[rows.Count];
        Array.Fill(related, None);
        if (!rows.Any(row => row.HasRelatedItems))
            return related;
        var requests = await ById(rows, row => row.RequestId,
            (where, ids) => tx.Query<RequestRow>(RequestRow.Select + where, ids), request => request.Id);
        var joints = await ById(rows, row => row.JointActionId,
            (where, ids) => JointActionRow.List(tx, where, ids), joint => joint.Id);
        var orders = await ById(rows, row => row.SupervisionId,
            (where, ids) => tx.Query<SupervisionRow>(SupervisionRow.Select + where, ids), order => order.Id);
        var wholes = await ById(rows, row => row.PartOf, (where, ids) => tx.Query(WholeRow.Select + where, WholeRow.Read, ids),
            whole => whole.Id);
        var parts = await ById(rows, row => row.HasParts ? row.Id : null,
            async (where, ids) => (await tx.Query(PartRow.Select(where), PartRow.Read, ids)).GroupBy(part => part.PartOf).ToList(),
            each => each.Key);
        var survivors = await ById(rows, row => row.MergedInto is null ? null : row.Id,
            (where, ids) => tx.Query(FindSurvivors(where), SurvivorRow.Read, ids), each => each.Merged);
        foreach (var (i, row) in rows.Index())
        {
            if (row.HasRelatedItems)
            {
                related[i] = new RelatedItems(Of(requests, row.RequestId), Of(joints, row.JointActionId), Of(orders, row.SupervisionId),
                    Of(survivors, row.Id)?.Ticket)
                {
                    Whole = Of(wholes, row.PartOf),
                    Parts = row.HasParts ? [.. Of(parts, row.Id)!] : [],
                };
            }
        }
        return related;
    }

    public RelatedItems ReferredToBy(TicketRow row) => this with
    {
        Request = row.RequestId is null ? null : Request,
        JointAction = row.JointActionId is null ? null : JointAction,
        Supervision = row.SupervisionId is null ? null : Supervision,
        Survivor = row.MergedInto is null ? null : Survivor,
    };

    sealed record SurvivorRow(Id Merged, Ticket.MergeRef Ticket)
    {
        public static SurvivorRow Read(Columns c) => new(c.Id(), new Ticket.MergeRef(c.Id(), c.Text()));
    }

    static T? Of<T>(Dictionary<Id, T> found, Id? id)
        where T : class => id is { } known ? found.GetValueOrDefault(known) : null;

    /// <param name="find">Finds the items that match a condition on a table x.</param>
    static async Task<Dictionary<Id, T>> ById<T>(
        IReadOnlyList<TicketRow> rows, Func<TicketRow, Id?> idOf, Func<string, DynamicParameters, Task<List<T>>> find, Func<T, Id> key)
    {
        var ids = rows.Select(idOf).OfType<Id>().ToList();
        if (ids.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        return (await find($" WHERE x.id IN {InList.Of(parameters, "id", ids.Select(id => id.Value))}", parameters)).ToDictionary(key);
    }

    static string FindSurvivors(string where) => $"""
        WITH RECURSIVE chain (merged, id, number, next, depth) AS (
          SELECT x.id, x.id, x.number, x.merged_into, 0 FROM tickets x {where}
          UNION ALL
          SELECT chain.merged, t.id, t.number, t.merged_into, chain.depth + 1
            FROM chain
           CROSS JOIN tickets t
           WHERE t.id = chain.next AND chain.depth < {MaxChain}
        )
        SELECT merged, id, number FROM chain WHERE next IS NULL OR depth = {MaxChain}
        """;
}
