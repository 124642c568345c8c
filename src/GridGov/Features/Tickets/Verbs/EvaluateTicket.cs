using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Evaluates the handling of a closed ticket (综合评价), once; the ticket stays closed, in the last of the seven stages.</summary>
public sealed class EvaluateTicket(Db db) : TicketVerb<EvaluateTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Evaluate, "Evaluate a ticket",
        example: """{ "score": 5, "comment": "处置及时，居民满意" }""");

    /// <summary>The evaluation of a ticket.</summary>
    /// <param name="Score">The score, 1 (bad) to 5 (very good).</param>
    /// <param name="Comment">A comment, up to 500 characters.</param>
    public sealed record Request(int Score, FreeText? Comment = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Score).InclusiveBetween(1, 5);
                RuleFor(r => r.Comment).OptionalText(500);
            }
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, Actor, request.Id, request.Version, TicketAction.Evaluate,
            change: row => row with { EvaluationScore = request.Body.Score, EvaluationComment = request.Body.Comment },
            payload: new { request.Body.Score, request.Body.Comment }), ct, WriteMode.Shared);
}
