using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>The check finds the problem still there; the same handler does it again (返工).</summary>
public sealed class FailTicket(Db db) : ApiEndpoint<Change<FailTicket.Request>, Results<Ok<Ticket>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/fail");
        Group<TicketGroup>();
        Operation("Fail the check of a ticket");
        RequiresCapability(Capability.TicketCheck);
        ProducesProblem(403, "post-not-allowed", "resolver-cannot-check", "handling-level-above-post");
        ProducesProblem(409, "action-not-allowed-in-status");
        RequestExample("""{ "reason": "仍有三处枝叶距导线不足 1 米" }""");
    }

    /// <summary>Fail the check of a ticket.</summary>
    /// <param name="Reason">What is still wrong; up to 500 characters.</param>
    public sealed record Request(string Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Fail, reason: request.Body.Reason), ct, WriteMode.Beside);
}
