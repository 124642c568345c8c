using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.Reading;

/// <summary>The remarks on a ticket, the oldest first; those on tickets that were merged into it among them.</summary>
public sealed class ListComments(Db db)
    : ApiEndpoint<ListComments.Input, Results<Ok<Page<ListComments.Comment>>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/comments");
        Group<TicketGroup>();
        Operation("List the comments on a ticket");
        RequiresCapability(Capability.TicketRead);
        ProducesProblem(400, "invalid-cursor");
    }

    /// <summary>A remark.</summary>
    /// <param name="Text">The remark.</param>
    /// <param name="At">When it was made.</param>
    /// <param name="By">Who made it.</param>
    /// <param name="Post">In which post.</param>
    /// <param name="MergedFrom">The ticket that it was made on, when that was merged into this one.</param>
    /// <param name="Masked">That ticket is confidential, and the text is shown as ******.</param>
    public sealed record Comment(string Text, Instant At, HistoryEvent.Person? By, PostKind? Post, HistoryEvent.Merged? MergedFrom, bool Masked);

    /// <summary>What is asked.</summary>
    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<Comment>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Comment>>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, input.Id) is null)
                return TypedResults.NotFound();
            var page = await SubjectHistory.ReadPage(tx, HttpContext, "ticket", input.Id.ToString(), input.Query, await MergeEvents.ListMerged(tx, input.Id), "comment");
            return TypedResults.Ok(new Page<Comment>([.. page.Items.Select(CommentOf)], page.Next));
        }, ct);

    static Comment CommentOf(HistoryEvent act) => new(
        act.Masked is true ? Masking.Text : act.Details is { } details && details.TryGetProperty("text", out var text) ? text.GetString() ?? "" : "",
        act.At, act.By, act.Post, act.MergedFrom, act.Masked is true);
}
