using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>The handler takes on a ticket that was dispatched to them (接单), or takes it up again after a failed check.</summary>
public sealed class TakeTicket(Db db)
    : ApiEndpoint<ChangeWithOptionalBody<TakeTicket.Request>, Results<Ok<Ticket>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/take");
        Group<TicketGroup>();
        Operation("Take a dispatched ticket");
        RequiresCapability(Capability.TicketTake);
        ProducesProblem(403, "post-not-allowed", "not-the-handler");
        ProducesProblem(409, "action-not-allowed-in-status");
        RequestExample("""{}""");
    }

    /// <summary>Take a dispatched ticket: there is nothing to say.</summary>
    public sealed record Request;

    public override Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> ExecuteAsync(
        ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Take), ct, WriteMode.Beside);
}
