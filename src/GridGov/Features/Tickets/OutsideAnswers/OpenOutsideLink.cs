using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets.Related;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>The question of an outside party's link, as a page with a form or as JSON.</summary>
public sealed class OpenOutsideLink(Db db)
    : ApiEndpoint<OpenOutsideLink.Input, Results<Ok<OutsideQuestion>, ContentHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{token}");
        Group<PublicAnswersApiGroup>();
        Operation("Open the link of an outside party",
            "Without an account: whoever has the link reads the question and what is public of its ticket. The page has one form, which " +
            "needs no script. A link opens until its time is up, unless it was revoked or the ticket has ended.");
        AllowAnonymous();
        ContainsSecret();
        ProducesType("text/html");
        ProducesProblem(410, "outside-link-ended", "outside-ticket-ended");
        ProducesRefusalPage(404, 410);
    }

    /// <param name="Token">The secret of the link.</param>
    public sealed record Input(string Token, [AsParameters] LanguageQuery Query);

    public override async Task<Results<Ok<OutsideQuestion>, ContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        var (link, now) = await db.Read(async tx => (await OutsideLink.Find(tx, input.Token), tx.Now), ct);
        var page = OutsidePage.For(HttpContext, input.Query.Lang);
        if (link is null)
            return page is null ? TypedResults.NotFound() : page.Unknown();
        if (link.EndAt(now) is { } end)
            return page is null ? Problems.Of(end) : page.Ended(end);
        if (link.Row is { OpenedAt: null, AnsweredAt: null } && HttpMethods.IsGet(HttpContext.Request.Method))
            link = await db.Write(tx => Open(tx, link), ct);
        var question = link.ToQuestion(now);
        return page is null ? TypedResults.Ok(question) : page.Question(question);
    }

    /// <summary>Records the first opening; a second one at the same time finds it recorded.</summary>
    static async Task<OutsideLink> Open(Tx tx, OutsideLink link)
    {
        if (await tx.Execute(SetOpened, new { link.Row.Id, tx.Now }) == 0)
            return link;
        await OutsideAnswerEvents.Append(tx, link.Ticket, OutsideAnswerEvents.Open, link.Row, actor: null, post: null);
        return link with { Row = link.Row with { OpenedAt = tx.Now } };
    }

    const string SetOpened = """
        UPDATE outside_answers
           SET opened_at = @Now, version = version + 1
         WHERE id = @Id AND opened_at IS NULL AND answered_at IS NULL AND revoked_at IS NULL
        """;
}
