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
        .WithDescription("Personal data: only posts that call reporters back may read it, and each reading becomes an event of the ticket.")
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
    }

    static Task<Results<Ok<Response>, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound>>(async tx =>
        {
            var ticket = await tx.One<TicketRow>(TicketMoves.FindInScope, new { Id = id }, actor.ScopeOf(Capability.ReporterRead));
            if (ticket is null)
                return TypedResults.NotFound();
            var reporters = await tx.List<Reporter>(List, new { Id = id });
            if (reporters.Count > 0)
            {
                await Journal.Append(tx, new JournalEntry("ticket", id.ToString(), ticket.GridCode, "read_reporters", actor.Id, ticket.Version)
                {
                    Post = actor.PostsFor(Capability.ReporterRead, ticket.GridCode).First().Kind,
                });
            }
            return TypedResults.Ok(new Response(reporters));
        }, ct, WriteMode.Beside);

    const string List = "SELECT name, phone FROM ticket_reporters WHERE ticket_id = @Id ORDER BY position LIMIT 1000";
}
