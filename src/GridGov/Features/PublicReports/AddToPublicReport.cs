using GridGov.Api;
using GridGov.Domain.Files;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets.Related;
using GridGov.Features.PublicReports.Feedback;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.PublicReports;

/// <summary>Adds words and photos of the reporter to a report that is open; they become a comment and attachments of its ticket.</summary>
public sealed class AddToPublicReport(PublicAccess access, PublicReportSettings settings, FileStore store, Db db)
    : ApiEndpoint<AddToPublicReport.Input, Results<Created<AddToPublicReport.Response>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/reports/{receipt}/additions");
        Group<PublicReportsApiGroup>();
        Operation("Add something to a report", "While it is open, a few times (5 by default).");
        AllowAnonymous();
        RequiresIdempotencyKey();
        ProducesProblem(400, "photo-not-usable");
        ProducesProblem(403, "public-token-needed");
        ProducesProblem(404, "public-reports-off");
        ProducesProblem(409, "report-ended", "too-many-additions", "too-many-attachments");
        ProducesProblem(422, "idempotency-key-reused");
        RequestExample("""{ "text": "今晚又有两盏灯不亮" }""");
    }

    /// <summary>What the reporter adds.</summary>
    /// <param name="Text">The words, 1 to 1,000 characters.</param>
    /// <param name="Photos">Up to three uploads of uploadPublicPhoto.</param>
    public sealed record Request(FreeText Text, IReadOnlyList<string>? Photos = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Text).Text(1000);
                RuleFor(r => r.Photos).Must(photos => photos is null or { Count: <= PublicReportSettings.MaxPhotos })
                    .WithErrorCode("too_many");
                RuleForEach(r => r.Photos).NotNull().MaximumLength(100);
            }
        }
    }

    /// <summary>That it was added.</summary>
    /// <param name="At">When.</param>
    /// <param name="Left">How often more can be added; null without a limit.</param>
    public sealed record Response(Instant At, int? Left);

    /// <param name="Receipt">The receipt's number, with or without its hyphen.</param>
    /// <param name="Secret">The receipt's secret.</param>
    /// <param name="Token">What the office's page adds once its captcha was solved, where the deployment asks for it.</param>
    public sealed record Input(
        string Receipt, [FromBody] Request Body, [FromHeader(Name = Domain.PublicReports.Receipt.SecretHeader)] string? Secret,
        [FromHeader(Name = PublicAccess.TokenHeader)] string? Token);

    // An exclusive write, because two may attach the same photo.
    public override async Task<Results<Created<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        if (access.CheckWrite(input.Token) is { } refused)
            return refused;
        // A wrong secret does not wait for the writers.
        var (found, refusal) = await db.Read(tx => access.Find(tx, HttpContext, input.Receipt, input.Secret), ct);
        if (found is null)
            return refusal is null ? TypedResults.NotFound() : refusal;
        return await db.Write<Results<Created<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await PublicReportRow.FindForUpdate(tx, found.Id) is not { } row || row.SecretHash != found.SecretHash)
                return TypedResults.NotFound();
            var timeline = await PublicTimeline.Load(tx, row);
            if (!FeedbackRules.IsOpen(row, timeline))
                return Problems.Of("report-ended");
            if (!FeedbackRules.CanAdd(row, timeline, settings))
                return Problems.Of("too-many-additions", settings.Additions);
            return await Add(tx, row, timeline.Ticket, input.Body) is { } fault
                ? fault
                : TypedResults.Created($"/v1/public/reports/{Domain.PublicReports.Receipt.Format(row.Receipt)}", new Response(
                    tx.Now, settings.Additions == 0 ? null : settings.Additions - row.Additions - 1));
        }, ct);
    }

    async Task<ProblemHttpResult?> Add(Tx tx, PublicReportRow row, Id? ticket, Request body)
    {
        var photos = new List<StoredFile>();
        foreach (var (i, token) in (body.Photos ?? []).Index())
        {
            if (await PhotoToken.Find(tx, token) is not { } photo || photos.Exists(other => other.Id == photo.Id))
                return Problems.At($"/photos/{i}", "photo-not-usable");
            photos.Add(photo);
        }
        return ticket is { } id ? await AddToTicket(tx, row, id, body.Text, photos) : await AddToHeld(tx, row, body.Text, photos);
    }

    async Task<ProblemHttpResult?> AddToTicket(Tx tx, PublicReportRow row, Id ticketId, FreeText text, IReadOnlyList<StoredFile> photos)
    {
        await tx.LockRow("tickets", ticketId);
        var ticket = (await PublicTickets.Find(tx, ticketId))!.Row;
        await PublicReportFiling.Comment(tx, ticket, text);
        foreach (var photo in photos)
        {
            var refusal = await new FileAttachment(tx.NewId(), FileAttachment.Before).Attach(
                tx, store, ticket, photo, await photo.OpenSecret(tx), PublicAccount.Id, post: null);
            if (refusal is not null)
                return refusal;
        }
        var secret = await row.OpenSecret(tx);
        await (row with { Additions = row.Additions + 1 }).Save(tx, secret, "add", PublicAccount.Actor);
        return null;
    }

    /// <summary>Keeps it with the held report, so that the reporter cannot tell that it is held.</summary>
    static async Task<ProblemHttpResult?> AddToHeld(Tx tx, PublicReportRow row, FreeText text, IReadOnlyList<StoredFile> photos)
    {
        var secret = await row.OpenSecret(tx);
        var before = await HeldPhotos.List(tx, row.Id);
        if (before.Count + photos.Count > FileAttachment.MaxPerTicket)
            return Problems.Of("too-many-attachments", FileAttachment.MaxPerTicket);
        if (secret.Report!.With(text) is not { } report)
            return Problems.Of("too-many-additions", row.Additions);
        await HeldPhotos.Keep(tx, photos);
        await row.AddFiles(tx, [.. photos.Select(photo => photo.Id)]);
        await (row with { Additions = row.Additions + 1 }).Save(
            tx, secret with { Report = report }, "add", PublicAccount.Actor, files: [.. before.Concat(photos).Select(photo => photo.Id)]);
        return null;
    }
}
