using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Files;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
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
            if (await tx.QuerySingle<long>(Count, new { input.Id }) >= AttachmentRow.MaxPerTicket)
                return Problems.Of("too-many-attachments", AttachmentRow.MaxPerTicket);
            var secret = await upload.OpenSecret(tx);
            var file = await Keep(tx, upload, secret.Sha256, ticket.Confidential);

            var (said, body) = (PositionOf(input.Body.Position), input.Body);
            var flags = FlagsOf(secret.Camera, ticket, said, body.TakenAt).ToList();
            var row = new AttachmentRow
            {
                Id = tx.NewId(), FileId = file, Kind = body.Kind, TakenAt = body.TakenAt,
                Position = said is var (lng, lat) ? AttachmentRow.Format(lng, lat) : null,
                Flags = string.Join(' ', flags.Select(flag => flag.ToCode())), Caption = body.Caption,
                Confidential = ticket.Confidential, AttachedAt = tx.Now, AttachedBy = Actor.Id, AttachedByName = Actor.Name,
                Type = upload.Type!.Value, Length = upload.Length, Width = upload.Width, Height = upload.Height,
            };
            await tx.Execute(Insert, new
            {
                row.Id, Ticket = input.Id, row.FileId, row.Kind, row.TakenAt, Position = row.Confidential ? null : row.Position, row.Flags,
                Caption = ticket.MaskText(row.Caption), Sha256 = row.Confidential ? null : secret.Sha256, row.Confidential,
                row.AttachedBy, row.AttachedAt,
            });
            await Journal.Append(tx, new JournalEntry(
                Journal.Ticket, input.Id.ToString(), ticket.GridCode, "attach", Actor.Id, ticket.Version)
            {
                Post = post.Kind,
                Payload = new
                {
                    Attachment = row.Id.ToString(), File = file.ToString(), row.Kind, Type = row.Type.ToCode(), row.Length,
                    TakenAt = row.TakenAt?.ToUtc(),
                    row.Flags, row.Position, secret.Sha256, row.Caption,
                },
            });
            return TypedResults.Created($"/v1/tickets/{input.Id}/attachments/{row.Id}", row.ToAttachment());
        }, ct);

    /// <summary>
    /// Keeps the upload as a file. The same bytes of ordinary tickets are one file; that a confidential ticket has them is not to be seen.
    /// </summary>
    async Task<Id> Keep(Tx tx, StoredFile upload, string sha256, bool confidential)
    {
        if (!confidential && await tx.QuerySingle<StoredFile>(FindSame, new { Sha256 = sha256 }) is { } same)
        {
            if (IsStored(same))
            {
                await upload.Remove(tx);
                tx.AfterCommit(() => store.Delete(upload.Name));
                return same.Id;
            }
            // What is missing stays so; the new copy is the one that later attachments of these bytes use.
            await tx.Execute(RemoveHash, new { same.Id });
        }
        await tx.Execute(SetAttached, new { upload.Id, Sha256 = confidential ? null : sha256, tx.Now });
        return upload.Id;
    }

    bool IsStored(StoredFile file) => Enum.GetValues<FileVariant>().All(variant =>
        file.LengthOf(variant) is not { } length || store.FaultOf(StoredFile.NameOf(file.Name, variant), length) is null);

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

    const string Count = "SELECT count(*) FROM ticket_attachments WHERE ticket_id = @Id";

    const string FindSame = StoredFile.Select + " WHERE f.sha256 = @Sha256";

    const string RemoveHash = "UPDATE files SET sha256 = NULL WHERE id = @Id";

    const string SetAttached = "UPDATE files SET attached_at = @Now, sha256 = @Sha256 WHERE id = @Id";

    const string Insert = """
        INSERT INTO ticket_attachments (id, ticket_id, file_id, kind, taken_at, position, flags, caption, sha256, confidential,
                                        attached_by, attached_at)
        VALUES (@Id, @Ticket, @FileId, @Kind, @TakenAt, @Position, @Flags, @Caption, @Sha256, @Confidential, @AttachedBy, @AttachedAt)
        """;
}
