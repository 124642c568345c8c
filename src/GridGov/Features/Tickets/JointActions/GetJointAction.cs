using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.JointActions;

/// <summary>One joint action with its participants and their states.</summary>
public sealed class GetJointAction(Db db) : ApiEndpoint<GetJointAction.Input, Results<Ok<JointAction>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/joint-actions/{jointActionId}");
        Group<TicketGroup>();
        Operation("Get a joint action");
        RequiresCapability(Capability.TicketRead);
    }

    public sealed record Input(Id Id, Id JointActionId);

    public override Task<Results<Ok<JointAction>, NotFound>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<JointAction>, NotFound>>(async tx =>
            await TicketView.Find(tx, Actor, input.Id) is { } ticket
            && await JointActionRow.Find(tx, input.Id, input.JointActionId) is { } row
                ? TypedResults.Ok(row.ToJointAction(ticket.Masked, tx.Now, ticket.Row.Version))
                : TypedResults.NotFound(), ct);
}
