using GridGov.Api;
using GridGov.Domain.Files;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Geo;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>Attaches an upload of the caller to a ticket; status and version of the ticket stay.</summary>
public sealed class AttachFile(FileStore store, Db db)
    : ApiEndpoint<AttachFile.Input, Results<Created<Attachment>, NotFound, ProblemHttpResult>>
{
    const double FarMetres = 100;
    static readonly TimeSpan LongAgo = TimeSpan.FromMinutes(10);

    public override void Configure()
    {
        Post("/{id}/attachments");
        Group<TicketGroup>();
        Operation("Attach a file to a ticket",
            "The file was uploaded before (uploadFile, createUpload) by the caller. Place and time that the camera recorded are compared " +
            "with the ticket's place and with what is said here; what contradicts is flagged and not refused.");
        RequiresCapability(Capability.TicketComment);
        RequiresIdempotencyKey();
        ProducesProblem(409, "upload-missing", "upload-incomplete", "too-many-attachments");
        RequestExample("""
            {
              "uploadId": "01K4V6J0Q8Z3R",
              "kind": "after",
              "takenAt": "2026-11-18T15:20:00+08:00",
              "position": { "lng": 113.6553, "lat": 34.7502 },
              "caption": "枝叶已修剪，与导线净距 3 米以上"
            }
            """);
    }

    /// <summary>An upload, and what is said of it.</summary>
    /// <param name="UploadId">The caller's upload, which is complete.</param>
    /// <param name="Kind">What it shows.</param>
    /// <param name="TakenAt">The time at which it was taken.</param>
    /// <param name="Position">The place at which it was taken.</param>
    /// <param name="Caption">What is to be said of it, 1 to 500 characters.</param>
    public sealed record Request(
        Id UploadId, AttachmentKind Kind, Instant? TakenAt = null, Point? Position = null, FreeText? Caption = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Position!).SetValidator(new Point.Validator()).When(r => r.Position is not null);
                RuleFor(r => r.Caption).OptionalText(500);
            }
        }
    }

    /// <summary>A place.</summary>
    /// <param name="Lng">Longitude in degrees.</param>
    /// <param name="Lat">Latitude in degrees.</param>
    /// <param name="CoordSys">The datum of both; wgs84 by default.</param>
    public sealed record Point(double Lng, double Lat, CoordSys? CoordSys = null)
    {
        public sealed class Validator : AbstractValidator<Point>
        {
            public Validator()
            {
                RuleFor(p => p.Lng).InclusiveBetween(-180, 180);
                RuleFor(p => p.Lat).InclusiveBetween(-90, 90);
            }
        }
    }

    public sealed record Input(Id Id, [FromBody] Request Body);

    // An exclusive write, because two may attach the same bytes.
    public override Task<Results<Created<Attachment>, NotFound, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write<Results<Created<Attachment>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, input.Id) is not { Row: var ticket })
                return TypedResults.NotFound();
            if (Actor.PostsFor(Capability.TicketComment, ticket.GridCode).FirstOrDefault() is not { } post)
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.TicketComment));
            if (await StoredFile.FindUpload(tx, input.Body.UploadId, Actor.Id) is not { } upload)
                return Problems.At("/uploadId", "upload-missing");
            if (!upload.IsComplete)
                return Problems.At("/uploadId", "upload-incomplete", upload.Received);
            var secret = await upload.OpenSecret(tx);
            var (said, body) = (PositionOf(input.Body.Position), input.Body);
            var flags = FlagsOf(secret.Camera, ticket, said, body.TakenAt).ToList();
            var row = new AttachmentRow
            {
                Id = tx.NewId(), FileId = upload.Id, Kind = body.Kind, TakenAt = body.TakenAt,
                Position = said is var (lng, lat) ? AttachmentRow.Format(lng, lat) : null,
                Flags = string.Join(' ', flags.Select(flag => flag.ToCode())), Caption = body.Caption,
                Confidential = ticket.Confidential, AttachedAt = tx.Now, AttachedBy = Actor.Id, AttachedByName = Actor.Name,
                Type = upload.Type!.Value, Length = upload.Length, Width = upload.Width, Height = upload.Height,
            };
            var attachment = new FileAttachment(row.Id, row.Kind.ToCode())
            {
                TakenAt = row.TakenAt, Position = row.Position, Flags = row.Flags, Caption = row.Caption,
            };
            if (await attachment.Attach(tx, store, ticket, upload, secret, Actor.Id, post.Kind) is { } refusal)
                return refusal;
            return TypedResults.Created($"/v1/tickets/{input.Id}/attachments/{row.Id}", row.ToAttachment());
        }, ct);

    static (double Lng, double Lat)? PositionOf(Point? point) =>
        point is null ? null : Coordinates.ToWgs84(point.CoordSys ?? CoordSys.Wgs84, point.Lng, point.Lat);

    static IEnumerable<AttachmentFlag> FlagsOf(CameraRecord? camera, TicketRow ticket, (double Lng, double Lat)? said, Instant? saidAt)
    {
        (double Lng, double Lat)? recorded = camera is { Lng: { } lng, Lat: { } lat } ? (lng, lat) : null;
        // Whoever chooses where a photo was taken would find out by this flag where a confidential ticket is.
        if (ticket is { Confidential: false, Lng: { } lngOfTicket, Lat: { } latOfTicket } && (recorded ?? said) is { } taken
            && IsFar(taken, (lngOfTicket, latOfTicket)))
        {
            yield return AttachmentFlag.FarFromTicket;
        }
        if (recorded is { } where && said is { } claimed && IsFar(where, claimed))
            yield return AttachmentFlag.FarFromClaim;
        if (camera?.TakenAt is { } at && saidAt is { } claimedAt && (at - claimedAt).Duration() > LongAgo)
            yield return AttachmentFlag.TimeDiffers;
    }

    static bool IsFar((double Lng, double Lat) one, (double Lng, double Lat) other) =>
        GeoCells.Distance(one.Lng, one.Lat, other.Lng, other.Lat) > FarMetres;
}
