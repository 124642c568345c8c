using System.Globalization;
using GridGov.Api;
using GridGov.Domain.Tickets.Query;
using GridGov.Geo;
using GridGov.Security;
using GridGov.Text;
using static System.FormattableString;

namespace GridGov.Features.Statistics.Heat;

/// <summary>A heat map (热力图) of tickets, by tiles or by unit grids.</summary>
public sealed class GetHeatMap(Db db) : ApiEndpoint<HeatQuery, Results<JsonHttpResult<HeatMap>, NotFound, ProblemHttpResult>>
{
    internal const int MaxFeatures = 5000;

    public override void Configure()
    {
        Get("/heat");
        Group<StatisticsGroup>();
        Operation("Get a heat map",
            "GeoJSON of the tickets filed in the period. Tiles count the tickets whose place is known. Confidential tickets are counted " +
            "by unit grids only, because a tile with one ticket would show its place. Tickets filed to a community or street are in no " +
            "unit grid. The map has at most 5,000 features.");
        RequiresCapability(Capability.StatisticsRead);
        Definition.Metadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(HeatMap), [HeatMap.MediaType]));
        ProducesProblem(409, "map-too-fine");
    }

    public override Task<Results<JsonHttpResult<HeatMap>, NotFound, ProblemHttpResult>> ExecuteAsync(
        HeatQuery query, CancellationToken ct) =>
        db.Read<Results<JsonHttpResult<HeatMap>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await StatisticsScope.Reach(tx, Actor, query.Grid) is not { } scope)
                return TypedResults.NotFound();
            var period = query.Period(tx.Today);
            var where = new TicketWhere(query.ToQuery(period), scope, tx.Now, TicketReading.FiledPeriod);
            where.Parameters.Add("Now", tx.Now);
            where.Parameters.Add("Size", query.Size);
            where.Parameters.Add("Rows", MaxFeatures + 1);
            var by = query.Division;
            var rows = await tx.Query<HeatRow>(by == HeatBy.Tile ? Tiles(where) : Grids(where), where.Parameters, scope);
            if (rows.Count > MaxFeatures)
                return Problems.Of("map-too-fine", by == HeatBy.Tile ? await SuggestSize(tx, query.Size, where) : SmallerArea);

            var size = query.Size / 1000m;
            var address = $"from={period.From:yyyy-MM-dd}&to={period.To:yyyy-MM-dd}{query.Address}";
            var grids = string.Concat(scope.Roots.Where(root => root != GridCode.Everywhere).Select(root => $"&grid={root}"));
            var features = rows.ConvertAll(row => by == HeatBy.Tile ? Tile(row, size, address + grids) : Grid(row, address));
            var map = new HeatMap(
                "FeatureCollection", scope.Roots, period.From, period.To, tx.Now, by, by == HeatBy.Tile ? size : null, features);
            return TypedResults.Json(map, contentType: HeatMap.MediaType);
        }, ct);

    static HeatMap.Feature Tile(HeatRow row, decimal size, string address)
    {
        var (west, south) = ((row.West * size) - 180, (row.South * size) - 90);
        var (east, north) = (west + size, south + size);
        decimal[][][] ring = [[[west, south], [east, south], [east, north], [west, north], [west, south]]];
        var box = string.Create(CultureInfo.InvariantCulture, $"&box={west},{south},{east},{north}");
        return new("Feature", new HeatMap.Geometry("Polygon", ring), HeatMap.Of(row, $"/v1/tickets?{address}{box}&count=true"));
    }

    static HeatMap.Feature Grid(HeatRow row, string address) => new("Feature",
        row is { Lng: { } lng, Lat: { } lat } ? new HeatMap.Geometry("Point", new[] { Math.Round(lng, 6), Math.Round(lat, 6) }) : null,
        HeatMap.Of(row, $"/v1/tickets?{address}&grid={row.GridCode}&count=true"));

    static readonly LocalizedText SmallerArea = new("更小的网格范围", "a smaller area (grid)");

    /// <summary>The smallest larger size that fits, or a smaller area where none does.</summary>
    static async Task<LocalizedText> SuggestSize(Tx tx, int size, TicketWhere where)
    {
        var counts = HeatQuery.Sizes.Where(each => each > size).Select(CountTiles).ToList();
        var found = counts.Count == 0 ? [] : await tx.Query<SizeRow>($"""
            WITH places AS (SELECT DISTINCT t.cell FROM tickets t WHERE {where} AND t.cell IS NOT NULL)
            {string.Join(" UNION ALL ", counts)}
            """, where.Parameters, where.Scope);
        return found.Where(row => row.N <= MaxFeatures).MinBy(row => row.Size) is { } fits
            ? new(Invariant($"边长 {fits.Size / 1000m} 度的方格"), Invariant($"tiles of {fits.Size / 1000m} degrees (cell={fits.Size / 1000m})"))
            : SmallerArea;
    }

    static string CountTiles(int size) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT {size} AS size, count(*) AS n
          FROM (SELECT DISTINCT cell / 1000000 / {size} AS south, cell % 1000000 / {size} AS west FROM places) AS tiles{size}
        """);

    sealed record SizeRow
    {
        public required int Size { get; init; }
        public required long N { get; init; }
    }

    static readonly string Counts = $"""
        count(*) AS total,
               sum(CASE WHEN t.status = 'closed' THEN 1 ELSE 0 END) AS closed,
               sum(CASE WHEN t.status IN ('rejected', 'cancelled', 'merged', 'noted') THEN 1 ELSE 0 END) AS dropped,
               sum(CASE WHEN {LightCondition.Red("@Now")} THEN 1 ELSE 0 END) AS overdue,
               sum(CASE WHEN t.accepted_at IS NOT NULL AND t.status NOT IN ('rejected', 'cancelled', 'merged', 'noted')
                        THEN 1 ELSE 0 END) AS established
        """;

    // Rows of confidential tickets have no cell.
    static string Tiles(TicketWhere tickets) => $"""
        SELECT {GeoCells.RowOfCell} / @Size AS south, {GeoCells.ColumnOfCell} / @Size AS west, {Counts}
          FROM tickets t
         WHERE {tickets} AND t.cell IS NOT NULL
         GROUP BY 1, 2
         ORDER BY 1, 2
         LIMIT @Rows
        """;

    // A retired grid stays on the map while it has tickets in the period.
    static string Grids(TicketWhere tickets) => $"""
        SELECT g.code AS grid_code, g.name AS grid_name, c.lng, c.lat, coalesce(c.total, 0) AS total, coalesce(c.closed, 0) AS closed,
               coalesce(c.dropped, 0) AS dropped, coalesce(c.overdue, 0) AS overdue, coalesce(c.established, 0) AS established
          FROM grids g
          LEFT JOIN (SELECT t.grid_code, avg(t.lng) AS lng, avg(t.lat) AS lat, {Counts}
                       FROM tickets t
                      WHERE {tickets}
                      GROUP BY t.grid_code) AS c ON c.grid_code = g.code
         WHERE g.level = 3 AND @scope(g.code) AND (g.retired_at IS NULL OR c.total IS NOT NULL)
         ORDER BY g.code
         LIMIT @Rows
        """;
}
