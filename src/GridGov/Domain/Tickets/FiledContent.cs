using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Geo;

namespace GridGov.Domain.Tickets;

/// <summary>
/// What of a ticket only an amendment changes. The events of the filing and of amendments have its hash, under <c>filed</c>, and the
/// filing not the words themselves, because the journal is never rewritten.
/// </summary>
sealed record FiledContent
{
    public const string Member = "filed";

    /// <summary>What the hash covers, for messages.</summary>
    public const string Covered = "number, street, category, kind, programme, role, confidential, urgency, source, coordinates, filing, "
        + "found at, external number and deadline, its whole, its place, whether it has a reporter, description or address";

    static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required string Number { get; init; }
    public required string StreetCode { get; init; }
    public required string Category { get; init; }
    public required string Kind { get; init; }
    public required string Programme { get; init; }
    public required string Role { get; init; }
    public required bool Confidential { get; init; }
    public required string Urgency { get; init; }
    public required string Source { get; init; }
    public double? Lng { get; init; }
    public double? Lat { get; init; }
    public long? Cell { get; init; }
    public double? SentLng { get; init; }
    public double? SentLat { get; init; }
    public string? CoordSys { get; init; }
    public required Id FiledBy { get; init; }
    public required Instant FiledAt { get; init; }
    public required DateOnly FiledDay { get; init; }
    public required bool HasReporter { get; init; }
    public required string Description { get; init; }
    public string? Address { get; init; }
    public Instant? FoundAt { get; init; }
    public string? ExternalNumber { get; init; }
    public Instant? ExternalDueAt { get; init; }
    public Id? PartOf { get; init; }
    public Id? PlaceId { get; init; }

    /// <param name="row">As it is stored: a confidential ticket has masks.</param>
    public static FiledContent Of(TicketRow row, bool hasReporter) => new()
    {
        Number = row.Number, StreetCode = Data.GridCode.Ancestor(row.GridCode, 1)!, Category = row.Category, Kind = row.Kind.ToCode(),
        Programme = row.Programme.ToCode(), Role = row.Role, Confidential = row.Confidential, Urgency = row.Urgency.ToCode(),
        Source = row.Source.ToCode(), Lng = row.Lng, Lat = row.Lat,
        Cell = row is { Lng: { } lng, Lat: { } lat } ? GeoCells.CellOf(lng, lat) : null,
        SentLng = row.SentLng, SentLat = row.SentLat, CoordSys = row.CoordSys?.ToCode(), FiledBy = row.FiledBy, FiledAt = row.FiledAt,
        FiledDay = row.FiledDay, HasReporter = hasReporter, Description = row.MaskText(row.Description),
        Address = row.MaskText(row.Address), FoundAt = row.FoundAt, ExternalNumber = row.ExternalNumber,
        ExternalDueAt = row.ExternalDueAt, PartOf = row.PartOf, PlaceId = row.PlaceId,
    };

    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        (object?[])
        [
            Number, StreetCode, Category, Kind, Programme, Role, Confidential, Urgency, Source, Lng, Lat, Cell, SentLng, SentLat, CoordSys,
            FiledBy.ToString(), FiledAt.Milliseconds, Days.Number(FiledDay), HasReporter, Description, Address,
            // Filings without these were hashed before there were any.
            .. FoundAt is null && ExternalNumber is null && ExternalDueAt is null
                ? (object?[])[]
                : [FoundAt?.Milliseconds, ExternalNumber, ExternalDueAt?.Milliseconds],
            .. PartOf is { } whole ? [whole.ToString()] : (object?[])[],
            .. PlaceId is { } place ? ["place", place.ToString()] : (object?[])[],
        ], Unescaped)));

    public static FiledContent Read(Columns c) => new()
    {
        Number = c.Text(), StreetCode = c.Text(), Category = c.Text(), Kind = c.Text(), Programme = c.Text(), Role = c.Text(),
        Confidential = c.Flag(), Urgency = c.Text(), Source = c.Text(), Lng = c.DoubleOrNull(), Lat = c.DoubleOrNull(),
        Cell = c.LongOrNull(), SentLng = c.DoubleOrNull(), SentLat = c.DoubleOrNull(), CoordSys = c.TextOrNull(),
        FiledBy = c.Id(), FiledAt = c.Instant(), FiledDay = c.Day(), HasReporter = c.Flag(), Description = c.Text(),
        Address = c.TextOrNull(), FoundAt = c.InstantOrNull(), ExternalNumber = c.TextOrNull(), ExternalDueAt = c.InstantOrNull(),
        PartOf = c.IdOrNull(), PlaceId = c.IdOrNull(),
    };

    public const string ColumnList = """
        x.number, x.street_code, x.category, x.kind, x.programme, x.role, x.confidential, x.urgency, x.source, x.lng, x.lat, x.cell,
               x.sent_lng, x.sent_lat, x.coord_sys, x.filed_by, x.filed_at, x.filed_day,
               CASE WHEN EXISTS (SELECT 1 FROM ticket_reporters r WHERE r.ticket_id = x.id) THEN 1 ELSE 0 END AS has_reporter,
               x.description, x.address, x.found_at, x.external_number, x.external_due_at, x.part_of,
               x.place_id
        """;
}
