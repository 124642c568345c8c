using System.Globalization;
using Dapper;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Places;
using GridGov.Domain.Zones;
using GridGov.Geo;
using NetTopologySuite.Geometries;

namespace GridGov.Features.Places;

/// <summary>Reads the places of a list: by id, or the nearest first.</summary>
sealed class PlaceSelection(PlaceListQuery query, Scope scope)
{
    /// <summary>The square of the distance from the middle of the circle, in metres.</summary>
    const string SquaredDistance = """
        ((p.lng - @nearLng) * @metresPerLng * (p.lng - @nearLng) * @metresPerLng
         + (p.lat - @nearLat) * @metresPerLat * (p.lat - @nearLat) * @metresPerLat)
        """;

    readonly Circle? near = query.Circle;
    readonly Scope scope = query.Grid is { Length: > 0 } grids ? scope.Within(grids) : scope;

    /// <param name="Square">The square of the distance; null without near.</param>
    public sealed record Found(Id Id, double? Square)
    {
        public string Key => Id + (Square?.ToString("R", CultureInfo.InvariantCulture) ?? "");
    }

    sealed record Candidate(string Grid, double Lng, double Lat, Found Found);

    /// <summary>The places after one, in order, with the keys by which the list goes on.</summary>
    /// <param name="last">The key of the last place; null for the beginning.</param>
    public async Task<List<(Place Place, string Key)>> Page(Tx tx, string? last, int rows)
    {
        var found = query.Zone is { Length: > 0 }
            ? [.. GoOn(await ListInZones(tx), last).Take(rows)]
            : await List(tx, last, rows);
        var places = await PlaceRow.ToPlaces(tx, await PlaceRow.List(tx, found.ConvertAll(each => each.Id)));
        return [.. found.Zip(places, (each, place) => (
            each.Square is { } square ? place with { Distance = (int)Math.Round(Math.Sqrt(square)) } : place, each.Key))];
    }

    public async Task<long> Count(Tx tx)
    {
        if (query.Zone is { Length: > 0 })
            return (await ListInZones(tx)).Count;
        var parameters = new DynamicParameters();
        return await tx.QuerySingle<long>($"SELECT count(*) FROM places p WHERE {Where(parameters)}", parameters, scope);
    }

    Task<List<Found>> List(Tx tx, string? last, int rows)
    {
        var parameters = new DynamicParameters();
        var where = Where(parameters) + After(parameters, last);
        parameters.Add("rows", rows);
        return tx.Query($"SELECT {Columns} FROM places p WHERE {where} ORDER BY {Order} LIMIT @rows", Read, parameters, scope);
    }

    /// <summary>All places of the zones, in order. A polygon is compared here, because no engine's SQL has any.</summary>
    async Task<List<Found>> ListInZones(Tx tx)
    {
        var index = (await BoundaryCache.LoadAll(tx)).Zones;
        var zones = QueryValues.Ids(query.Zone).Select(index.Find).OfType<IndexedZone>().ToList();
        if (zones.Count == 0)
            return [];
        var envelope = new Envelope();
        zones.ForEach(zone => envelope.ExpandToInclude(zone.Boundary.Envelope));
        var parameters = SqlParameters.Of(new
        {
            West = envelope.MinX, East = envelope.MaxX, South = envelope.MinY, North = envelope.MaxY,
        });
        var sql = $"""
            SELECT p.grid_code, p.lng, p.lat, {Columns}
              FROM places p
             WHERE {Where(parameters)} AND p.lat BETWEEN @South AND @North AND p.lng BETWEEN @West AND @East
             ORDER BY {Order}
            """;
        var candidates = await tx.Query(
            sql, c => new Candidate(c.Text(), c.DoubleOrNull()!.Value, c.DoubleOrNull()!.Value, Read(c)), parameters, scope);
        // A zone has no places outside its home grid, as it has no tickets there.
        return [.. candidates
            .Where(each => zones.Exists(zone =>
                GridCode.Covers(zone.Grid, each.Grid) && zone.Boundary.Covers(new Coordinate(each.Lng, each.Lat))))
            .Select(each => each.Found)];
    }

    IEnumerable<Found> GoOn(List<Found> all, string? key) => ReadKey(key) is not var (last, square)
        ? all
        : all.SkipWhile(each => near is null
            ? each.Id.Value <= last.Value
            : each.Square < square || (each.Square == square && each.Id.Value <= last.Value));

    string After(DynamicParameters parameters, string? key)
    {
        if (ReadKey(key) is not var (last, square))
            return "";
        parameters.Add("last", last);
        if (near is null)
            return " AND p.id > @last";
        parameters.Add("lastSquare", square);
        return $" AND ({SquaredDistance} > @lastSquare OR ({SquaredDistance} = @lastSquare AND p.id > @last))";
    }

    static (Id Last, double Square)? ReadKey(string? key)
    {
        if (key is not { Length: >= Id.Length } || !Id.TryParseExact(key[..Id.Length], out var last))
            return null;
        _ = double.TryParse(key[Id.Length..], CultureInfo.InvariantCulture, out var square);
        return (last, square);
    }

    string Order => near is null ? "p.id" : $"{SquaredDistance}, p.id";

    string Columns => $"p.id, CAST({(near is null ? "NULL" : SquaredDistance)} AS DOUBLE PRECISION) AS square";

    static Found Read(Data.Statements.Columns c) => new(c.Id(), c.DoubleOrNull());

    string Where(DynamicParameters parameters)
    {
        var conditions = new SqlConditions(parameters);
        if (query.Retired is not true)
            conditions.And("p.retired_at IS NULL");
        conditions.AndAnyOf("p.kind", "kind", QueryValues.Codes<PlaceKind>(query.Kind));
        if (query.Tag is { Length: > 0 } tags)
        {
            conditions.And(
                $"EXISTS (SELECT 1 FROM place_tags x WHERE x.place_id = p.id AND x.tag IN {InList.Of(parameters, "tag", tags)})");
        }
        if (query.Public is { } isPublic)
            conditions.And("p.public = @public", ("public", isPublic));
        conditions.AndIf(query.ExternalNumber, "p.external_number = @number", "number");
        conditions.AndWords("p.name || ' ' || coalesce(p.address, '') || ' ' || coalesce(p.run_by, '')", query.Q);
        if (near is { } circle)
        {
            var (height, width) = (circle.Metres / GeoCells.MetresPerDegree, circle.Metres / GeoCells.MetresPerLng(circle.Lat));
            conditions.And($"""
                p.lat BETWEEN @nearSouth AND @nearNorth AND p.lng BETWEEN @nearWest AND @nearEast AND {SquaredDistance} <= @metresSquared
                """,
                ("nearSouth", circle.Lat - height), ("nearNorth", circle.Lat + height),
                ("nearWest", circle.Lng - width), ("nearEast", circle.Lng + width),
                ("nearLng", circle.Lng), ("nearLat", circle.Lat), ("metresPerLng", GeoCells.MetresPerLng(circle.Lat)),
                ("metresPerLat", GeoCells.MetresPerDegree), ("metresSquared", circle.Metres * circle.Metres));
        }
        return "@scope(p.grid_code)" + conditions;
    }
}
