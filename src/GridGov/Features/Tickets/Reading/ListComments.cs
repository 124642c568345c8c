using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.Reading;

/// <summary>The comments on a ticket, oldest first, those on merged tickets included.</summary>
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

    /// <summary>A comment.</summary>
    /// <param name="Text">The text of the comment.</param>
    /// <param name="At">The time of the comment.</param>
    /// <param name="By">The author.</param>
    /// <param name="Post">The post in which the author commented.</param>
    /// <param name="MergedFrom">The commented ticket, if it was merged into this one.</param>
    /// <param name="Masked">Whether the commented ticket is confidential, so that the text is shown as ******.</param>
    public sealed record Comment(
        string Text, Instant At, HistoryEvent.Person? By, PostKind? Post, HistoryEvent.Merged? MergedFrom, bool Masked);

    public sealed record Input(Id Id, [AsParameters] HistoryQuery Query);

    public override Task<Results<Ok<Page<Comment>>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Comment>>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, input.Id) is null)
                return TypedResults.NotFound();
            var merged = await MergeEvents.ListMerged(tx, input.Id);
            var page = await SubjectHistory.ReadPage(tx, HttpContext, "ticket", input.Id.ToString(), input.Query, merged, "comment");
            return TypedResults.Ok(new Page<Comment>([.. page.Items.Select(CommentOf)], page.Next));
        }, ct);

    static Comment CommentOf(HistoryEvent act) => new(
        act.Masked is true ? Masking.Text : TextOf(act), act.At, act.By, act.Post, act.MergedFrom, act.Masked is true);

    static string TextOf(HistoryEvent act) =>
        act.Details is { } details && details.TryGetProperty("text", out var text) ? text.GetString() ?? "" : "";
}
