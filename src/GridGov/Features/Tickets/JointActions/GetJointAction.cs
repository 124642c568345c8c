using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>One joint action: who was called, who is there, who is late.</summary>
public static class GetJointAction
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapGet("/{id}/joint-actions/{jointActionId}", Handle)
        .Named("getJointAction", "Get a joint action")
        .Needs(Capability.TicketRead);

    static Task<Results<Ok<JointAction>, NotFound>> Handle(Id id, Id jointActionId, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<JointAction>, NotFound>>(async tx =>
            await TicketView.Find(tx, actor, id) is { } ticket && await JointActionRow.Find(tx, id, jointActionId) is { } row
                ? TypedResults.Ok(row.ToJointAction(tx.Now, ticket.Row.Version))
                : TypedResults.NotFound(), ct);
}
