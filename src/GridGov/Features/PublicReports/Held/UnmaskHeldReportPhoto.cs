using GridGov.Api;
using GridGov.Audit;
using GridGov.Domain.Files;
using GridGov.Domain.PublicReports;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.PublicReports.Held;

/// <summary>The picture of a held report's photo, also of a confidential category, for a stated purpose.</summary>
public sealed class UnmaskHeldReportPhoto(FileStore store, Db db)
    : ApiEndpoint<UnmaskHeldReportPhoto.Input, Results<FileStreamHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/photos/{photoId}/unmask");
        Group<PublicReportsOfficeApiGroup>();
        Operation("Look at a photo of a confidential held report",
            "A copy of at most 1,600 pixels, for who may also read confidential tickets there. Each reading leaves an audit entry with " +
            "its purpose. Nothing of the answer is stored, so an Idempotency-Key has no effect.");
        RequiresCapability(Capability.TicketAccept);
        ContainsSecret();
        ProducesType("image/jpeg");
        ProducesProblem(403, "post-not-allowed");
        RequestExample("""{ "purpose": "判断是否受理" }""");
    }

    /// <summary>The purpose of the reading.</summary>
    /// <param name="Purpose">The purpose for the audit, 1 to 200 characters; it must not contain texts of the report.</param>
    public sealed record Request(string Purpose)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Purpose).Text(200);
        }
    }

    public sealed record Input(Id Id, Id PhotoId, [FromBody] Request Body);

    public override async Task<Results<FileStreamHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        // An exclusive write, because audit entries form one chain.
        var (photo, isAllowed) = await db.Write(async tx =>
        {
            var found = await HeldPhoto.Find(tx, Actor, input.Id, input.PhotoId);
            // A key may have the one capability without the other.
            if (found is null || !Actor.ConfidentialScope().Covers(found.GridCode))
                return (found, false);
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Unmasking, "unmask_held_photo", found.GridCode)
            {
                SubjectKind = PublicReportRow.Subject,
                Subject = input.Id.ToString(),
                Details = new { Photo = input.PhotoId.ToString(), input.Body.Purpose },
            });
            return (found, true);
        }, ct);
        if (photo is null)
            return TypedResults.NotFound();
        return isAllowed
            ? photo.Content(FileVariant.View).Send(store, HttpContext)
            : Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.ConfidentialRead));
    }
}
