using System.Security.Cryptography;
using System.Text.Json;
using GridGov.Data.Statements;

namespace GridGov.Domain.Campaigns;

/// <summary>What of a record never changes. Its event has the hash, so that a changed row shows.</summary>
sealed record RecordContent
{
    public Id? CampaignId { get; init; }
    public DateOnly? CycleDay { get; init; }
    public Id? RoundId { get; init; }
    public Id? PlaceId { get; init; }
    public required string GridCode { get; init; }
    public required Id PersonId { get; init; }
    public required string Post { get; init; }
    public required Instant RecordedAt { get; init; }
    public required Instant DoneAt { get; init; }
    public required DateOnly Day { get; init; }
    public required RecordOutcome Outcome { get; init; }
    public double? Lng { get; init; }
    public double? Lat { get; init; }
    public double? PlaceMetres { get; init; }
    public required bool OutsideGrid { get; init; }
    public double? Quantity { get; init; }
    public Id? TicketId { get; init; }
    public Id? CorrectsId { get; init; }

    /// <param name="photos">Ids and hashes of its photos.</param>
    /// <param name="needs">The ids of its needs. Without any the hash is as it was before records had needs.</param>
    public string Hash(IEnumerable<(Id File, string Sha256)> photos, IReadOnlyCollection<Id> needs) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes((object?[])
        [
            CampaignId?.ToString(), CycleDay is { } first ? Days.Number(first) : null, RoundId?.ToString(), PlaceId?.ToString(), GridCode,
            PersonId.ToString(), Post, RecordedAt.Milliseconds, DoneAt.Milliseconds, Days.Number(Day), Outcome.ToCode(), Lng, Lat,
            PlaceMetres, OutsideGrid, Quantity, TicketId?.ToString(), CorrectsId?.ToString(),
            .. photos.OrderBy(photo => photo.File.Value).SelectMany(photo => new[] { photo.File.ToString(), photo.Sha256 }),
            .. needs.Count == 0 ? [] : (object?[])[TextsOf(needs)],
        ])));

    static string[] TextsOf(IEnumerable<Id> needs) => [.. needs.OrderBy(need => need.Value).Select(need => need.ToString())];

    public static RecordContent Read(Columns c) => new()
    {
        CampaignId = c.IdOrNull(), CycleDay = c.DayOrNull(), RoundId = c.IdOrNull(), PlaceId = c.IdOrNull(), GridCode = c.Text(),
        PersonId = c.Id(), Post = c.Text(), RecordedAt = c.Instant(), DoneAt = c.Instant(), Day = c.Day(),
        Outcome = c.Enum<RecordOutcome>(), Lng = c.DoubleOrNull(), Lat = c.DoubleOrNull(), PlaceMetres = c.DoubleOrNull(),
        OutsideGrid = c.Flag(), Quantity = c.DoubleOrNull(), TicketId = c.IdOrNull(), CorrectsId = c.IdOrNull(),
    };

    public const string ColumnList = """
        r.campaign_id, r.cycle_day, r.round_id, r.place_id, r.grid_code, r.person_id, r.post, r.recorded_at, r.done_at, r.day, r.outcome,
               r.lng, r.lat, r.place_metres, r.outside_grid, r.quantity, r.ticket_id, r.corrects_id
        """;
}
