using GridGov.Geo.Boundaries;
using NetTopologySuite.Geometries;

namespace GridGov.Tests.Geo;

/// <summary>The index of boundaries in memory.</summary>
public class BoundaryIndexTests
{
    const int Columns = 20;
    const double Side = 0.002;

    /// <summary>Squares with gaps, so that some places lie between them, and many far away.</summary>
    static readonly List<IndexedBoundary> Squares =
    [
        .. Enumerable.Range(0, Columns * Columns).Where(i => i % 3 > 0)
            .Select(i => new IndexedBoundary(i, $"410103003{i / 100 + 1:D3}{i + 1:D3}", Square(i % Columns * Side, i / Columns * Side))),
    ];

    [Fact]
    public void The_nearest_grid_is_the_nearest_of_all()
    {
        var index = new BoundaryIndex(Squares);
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var far = Math.Pow(10, random.Next(3)) * Columns * Side;
            var place = new Coordinate(113.6 + ((random.NextDouble() - 0.4) * far), 34.7 + ((random.NextDouble() - 0.4) * far));
            if (index.Locate(place.X, place.Y, Odd) is not null)
                continue;
            var expected = Squares.Where(square => Odd(square.Code)).Min(square => square.MetresToEdge(place));
            index.Nearest(place.X, place.Y, Odd)!.Metres.ShouldBe(expected, 0.11);
        }

        static bool Odd(string code) => code[^1] % 2 == 1;
    }

    [Fact]
    public void Nothing_is_nearest_where_nothing_is_included() =>
        new BoundaryIndex(Squares).Nearest(113.6, 34.7, _ => false).ShouldBeNull();

    static Polygon Square(double x, double y)
    {
        var (west, south) = (113.6 + x, 34.7 + y);
        return new GeometryFactory().CreatePolygon(
            [new(west, south), new(west + Side, south), new(west + Side, south + Side), new(west, south + Side), new(west, south)]);
    }
}
