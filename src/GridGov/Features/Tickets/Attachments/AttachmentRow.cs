using System.Globalization;
using GridGov.Data.Statements;
using GridGov.Domain.Files;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;

namespace GridGov.Features.Tickets.Attachments;

/// <summary>The row of an attachment, with what its file is.</summary>
sealed record AttachmentRow
{
    public required Id Id { get; init; }
    public required Id FileId { get; init; }
    public required AttachmentKind Kind { get; init; }
    public Instant? TakenAt { get; init; }

    /// <summary>Longitude and latitude in degrees, with a space between.</summary>
    public string? Position { get; init; }

    /// <summary>Codes of <see cref="AttachmentFlag"/>, with spaces between.</summary>
    public required string Flags { get; init; }
    public FreeText? Caption { get; init; }
    public required bool Confidential { get; init; }
    public required Instant AttachedAt { get; init; }
    public required Id AttachedBy { get; init; }
    public required string AttachedByName { get; init; }
    public required FileType Type { get; init; }
    public required long Length { get; init; }
    public int? Width { get; init; }
    public int? Height { get; init; }

    public static AttachmentRow Read(Columns c) => new()
    {
        Id = c.Id(),
        FileId = c.Id(),
        Kind = c.Enum<AttachmentKind>(),
        TakenAt = c.InstantOrNull(),
        Position = c.TextOrNull(),
        Flags = c.Text(),
        Caption = c.FreeTextOrNull(),
        Confidential = c.Flag(),
        AttachedAt = c.Instant(),
        AttachedBy = c.Id(),
        AttachedByName = c.Text(),
        Type = c.Enum<FileType>(),
        Length = c.Long(),
        Width = c.IntOrNull(),
        Height = c.IntOrNull(),
    };

    public static Task<AttachmentRow?> Find(Tx tx, Id ticket, Id id) =>
        tx.QuerySingle($"{Select} WHERE x.id = @Id AND x.ticket_id = @Ticket", Read, new { Id = id, Ticket = ticket });

    public static Task<List<AttachmentRow>> List(Tx tx, Id ticket) =>
        tx.Query($"{Select} WHERE x.ticket_id = @Ticket ORDER BY x.id LIMIT {FileAttachment.MaxPerTicket}", Read, new { Ticket = ticket });

    public Attachment ToAttachment() => new(
        Id, Kind, Type.ToMediaType(), Length, Width, Height, Width is not null, TakenAt, Confidential ? null : PointOf(Position),
        [.. Flags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Codes<AttachmentFlag>.Parse)],
        Caption?.MaskedIf(Confidential), AttachedAt, new Ticket.PersonRef(AttachedBy, AttachedByName), Confidential);

    /// <summary>About a decimetre is more than any phone knows.</summary>
    public static string Format(double lng, double lat) => string.Create(CultureInfo.InvariantCulture, $"{lng:0.######} {lat:0.######}");

    static Attachment.Point? PointOf(string? text) => text?.Split(' ') is [var lng, var lat]
        ? new Attachment.Point(double.Parse(lng, CultureInfo.InvariantCulture), double.Parse(lat, CultureInfo.InvariantCulture))
        : null;

    const string Select = """
        SELECT x.id, x.file_id, x.kind, x.taken_at, x.position, x.flags, x.caption, x.confidential, x.attached_at, x.attached_by,
               p.name AS attached_by_name, f.type, f.length, f.width, f.height
          FROM ticket_attachments x
          JOIN people p ON p.id = x.attached_by
          JOIN files f ON f.id = x.file_id
        """;
}
