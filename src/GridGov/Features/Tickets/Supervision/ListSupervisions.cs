using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>The supervisors' orders that a ticket has had, the newest first.</summary>
public static class ListSupervisions
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapGet("/{id}/supervisions", Handle)
        .Named("listSupervisions", "List the orders on a ticket")
        .WithDescription("The newest 200. Which tickets are under an order: `GET /v1/tickets?supervised=any`.")
        .Needs(Capability.TicketRead);

    /// <summary>The orders on a ticket.</summary>
    /// <param name="Items">The newest first.</param>
    /// <param name="TicketVersion">The ticket's version, to send in If-Match; it is the ETag.</param>
    public sealed record Response(IReadOnlyList<Supervision> Items, long TicketVersion) : IVersioned
    {
        long IVersioned.Version => TicketVersion;
    }

    static Task<Results<Ok<Response>, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketView.Find(tx, actor, id) is not { Row.Version: var version })
                return TypedResults.NotFound();
            var rows = await tx.List<SupervisionRow>(List, new { Id = id });
            return TypedResults.Ok(new Response(rows.ConvertAll(row => row.ToSupervision(tx.Now, version)), version));
        }, ct);

    const string List = SupervisionRow.Select + " WHERE x.ticket_id = @Id ORDER BY x.id DESC LIMIT 200";
}
