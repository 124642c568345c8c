using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>Establishes a filed ticket as a case (立案); it counts from here.</summary>
public sealed class AcceptTicket(Db db)
    : ApiEndpoint<ChangeWithOptionalBody<AcceptTicket.Request>, Results<Ok<Ticket>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/accept");
        Group<TicketGroup>();
        Operation("Accept a ticket");
        RequiresCapability(Capability.TicketAccept);
        ProducesProblem(403, "post-not-allowed", "handling-level-above-post");
        ProducesProblem(409, "action-not-allowed-in-status");
        RequestExample("""{}""");
    }

    /// <summary>Accept a ticket: there is nothing to say.</summary>
    public sealed record Request;

    public override Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> ExecuteAsync(
        ChangeWithOptionalBody<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Accept), ct, WriteMode.Beside);
}
