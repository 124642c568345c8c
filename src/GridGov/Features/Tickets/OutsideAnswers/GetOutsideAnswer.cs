using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>One question to an outside party, with its answer.</summary>
public sealed class GetOutsideAnswer(Db db) : ApiEndpoint<GetOutsideAnswer.Input, Results<Ok<OutsideAnswer>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/outside-answers/{answerId}");
        Group<TicketGroup>();
        Operation("Get the answer of an outside party", "The link is not shown again.");
        RequiresCapability(Capability.TicketRead);
    }

    public sealed record Input(Id Id, Id AnswerId);

    public override Task<Results<Ok<OutsideAnswer>, NotFound>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<OutsideAnswer>, NotFound>>(async tx =>
            await TicketView.Find(tx, Actor, input.Id) is { } ticket
            && await OutsideAnswerRow.Find(tx, input.Id, input.AnswerId) is { } row
                ? TypedResults.Ok(row.ToAnswer(ticket.Masked, tx.Now))
                : TypedResults.NotFound(), ct);
}
