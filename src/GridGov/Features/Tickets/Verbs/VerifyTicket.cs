using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Tickets.Verbs;

/// <summary>Asks a grid worker or inspector to verify a report before it is decided on (核实).</summary>
public sealed class VerifyTicket(Db db) : TicketVerb<VerifyTicket.Request>
{
    public override void Configure() => Verb(TicketAction.Verify, "Have a ticket verified",
        description: "The verifier must be a person who today is a grid worker or an inspector for the ticket's grid.",
        example: """{ "verifierId": "01K4V6J0Q8Z3R", "question": "请到现场看树冠是否已碰到导线" }""",
        refuses: ["verifier-outside-grid"]);

    /// <summary>The verification of a ticket.</summary>
    /// <param name="VerifierId">The id of the verifier.</param>
    /// <param name="Question">The question to verify, 1 to 500 characters.</param>
    public sealed record Request(Id VerifierId, FreeText Question)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Question).Text(500);
        }
    }

    public override Task<TicketResult> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<TicketResult>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            // Checked before the verifier, so that a caller without the right learns nothing about possible verifiers.
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Verify, Actor, out var decision) is { } refusal)
                return refusal;
            if (await CurrentPost.ListFor(tx, request.Body.VerifierId, ticket.Row.GridCode, GivenWork.Verify) is not [var verifier, ..])
                return Problems.At("/verifierId", "verifier-outside-grid");
            return await TicketTransition.Complete(tx, Actor, ticket, TicketAction.Verify, decision,
                change: row => row with
                {
                    VerifierId = request.Body.VerifierId,
                    VerifierName = verifier.Name,
                    VerifyQuestion = request.Body.Question,
                    VerifyFindings = null,
                },
                payload: new
                {
                    Verifier = request.Body.VerifierId.ToString(), verifier.Name, Post = verifier.Post.ToCode(), request.Body.Question,
                });
        }, ct, WriteMode.Shared);
}
