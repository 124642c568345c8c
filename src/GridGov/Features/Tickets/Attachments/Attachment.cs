using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>What a file of a ticket shows.</summary>
public enum AttachmentKind
{
    /// <summary>处置前: the problem before its handling.</summary>
    Before,
    /// <summary>处置后: the place after the handling.</summary>
    After,
    /// <summary>其他: something else.</summary>
    Other,
}

/// <summary>What contradicts what was said of a file. A camera's data can be changed, so this is for people to look at.</summary>
public enum AttachmentFlag
{
    /// <summary>The photo was taken more than 100 m from the ticket's place.</summary>
    FarFromTicket,
    /// <summary>The photo was taken more than 100 m from the place that was said.</summary>
    FarFromClaim,
    /// <summary>The photo was taken more than 10 minutes from the time that was said.</summary>
    TimeDiffers,
}

/// <summary>A file of a ticket (附件).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it shows.</param>
/// <param name="ContentType">The type of the original, by its content.</param>
/// <param name="Length">The length of the original in bytes.</param>
/// <param name="Width">The width of the upright picture in pixels; null where no copies are made.</param>
/// <param name="Height">The height of the upright picture in pixels; null where no copies are made.</param>
/// <param name="HasPicture">Whether there are copies to look at, of a JPEG, PNG or WebP; others have only the original.</param>
/// <param name="TakenAt">The time at which it was taken, as was said.</param>
/// <param name="Position">The place at which it was taken, as was said; null for a confidential ticket.</param>
/// <param name="Flags">What contradicts what was said.</param>
/// <param name="Caption">The caption; ****** for a confidential ticket.</param>
/// <param name="AttachedAt">The time at which it was attached.</param>
/// <param name="By">Who attached it.</param>
/// <param name="Masked">
/// Whether the ticket is or was confidential since, so that the file opens only by a link that was made with a purpose.
/// </param>
public sealed record Attachment(
    Id Id, AttachmentKind Kind, string ContentType, long Length, int? Width, int? Height, bool HasPicture, Instant? TakenAt,
    Attachment.Point? Position, IReadOnlyList<AttachmentFlag> Flags, string? Caption, Instant AttachedAt, Ticket.PersonRef By, bool Masked)
{
    /// <summary>A place.</summary>
    /// <param name="Lng">Longitude in degrees (WGS84).</param>
    /// <param name="Lat">Latitude in degrees (WGS84).</param>
    public sealed record Point(double Lng, double Lat);
}
