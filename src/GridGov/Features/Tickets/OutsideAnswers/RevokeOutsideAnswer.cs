using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>Revokes the link of an outside party that has not answered yet; whoever opens it is told that it has ended.</summary>
public sealed class RevokeOutsideAnswer(Db db)
    : ApiEndpoint<RevokeOutsideAnswer.Input, Results<Ok<OutsideAnswer>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/outside-answers/{answerId}/revoke");
        Group<TicketGroup>();
        Operation("Revoke the link of an outside party", "By whoever may ask outside parties about the ticket.");
        RequiresCapability(Capability.TicketDispatch, or: Capability.TicketResolve);
        ProducesProblem(403, "not-asking-outside");
        ProducesProblem(409, "outside-answer-ended");
    }

    public sealed record Input(Id Id, Id AnswerId, IfMatch Version);

    public override Task<Results<Ok<OutsideAnswer>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Ok<OutsideAnswer>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, input.Id) is not { Row: var ticket } view
                || await OutsideAnswerRow.Find(tx, input.Id, input.AnswerId) is not { } row)
                return TypedResults.NotFound();
            if (OutsideAnswerRules.FindPost(view, Actor) is not { } post)
                return Problems.Of("not-asking-outside");
            if (row.Version != input.Version.Version)
                return Problems.StaleVersion(row.Version);
            if (row.StateAt(tx.Now) is not (OutsideAnswerState.Asked or OutsideAnswerState.Opened))
                return Problems.Of("outside-answer-ended");
            if (await tx.Execute(Revoke, new { row.Id, row.Version, By = Actor.Id, tx.Now }) == 0)
                return Problems.StaleVersion();
            await OutsideAnswerEvents.Append(tx, ticket, OutsideAnswerEvents.Revoke, row, Actor.Id, post);
            row = row with { RevokedAt = tx.Now, Version = row.Version + 1 };
            return TypedResults.Ok(row.ToAnswer(view.Masked, tx.Now));
        }, ct);

    const string Revoke = """
        UPDATE outside_answers
           SET revoked_at = @Now, revoked_by = @By, version = version + 1
         WHERE id = @Id AND version = @Version AND answered_at IS NULL
        """;
}
