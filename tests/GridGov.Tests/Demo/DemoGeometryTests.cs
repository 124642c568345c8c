using GridGov.Demo;
using GridGov.Geo.Boundaries;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;

namespace GridGov.Tests.Demo;

/// <summary>The demo's boundaries are what an import would take, and they leave no gap.</summary>
public class DemoGeometryTests
{
    static readonly DemoGeometry Geometry = DemoStreet.MadeUpGeometry();

    static readonly Dictionary<string, Geometry> Shapes =
        Geometry.Boundaries.ToDictionary(each => each.Code, each => each.Shape, StringComparer.Ordinal);

    [Fact]
    public void Every_grid_of_the_street_and_every_street_of_the_district_has_one()
    {
        Shapes.Keys.GroupBy(code => code.Length).ToDictionary(group => group.Key, group => group.Count())
            .ShouldBe(new Dictionary<int, int> { [6] = 1, [9] = 16, [12] = 5, [15] = 42 }, ignoreOrder: true);
        BoundaryChecks.AreaOf(Shapes[DemoStreet.Street]).ShouldBe(1_800_000, 10_000);
        Shapes.Where(each => each.Key.Length == 15).Select(each => BoundaryChecks.AreaOf(each.Value))
            .ShouldAllBe(area => area > 35_000 && area < 55_000);
    }

    [Fact]
    public void Children_tile_their_parents()
    {
        foreach (var children in Shapes.Where(each => each.Key.Length > 6).GroupBy(each => each.Key.Length switch
                 {
                     9 => each.Key[..6],
                     12 => each.Key[..9],
                     _ => each.Key[..12],
                 }, StringComparer.Ordinal))
        {
            var parent = Shapes[children.Key];
            foreach (var (code, shape) in children)
            {
                BoundaryChecks.OutsideParent("", shape, children.Key, parent).ShouldBeNull(code);
                children.Where(other => other.Key != code)
                    .ShouldAllBe(other => BoundaryChecks.Overlap("", shape, other.Key, other.Value) == null);
            }
            BoundaryChecks.AreaOf(UnaryUnionOp.Union(children.Select(child => child.Value)))
                .ShouldBe(BoundaryChecks.AreaOf(parent), BoundaryChecks.AreaOf(parent) * 1e-4);
        }
    }

    [Fact]
    public void Places_lie_in_their_grids()
    {
        foreach (var (grid, shape) in Shapes.Where(each => each.Key.Length == 15))
        {
            foreach (var spread in Enumerable.Range(0, 500).Select(i => i / 500.0))
            {
                var (lng, lat) = Geometry.PlaceIn(grid, spread);
                shape.Contains(shape.Factory.CreatePoint(new Coordinate(lng, lat))).ShouldBeTrue($"{grid} {spread}");
            }
        }
    }
}
