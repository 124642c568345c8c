using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>Who told of a problem, to call them back. Not part of the ticket itself, and each reading is written down.</summary>
public static class GetReporters
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapGet("/{id}/reporters", Handle)
        .Named("getTicketReporters", "Who reported a ticket")
        .WithDescription("Personal data: only posts that call reporters back may read it, and each reading becomes an event of the ticket. Those of tickets that were merged into this one follow its own, marked by mergedFrom.")
        .Needs(Capability.ReporterRead);

    /// <summary>The reporters of a ticket.</summary>
    /// <param name="Items">In the order in which they reported.</param>
    public sealed record Response(IReadOnlyList<Reporter> Items);

    /// <summary>A person who told of a problem.</summary>
    public sealed record Reporter
    {
        /// <summary>Their name, if they gave it.</summary>
        public string? Name { get; init; }

        /// <summary>Their telephone number, if they gave it.</summary>
        public string? Phone { get; init; }

        /// <summary>The ticket that they reported, when that was merged into this one.</summary>
        public HistoryEvent.Merged? MergedFrom { get; init; }
    }

    static Task<Results<Ok<Response>, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound>>(async tx =>
        {
            var ticket = await tx.One(TicketMoves.FindInScope, TicketRow.Read, new { Id = id }, actor.ScopeOf(Capability.ReporterRead));
            if (ticket is null)
                return TypedResults.NotFound();
            var reporters = await List(tx, id);
            if (reporters.Count > 0)
            {
                await Journal.Append(tx, new JournalEntry("ticket", id.ToString(), ticket.GridCode, "read_reporters", actor.Id, ticket.Version)
                {
                    Post = actor.PostsFor(Capability.ReporterRead, ticket.GridCode).First().Kind,
                });
            }
            return TypedResults.Ok(new Response(reporters));
        }, ct, WriteMode.Beside);

    static async Task<List<Reporter>> List(Tx tx, Id id)
    {
        var merged = (await Merges.Into(tx, id)).ToDictionary(ticket => ticket.Id);
        var parameters = new DynamicParameters();
        parameters.Add("own", id.Value);
        var rows = await tx.List<Row>($"""
            SELECT ticket_id, name, phone
              FROM ticket_reporters
             WHERE ticket_id IN {InList.Of(parameters, "id", merged.Keys.Prepend(id).Select(ticket => ticket.Value))}
             ORDER BY CASE WHEN ticket_id = @own THEN 0 ELSE 1 END, ticket_id, position
             LIMIT 1000
            """, parameters);
        return rows.ConvertAll(row => new Reporter { Name = row.Name, Phone = row.Phone, MergedFrom = merged.GetValueOrDefault(row.TicketId) });
    }

    sealed record Row
    {
        public required Id TicketId { get; init; }
        public string? Name { get; init; }
        public string? Phone { get; init; }
    }
}
