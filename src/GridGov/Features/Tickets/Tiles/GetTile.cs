using GridGov.Api;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Tickets.Query;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Features.Tickets.Tiles;

/// <summary>A vector tile with the grids and tickets that the caller may see.</summary>
public sealed class GetTile(Db db)
    : ApiEndpoint<GetTile.Input, Results<FileContentHttpResult, StatusCodeHttpResult, NotFound, ProblemHttpResult>>
{
    public const string MediaType = "application/vnd.mapbox-vector-tile";

    const int MaxZoom = 22;

    /// <summary>The lowest zoom with tickets; below it a tile would have a whole city's.</summary>
    const int TicketZoom = 10;

    const int MaxTickets = 5000;

    public override void Configure()
    {
        Get("/{z}/{x}/{y}.mvt");
        Group<TileGroup>();
        Operation("Get a vector tile",
            "A Mapbox vector tile in web mercator. The layer grids has code, name and level: streets from zoom 8, communities from 12, " +
            "unit grids from 14. The layer tickets, from zoom 10, has ticket (the id), number, status, category and urgency of the 5,000 " +
            "newest in the tile; confidential tickets have no place. A number outside the zoom is 404.");
        RequiresCapability(Capability.GridRead);
        ProducesType(MediaType);
        // An address without .mvt.
        ProducesProblem(404, "no-such-operation");
        ProducesHeader("ETag", "The hash of the tile, for If-None-Match.");
    }

    public sealed record Input(int Z, int X, int Y);

    public override Task<Results<FileContentHttpResult, StatusCodeHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct) =>
        db.Read<Results<FileContentHttpResult, StatusCodeHttpResult, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (input is not { Z: >= 0 and <= MaxZoom, X: >= 0, Y: >= 0 } || Math.Max(input.X, input.Y) >= 1 << input.Z)
                return TypedResults.NotFound();
            var tile = new TileWriter(input.Z, input.X, input.Y);
            await AddGrids(tx, tile, input.Z);
            if (input.Z >= TicketZoom && Actor.May(Capability.TicketRead))
                await AddTickets(tx, tile);
            var content = tile.ToBytes();
            var tag = ETags.Of(content);
            HttpContext.Response.Headers.ETag = tag;
            HttpContext.Response.Headers.CacheControl = "private, no-cache";
            return ETags.Matches(HttpContext.Request, tag)
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
                : TypedResults.File(content, MediaType);
        }, ct);

    async Task AddGrids(Tx tx, TileWriter tile, int zoom)
    {
        var scope = Actor.ScopeOf(Capability.GridRead);
        var index = await BoundaryCache.Load(tx);
        var found = index.Within(tile.Envelope, code => LowestZoom(code) <= zoom && scope.Covers(code));
        foreach (var portion in found.Chunk(1024))
        {
            var parameters = new Dapper.DynamicParameters();
            var list = GridGov.Data.Statements.InList.Of(parameters, "code", portion.Select(boundary => boundary.Code));
            var rows = await tx.Query(
                $"SELECT code, name FROM grids WHERE code IN {list}", c => (Code: c.Text(), Name: c.Text()), parameters);
            var names = rows.ToDictionary(row => row.Code, row => row.Name, StringComparer.Ordinal);
            foreach (var boundary in portion)
                tile.AddGrid(boundary, names[boundary.Code]);
        }
    }

    static int LowestZoom(string code) => GridCode.Level(code) switch { 0 => 0, 1 => 8, 2 => 12, _ => 14 };

    async Task AddTickets(Tx tx, TileWriter tile)
    {
        if (!CellBox.TryCreate(tile.Envelope.MinX, tile.Envelope.MinY, tile.Envelope.MaxX, tile.Envelope.MaxY, out var box))
            return;
        // The edges of the box were rounded to cells.
        var wider = new CellBox(box.West - 1, box.South - 1, box.East + 1, box.North + 1);
        var where = new TicketWhere(new TicketQuery { Box = wider }, Actor.ScopeOf(Capability.TicketRead), tx.Now, TicketReading.Page)
            .And("t.lng >= @west AND t.lng < @east AND t.lat > @south AND t.lat <= @north",
                ("west", tile.Envelope.MinX), ("east", tile.Envelope.MaxX), ("south", tile.Envelope.MinY), ("north", tile.Envelope.MaxY));
        where.Parameters.Add("rows", MaxTickets);
        var tickets = await tx.Query($"{Select} WHERE {where} ORDER BY t.id DESC LIMIT @rows", Read, where.Parameters, where.Scope);
        tickets.ForEach(tile.AddTicket);
    }

    static TileTicket Read(GridGov.Data.Statements.Columns c) => new(
        c.Id().ToString(), c.Text(), c.DoubleOrNull()!.Value, c.DoubleOrNull()!.Value, c.Text(), c.Text(), c.Text());

    const string Select = "SELECT t.id, t.number, t.lng, t.lat, t.status, t.category, t.urgency FROM tickets t";
}
