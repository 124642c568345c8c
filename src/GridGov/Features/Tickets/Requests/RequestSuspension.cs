using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;

namespace GridGov.Features.Tickets.Requests;

/// <summary>The handler asks to put a ticket off until a day (申请挂账).</summary>
public sealed class RequestSuspension(Db db)
    : TicketVerb<Change<RequestSuspension.Request>, Results<Created<TicketRequest>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Verb(TicketAction.RequestSuspension, "Ask to put a ticket off",
            description: "Before the deadline. Decided one level above the one that has the ticket in hand; once approved, it is suspended.",
            example: """{ "reason": "须待春季停暖后开挖管线", "until": "2027-03-01" }""");
        RequiresIdempotencyKey();
    }

    /// <summary>Ask to put a ticket off.</summary>
    /// <param name="Reason">Why it cannot be handled now; up to 500 characters.</param>
    /// <param name="Until">The day on which it is to go on: after today, at most a year off.</param>
    public sealed record Request(string Reason, DateOnly Until)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Created<TicketRequest>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write(tx => RequestSubmission.Of(tx, Actor, request.Id, request.Version, RequestKind.Suspension, request.Body.Reason, request.Body.Until), ct, WriteMode.Shared);
}
