using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Boundaries;
using GridGov.Geo.Boundaries;

namespace GridGov.Domain.Places;

/// <summary>A stored place with its tags and the name of its grid, without its care level.</summary>
sealed record PlaceRow
{
    /// <summary>The kind of subject of their events.</summary>
    public const string Subject = "place";

    /// <summary>Below what InList pads to a number of parameters that every engine takes.</summary>
    const int AtOnce = 512;

    const char Separator = '\u001f';
    const string SeparatorText = "\u001f";

    public required Id Id { get; init; }
    public required PlaceKind Kind { get; init; }
    public required string Name { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public required int GridLevel { get; init; }
    public string? Address { get; init; }
    public double? Lng { get; init; }
    public double? Lat { get; init; }
    public required IReadOnlyList<string> Tags { get; init; }
    public string? RunBy { get; init; }
    public string? OpeningHours { get; init; }
    public string? OfficePhone { get; init; }
    public bool Public { get; init; }
    public int? VisitEveryDays { get; init; }
    public string? ExternalNumber { get; init; }
    public required Instant CreatedAt { get; init; }
    public Instant? RetiredAt { get; init; }
    public string? RetiredReason { get; init; }
    public required long Version { get; init; }

    /// <summary>The place, if its grid is in the scope.</summary>
    public static Task<PlaceRow?> Find(Tx tx, Scope scope, Id id) => tx.QuerySingle(FindInScope, Read, new { Id = id }, scope);

    /// <summary>Places by their ids, in the order of these; unknown ones are left out.</summary>
    public static async Task<List<PlaceRow>> List(Tx tx, IReadOnlyCollection<Id> ids)
    {
        var found = new Dictionary<Id, PlaceRow>(ids.Count);
        foreach (var portion in ids.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "id", portion);
            foreach (var row in await tx.Query($"{Select} WHERE p.id IN {list}", Read, parameters))
                found[row.Id] = row;
        }
        return [.. ids.Select(id => found.GetValueOrDefault(id)).OfType<PlaceRow>()];
    }

    /// <summary>The answers of places, compared with the boundaries of today.</summary>
    public static async Task<List<Place>> ToPlaces(Tx tx, IReadOnlyCollection<PlaceRow> rows)
    {
        var index = await BoundaryCache.Load(tx);
        return [.. rows.Select(row => row.ToPlace(index))];
    }

    public async Task<Place> ToPlace(Tx tx) => ToPlace(await BoundaryCache.Load(tx));

    Place ToPlace(BoundaryIndex index) => new(
        Id, Kind, Name, new Place.GridRef(GridCode, GridName, GridLevel), Address,
        Lng is { } lng && Lat is { } lat ? new Place.Point(lng, lat) : null, OutsideGrid(index),
        Tags, RunBy, OpeningHours, OfficePhone, Public, VisitEveryDays, ExternalNumber, CreatedAt, RetiredAt, RetiredReason,
        new Place.PlaceLinks($"/v1/tickets?place={Id}", $"/v1/records?place={Id}", $"/v1/places/{Id}/qr.svg"), Version);

    Place.OutsideGridRef? OutsideGrid(BoundaryIndex index) =>
        RetiredAt is null && Lng is { } lng && Lat is { } lat && TicketPlacement.DistanceTo(index.Find(GridCode), lng, lat) is { } metres
            ? new Place.OutsideGridRef(metres, index.Locate(lng, lat, static _ => true)?.Code)
            : null;

    public static PlaceRow Read(Columns c) => new()
    {
        Id = c.Id(),
        Kind = c.Enum<PlaceKind>(),
        Name = c.Text(),
        GridCode = c.Text(),
        GridName = c.Text(),
        GridLevel = c.Int(),
        Address = c.TextOrNull(),
        Lng = c.DoubleOrNull(),
        Lat = c.DoubleOrNull(),
        Tags = ReadTags(c.TextOrNull()),
        RunBy = c.TextOrNull(),
        OpeningHours = c.TextOrNull(),
        OfficePhone = c.TextOrNull(),
        Public = c.Flag(),
        VisitEveryDays = c.IntOrNull(),
        ExternalNumber = c.TextOrNull(),
        CreatedAt = c.Instant(),
        RetiredAt = c.InstantOrNull(),
        RetiredReason = c.TextOrNull(),
        Version = c.Long(),
    };

    static IReadOnlyList<string> ReadTags(string? text) =>
        text is null ? [] : [.. text.Split(Separator).Order(StringComparer.Ordinal)];

    // The tags are in any order, because sorting costs.
    public const string ColumnList = $"""
        p.id, p.kind, p.name, p.grid_code, g.name AS grid_name, g.level AS grid_level, p.address, p.lng, p.lat,
               (SELECT string_agg(x.tag, '{SeparatorText}') FROM place_tags x WHERE x.place_id = p.id) AS tags,
               p.run_by, p.opening_hours, p.office_phone, p.public, p.visit_every_days, p.external_number,
               p.created_at, p.retired_at, p.retired_reason, p.version
        """;

    public const string Joins = """

          FROM places p
          JOIN grids g ON g.code = p.grid_code
        """;

    public const string Select = $"SELECT {ColumnList}{Joins}";

    const string FindInScope = Select + " WHERE p.id = @Id AND @scope(p.grid_code)";
}
