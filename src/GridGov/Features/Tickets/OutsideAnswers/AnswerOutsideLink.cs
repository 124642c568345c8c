using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Notifications;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>Takes the answer of an outside party, once; the ticket's status stays, and its handler and the asker are notified.</summary>
public sealed class AnswerOutsideLink(Db db)
    : ApiEndpoint<AnswerOutsideLink.Input, Results<Ok<OutsideQuestion>, ContentHttpResult, NotFound, ProblemHttpResult>>
{
    const int MaxBytes = 64 * 1024;

    public override void Configure()
    {
        Post("/{token}");
        Group<PublicAnswersApiGroup>();
        Operation("Answer the link of an outside party",
            "As JSON, or as the form of the page. The answer stands in the ticket's history; it changes nothing else of the ticket.");
        AllowAnonymous();
        ContainsSecret();
        Definition.Metadata(new RequestSizeLimitAttribute(MaxBytes));
        ProducesType("text/html");
        ProducesProblem(400, "invalid-input");
        ProducesProblem(409, "outside-already-answered");
        ProducesProblem(410, "outside-link-ended", "outside-ticket-ended");
        ProducesRefusalPage(404, 410);
        RequestExample("""{ "done": "电梯曳引机已更换，恢复运行", "doneOn": "2026-11-20" }""");
    }

    /// <summary>The answer of an outside party.</summary>
    /// <param name="Done">What was done, or what will be, 1 to 2,000 characters.</param>
    /// <param name="DoneOn">The day on which it was done, yyyy-MM-dd: not after today, at most a year ago.</param>
    [AcceptsForm]
    public sealed record Request(FreeText Done, DateOnly? DoneOn = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Done).Text(2000);
        }
    }

    /// <param name="Token">The secret of the link.</param>
    /// <param name="Body">The answer.</param>
    public sealed record Input(string Token, [FromBody] Request Body, [AsParameters] LanguageQuery Query);

    public override async Task<Results<Ok<OutsideQuestion>, ContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        var page = OutsidePage.For(HttpContext, input.Query.Lang);
        // A wrong secret does not wait for the writers.
        if (await db.Read(tx => OutsideLink.Find(tx, input.Token), ct) is null)
            return page is null ? TypedResults.NotFound() : page.Unknown();
        return await db.Write<Results<Ok<OutsideQuestion>, ContentHttpResult, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await OutsideLink.Find(tx, input.Token) is not { } link)
                return page is null ? TypedResults.NotFound() : page.Unknown();
            if (link.EndAt(tx.Now) is { } end)
                return page is null ? Problems.Of(end) : page.Ended(end);
            if (input.Body.DoneOn is { } day && (day > tx.Today || day < tx.Today.AddYears(-1)))
                return Problems.Invalid("/doneOn", "out_of_range",
                    new("办理日期不得晚于今天，也不得早于一年之前。", "The day must not lie after today nor more than a year back."));
            if (link.Row.AnsweredAt is not null || await Save(tx, link, input.Body) is not { } answered)
                return page is null ? Problems.Of("outside-already-answered") : page.Question(link.ToQuestion(tx.Now));
            var question = answered.ToQuestion(tx.Now);
            return page is null ? TypedResults.Ok(question) : page.Question(question);
        }, ct);
    }

    static async Task<OutsideLink?> Save(Tx tx, OutsideLink link, Request answer)
    {
        var (row, ticket) = (link.Row, link.Ticket);
        if (await tx.Execute(SetAnswer, new { row.Id, Answer = ticket.MaskText(answer.Done), answer.DoneOn, tx.Now }) == 0)
            return null;
        await OutsideAnswerEvents.Append(tx, ticket, OutsideAnswerEvents.Answer, row, actor: null, post: null,
            new { OutsideAnswer = row.Id.ToString(), Answer = answer.Done, answer.DoneOn });
        var data = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["number"] = ticket.Number, ["category"] = ticket.CategoryName,
        };
        await NotificationWriter.Write(tx, [row.AskedBy, .. await Recipients.ListHandler(tx, ticket)],
            NotificationKind.OutsideAnswered, ticket.Id, data, urgent: ticket.Urgency != Urgency.Routine);
        return link with { Row = row with { Answer = answer.Done, DoneOn = answer.DoneOn, AnsweredAt = tx.Now } };
    }

    const string SetAnswer = """
        UPDATE outside_answers
           SET answer = @Answer, done_on = @DoneOn, answered_at = @Now, version = version + 1
         WHERE id = @Id AND answered_at IS NULL AND revoked_at IS NULL
        """;
}
