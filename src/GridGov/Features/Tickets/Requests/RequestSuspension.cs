using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;

namespace GridGov.Features.Tickets.Requests;

/// <summary>Requests a suspension until a day (申请挂账).</summary>
public sealed class RequestSuspension(Db db)
    : TicketVerb<Change<RequestSuspension.Request>, Results<Created<TicketRequest>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Verb(TicketAction.RequestSuspension, "Request a suspension",
            description: "Before the deadline. Decided one level above the level that handles the ticket; an approval suspends the ticket.",
            example: """{ "reason": "须待春季停暖后开挖管线", "until": "2027-03-01" }""");
        RequiresIdempotencyKey();
    }

    /// <summary>A request for a suspension.</summary>
    /// <param name="Reason">The reason why the ticket cannot be handled now, 1 to 500 characters.</param>
    /// <param name="Until">The day on which the ticket resumes, yyyy-MM-dd: after today, at most a year ahead.</param>
    public sealed record Request(FreeText Reason, DateOnly Until)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Created<TicketRequest>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write(
            tx => RequestSubmission.Submit(
                tx, Actor, request.Id, request.Version, RequestKind.Suspension, request.Body.Reason, request.Body.Until),
            ct, WriteMode.Shared);
}
