using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Tickets.Filing;
using GridGov.Geo;
using GridGov.Geo.Boundaries;
using GridGov.Security;
using Coordinate = NetTopologySuite.Geometries.Coordinate;

namespace GridGov.Domain.Campaigns;

/// <summary>Where and when a record was made, checked and judged.</summary>
sealed record Visit(Post Post, string Grid, Instant DoneAt, DateOnly Day)
{
    public CampaignRow? Campaign { get; init; }
    public DateOnly? CycleDay { get; init; }
    public Id? Round { get; init; }
    public VisitedPlace? Place { get; init; }
    public (double Lng, double Lat)? Position { get; init; }
    public bool OutsideGrid { get; init; }

    /// <summary>From the phone to the place in metres, null without either position.</summary>
    public double? PlaceMetres => (Position, Place) is ({ } at, { Lng: { } lng, Lat: { } lat })
        ? Math.Round(GeoCells.Distance(at.Lng, at.Lat, lng, lat), 1)
        : null;

    /// <summary>Checks what a phone says; what is only doubtful is flagged and not refused.</summary>
    public static async Task<(Visit? Visit, ProblemHttpResult? Refusal)> Check(
        Tx tx, Actor actor, VisitInput input, CityEnvelopes envelopes)
    {
        if (PhoneTime.Check(tx.Now, input.DoneAt) is { } wrongTime)
            return (null, wrongTime);
        var doneAt = input.DoneAt ?? tx.Now;
        (double, double)? position =
            input.Position is var (lng, lat, datum) ? Coordinates.ToWgs84(datum ?? CoordSys.Wgs84, lng, lat) : null;
        var (place, grid, refusal) = input.Place is { } id
            ? await FindPlace(tx, actor, id, doneAt)
            : await FindGrid(tx, actor, input, doneAt, position, envelopes);
        if (refusal is not null)
            return (null, refusal);
        if (input.Round is { } round && await tx.QuerySingle<Id?>(FindRound, new { Round = round, Person = actor.Id }) is null)
            return (null, Problems.At("/roundId", "unknown-round"));
        var visit = new Visit(grid!.Post, grid.Code, doneAt, tx.DayOf(doneAt))
        {
            Round = input.Round, Place = place, Position = position, OutsideGrid = await IsOutside(tx, grid.Code, position),
        };
        return input.Campaign is { } campaign ? await CheckCampaign(tx, actor, visit, campaign) : (visit, null);
    }

    static async Task<(Visit? Visit, ProblemHttpResult? Refusal)> CheckCampaign(Tx tx, Actor actor, Visit visit, Id id)
    {
        if (await CampaignRow.Find(tx, actor, id) is not { } campaign)
            return (null, Problems.At("/campaignId", "unknown-campaign"));
        if (campaign.Status == CampaignStatus.Planned)
            return (null, Problems.At("/campaignId", "campaign-not-running"));
        // What was made before the end counts, however late it is sent.
        if (campaign.EndedAt is { } ended && visit.DoneAt > ended)
            return (null, Problems.At("/campaignId", "campaign-ended"));
        var grids = (await CampaignRow.ListGrids(tx, [id]))[id];
        if (campaign.CycleOf(visit.Day) is not { } cycle || !grids.Any(grid => GridCode.Covers(grid.Code, visit.Grid)))
            return (null, Problems.At("/campaignId", "outside-campaign", visit.Grid, visit.Day.ToString("yyyy-MM-dd")));
        return (visit with { Campaign = campaign, CycleDay = cycle.First }, null);
    }

    static async Task<(VisitedPlace? Place, FieldGrid? Grid, ProblemHttpResult? Refusal)> FindPlace(
        Tx tx, Actor actor, Id id, Instant doneAt) =>
        await tx.QuerySingle(SelectPlace, VisitedPlace.Read, new { Id = id }) is not { } place
        || await FieldGrid.Find(tx, actor, place.Grid, doneAt, position: null) is not { } grid
            ? (null, null, Problems.At("/placeId", "unknown-place"))
            : place.RetiredAt <= doneAt
                ? (null, null, Problems.At("/placeId", "place-retired-by-then"))
                : (place, grid, null);

    static async Task<(VisitedPlace? Place, FieldGrid? Grid, ProblemHttpResult? Refusal)> FindGrid(
        Tx tx, Actor actor, VisitInput input, Instant doneAt, (double Lng, double Lat)? position, CityEnvelopes envelopes)
    {
        if (input.Grid is { } named)
        {
            return await FieldGrid.Find(tx, actor, named, doneAt, position) is { } own
                ? (null, own, null)
                : (null, null, Problems.At("/grid", "not-going-out-there", named));
        }
        var location = input.Position is var (lng, lat, datum) ? new FiledReport.Place(lng, lat, datum, Address: null) : null;
        var (grid, refusal) = await LocatedGrid.Find(tx, actor, Capability.RecordWrite, location, envelopes, "/position");
        return grid is null
            ? (null, null, refusal ?? Problems.At("/grid", "going-out-grid-needed"))
            : (null, new FieldGrid(grid, actor.PostsFor(Capability.RecordWrite, grid).First()), null);
    }

    /// <summary>Whether a position lies outside a grid by more than the tolerance; never where the grid has no boundary.</summary>
    static async Task<bool> IsOutside(Tx tx, string grid, (double Lng, double Lat)? position) =>
        position is var (lng, lat) && IsOutside((await BoundaryCache.Load(tx)).Find(grid), lng, lat);

    public static bool IsOutside(IndexedBoundary? boundary, double lng, double lat) =>
        boundary is not null && new Coordinate(lng, lat) is var at && !boundary.Covers(at)
        && boundary.MetresToEdge(at) > BoundaryChecks.Tolerance;

    const string FindRound = "SELECT id FROM rounds WHERE id = @Round AND person_id = @Person";

    const string SelectPlace = """
        SELECT p.id, p.name, p.grid_code, p.address, p.lng, p.lat, p.retired_at FROM places p WHERE p.id = @Id
        """;
}

/// <summary>A place, as a record needs it.</summary>
sealed record VisitedPlace(Id Id, string Name, string Grid, string? Address, double? Lng, double? Lat, Instant? RetiredAt)
{
    public static VisitedPlace Read(Columns c) =>
        new(c.Id(), c.Text(), c.Text(), c.TextOrNull(), c.DoubleOrNull(), c.DoubleOrNull(), c.InstantOrNull());
}
