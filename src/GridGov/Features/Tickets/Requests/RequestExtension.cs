using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;

namespace GridGov.Features.Tickets.Requests;

/// <summary>Requests an extension (申请延期): the original limit once more.</summary>
public sealed class RequestExtension(Db db)
    : TicketVerb<Change<RequestExtension.Request>, Results<Created<TicketRequest>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Verb(TicketAction.RequestExtension, "Request an extension",
            description: "Before the deadline, and at most twice. Decided one level above the level that handles the ticket.",
            example: """{ "reason": "连日降雨，须待天晴后施工" }""");
        RequiresIdempotencyKey();
    }

    /// <summary>A request for an extension.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    public sealed record Request(FreeText Reason)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public override Task<Results<Created<TicketRequest>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write(
            tx => RequestSubmission.Submit(tx, Actor, request.Id, request.Version, RequestKind.Extension, request.Body.Reason),
            ct, WriteMode.Shared);
}
