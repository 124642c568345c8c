using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>Asks a worker or inspector to look before a report is decided on (核实).</summary>
public static class VerifyTicket
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapPost("/{id}/verify", Handle)
        .Named("verifyTicket", "Have a ticket verified")
        .WithDescription("Who is asked is somebody who today is a grid worker or an inspector for the ticket's grid.")
        .Needs(Capability.TicketVerify)
        .Refuses(403, "post-not-allowed", "handling-level-above-post")
        .Refuses(409, "action-not-allowed-in-status", "verifier-outside-grid")
        .Example("""{ "verifierId": "01K4V6J0Q8Z3R", "question": "请到现场看树冠是否已碰到导线" }""");

    /// <summary>Who is to look, and at what.</summary>
    /// <param name="VerifierId">The person's id.</param>
    /// <param name="Question">What they are to find out; up to 500 characters.</param>
    public sealed record Request(Id VerifierId, string Question)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Question).Text(500);
        }
    }

    internal static Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Handle(
        Id id, Request body, IfMatch version, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Ticket>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, actor, id);
            if (ticket is null)
                return TypedResults.NotFound();
            // The caller's own right comes first: who may not ask does not learn whom one could.
            if (TicketTransition.Refusal(ticket, version, TicketAction.Verify, actor, out var decision) is { } refusal)
                return refusal;
            var posts = await TodaysPost.Of(tx, body.VerifierId, ticket.Row.GridCode);
            if (posts.Find(post => PostRights.Of(post.Post).Contains(Capability.TicketReportBack)) is not { } verifier)
                return Problems.At("/verifierId", "verifier-outside-grid");
            return await TicketTransition.CarryOut(tx, actor, ticket, TicketAction.Verify, decision,
                change: row => row with
                {
                    VerifierId = body.VerifierId,
                    VerifierName = verifier.Name,
                    VerifyQuestion = body.Question,
                    VerifyFindings = null,
                },
                payload: new { Verifier = body.VerifierId.ToString(), verifier.Name, Post = verifier.Post.Code(), body.Question });
        }, ct, WriteMode.Beside);
}
