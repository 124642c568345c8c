using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>The joint actions that a ticket has had, the newest first.</summary>
public static class ListJointActions
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapGet("/{id}/joint-actions", Handle)
        .Named("listJointActions", "List the joint actions of a ticket")
        .WithDescription("The newest 50.")
        .Needs(Capability.TicketRead);

    /// <summary>The joint actions of a ticket.</summary>
    /// <param name="Items">The newest first.</param>
    /// <param name="TicketVersion">The ticket's version, to send in If-Match; it is the ETag.</param>
    public sealed record Response(IReadOnlyList<JointAction> Items, long TicketVersion) : IVersioned
    {
        long IVersioned.Version => TicketVersion;
    }

    static Task<Results<Ok<Response>, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketView.Find(tx, actor, id) is not { Row.Version: var version })
                return TypedResults.NotFound();
            var rows = await JointActionRow.List(tx, Newest, new { Id = id });
            return TypedResults.Ok(new Response(rows.ConvertAll(row => row.ToJointAction(tx.Now, version)), version));
        }, ct);

    const string Newest = "WHERE x.ticket_id = @Id ORDER BY x.id DESC LIMIT 50";
}
