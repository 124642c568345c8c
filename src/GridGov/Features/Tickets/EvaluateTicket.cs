using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Rates how a closed ticket was handled (综合评价), once; it stays closed, in the last of the seven stages.</summary>
public static class EvaluateTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/evaluate", Handle)
        .Named("evaluateTicket", "Evaluate a ticket")
        .Needs(Capability.TicketEvaluate)
        .Refuses(403, "post-not-allowed", "resolver-cannot-check")
        .Refuses(409, "action-not-allowed-in-status", "already-evaluated")
        .Example("""{ "score": 5, "comment": "处置及时，居民满意" }""");

    /// <summary>Evaluate a ticket.</summary>
    /// <param name="Score">1 (bad) to 5 (very good).</param>
    /// <param name="Comment">In words; up to 500 characters.</param>
    public sealed record Request(int Score, string? Comment = null)
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

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write(tx => TicketTransition.Apply(tx, actor, id, version, TicketAction.Evaluate,
            change: row => row with { EvaluationScore = body.Score, EvaluationComment = body.Comment },
            payload: new { body.Score, body.Comment }), ct, WriteMode.Beside);
}
