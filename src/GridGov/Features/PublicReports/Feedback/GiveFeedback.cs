using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Notifications;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.PublicReports.Feedback;

/// <summary>Takes the reporter's feedback on a closing (评价): solved or not, satisfied or not. It counts as a call-back (回访).</summary>
public sealed class GiveFeedback(PublicAccess access, PublicReportSettings settings, Db db)
    : ApiEndpoint<GiveFeedback.Input, Results<Ok<PublicReport>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/reports/{receipt}/feedback");
        Group<PublicReportsApiGroup>();
        Operation("Give feedback on the handling",
            "Once for each closing, within 90 days of it by default. What is not solved becomes a request to open it again, on which a " +
            "supervisor decides. It enters the rates of solution and satisfaction, unless a call-back to this closing did so already. " +
            "Sent again with the same content, it gets the same answer.");
        AllowAnonymous();
        ContainsSecret();
        ProducesProblem(403, "public-token-needed");
        ProducesProblem(404, "public-reports-off");
        ProducesProblem(409, "report-not-closed", "feedback-given", "feedback-period-over");
        RequestExample("""{ "solved": false, "satisfied": false, "text": "路灯修好一天又不亮了" }""");
    }

    /// <summary>The reporter's feedback.</summary>
    /// <param name="Solved">Whether the problem is solved.</param>
    /// <param name="Satisfied">Whether the reporter is satisfied with the handling.</param>
    /// <param name="Text">What is not solved, or anything else, up to 500 characters.</param>
    public sealed record Request(bool Solved, bool Satisfied, FreeText? Text = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Text).OptionalText(500);
        }
    }

    /// <param name="Receipt">The receipt's number, with or without its hyphen.</param>
    /// <param name="Secret">The receipt's secret.</param>
    /// <param name="Token">What the office's page adds once its captcha was solved, where the deployment asks for it.</param>
    public sealed record Input(
        string Receipt, [FromBody] Request Body, [FromHeader(Name = Domain.PublicReports.Receipt.SecretHeader)] string? Secret,
        [FromHeader(Name = PublicAccess.TokenHeader)] string? Token);

    public override async Task<Results<Ok<PublicReport>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        if (access.CheckWrite(input.Token) is { } refused)
            return refused;
        // A wrong secret does not wait for the writers.
        var (found, refusal) = await db.Read(tx => access.Find(tx, HttpContext, input.Receipt, input.Secret), ct);
        if (found is null)
            return refusal is null ? TypedResults.NotFound() : refusal;
        return await db.Write<Results<Ok<PublicReport>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await PublicReportRow.FindForUpdate(tx, found.Id) is not { } row || row.SecretHash != found.SecretHash)
                return TypedResults.NotFound();
            var timeline = await PublicTimeline.Load(tx, row);
            if (row.AnsweredAt >= timeline.ClosedAt && IsSame(row, await row.OpenSecret(tx), input.Body))
                return TypedResults.Ok(await PublicReport.Of(tx, row, timeline, settings));
            if (FeedbackRules.Check(row, timeline, settings, tx.Now) is { } fault)
                return fault;
            await tx.LockRow("tickets", timeline.Ticket!.Value);
            var ticket = (await PublicTickets.Find(tx, timeline.Ticket!.Value))!;
            if (ticket.Row.Status != TicketStatus.Closed)
                return Problems.Of("report-not-closed");
            var (solved, satisfied, text) = input.Body;
            // The first call-back to a closing counts, whoever made it.
            if (!await ReporterCall.HasValidCallBack(tx, ticket.Row.Id)
                && await new ReporterCall(ContactKind.CallBack, Reached: true, solved, satisfied, text)
                    .Record(tx, PublicAccount.Actor, ticket, new Decision(ticket.Row.Status, Post: null)) is null)
            {
                return TicketTransition.VersionConflict();
            }
            row = row with { AnsweredAt = tx.Now, Solved = solved, Satisfied = satisfied };
            row = solved
                ? row with { Reopening = null, ReopeningAt = null, DecidedBy = null, DecidedAt = null }
                : row with { Reopening = ReopeningStatus.Pending, ReopeningAt = tx.Now, DecidedBy = null, DecidedAt = null };
            var secret = (await row.OpenSecret(tx)).WithFeedback(text) with { Refusal = null };
            row = (await row.Save(tx, secret, solved ? "give_feedback" : "ask_reopening", PublicAccount.Actor))!;
            if (!solved)
                await NotifySupervisors(tx, ticket.Row);
            return TypedResults.Ok(await PublicReport.Of(tx, row, timeline, settings));
        }, ct);
    }

    /// <summary>Whether the feedback was given already, and only its answer was lost.</summary>
    static bool IsSame(PublicReportRow row, PublicReportSecret secret, Request sent) =>
        row.Solved == sent.Solved && row.Satisfied == sent.Satisfied && secret.HasFeedback(sent.Text);

    static async Task NotifySupervisors(Tx tx, TicketRow ticket) => await NotificationWriter.Write(
        tx, await Recipients.ListHeads(tx, ticket.GridCode, level: 0), NotificationKind.ReopeningAsked, ticket.Id,
        TicketNotifications.ToData(ticket, at: null));
}
