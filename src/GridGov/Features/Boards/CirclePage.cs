using System.Globalization;
using System.Text;
using GridGov.Api;
using GridGov.Domain.Boards.Circles;
using GridGov.Domain.Needs;
using GridGov.Geo;
using NetTopologySuite.Geometries;

namespace GridGov.Features.Boards;

/// <summary>
/// A service circle as a guide to print. The rings have three shades of one colour, from dark to light, which are told apart in grey and by
/// colour-blind readers; each ring also has a line of its own and a heading in words.
/// </summary>
sealed class CirclePage(ServiceCircle circle, bool zh)
{
    const double Side = 600;
    const double Margin = 10;

    const string Style = """
        .ring5 { background: #0b3c6f; color: #fff } .ring10 { background: #5b9bd5; color: #000 }
        .ring15 { background: #d6e6f5; color: #000 }
        section h2 { padding: .3rem .6rem; border: 1px solid #0b3c6f } section h2 small { color: inherit }
        figure svg { width: 100%; max-width: 36rem; height: auto } path.r5 { fill: #0b3c6f; stroke: #000; stroke-width: 2 }
        path.r10 { fill: #5b9bd5; stroke: #000; stroke-width: 2; stroke-dasharray: 9 5 }
        path.r15 { fill: #d6e6f5; stroke: #000; stroke-width: 2; stroke-dasharray: 2 4 }
        svg circle.point { fill: #fff; stroke: #000 } svg circle.origin { fill: #b35900; stroke: #fff; stroke-width: 2 }
        svg text { font-size: 11px; text-anchor: middle; fill: #000 }
        @media print { figure svg { max-width: 110mm } }

        """;

    readonly PageText page = new(zh);

    public string Render()
    {
        var title = page.Say("一刻钟服务圈", "Within a quarter of an hour on foot");
        page.Add($"<header><h1>{title}{(circle.From.Name is { } name ? " · " + page.Data(name) : "")}</h1>")
            .Add($"<p>{HtmlPage.Text(Origin())} {HtmlPage.Text(page.Say(circle.Rule.Zh, circle.Rule.En))}</p></header>")
            .Add("<main>");
        Map();
        foreach (var ring in circle.Rings)
            Ring(ring);
        if (circle.Count > circle.Points.Count)
        {
            var others = circle.Count - circle.Points.Count;
            page.Add($"<p>{page.Say($"另有 {others} 处未列出。", $"{others} more are not listed.")}</p>");
        }
        page.Add("</main>");
        return HtmlPage.Frame(zh, circle.From.Name is { } of ? $"{title} {of}" : title, page.Html, Style);
    }

    string Origin() => circle.From.Kind switch
    {
        CircleOriginKind.Place => page.Say("从该场所出发。", "From this place."),
        CircleOriginKind.Position => page.Say("从该位置出发。", "From this position."),
        CircleOriginKind.Courtyards => page.Say(
            $"从 {circle.From.Courtyards} 个楼院中最近的一个出发。", $"From the nearest of {circle.From.Courtyards} courtyards."),
        CircleOriginKind.InteriorPoint => page.Say("从网格边界内的一点出发。", "From a point inside the boundary of the grid."),
    };

    void Ring(CircleRing ring)
    {
        var heading = $"{page.Minutes(ring.Minutes)} <small>{page.Say(
            $"直线 {ring.Metres} 米以内，{ring.Points} 处", $"up to {ring.Metres} m in a straight line, {ring.Points} points")}</small>";
        var points = circle.Points.Index().Where(each => each.Item.Ring == ring.Minutes).ToList();
        var id = $"ring{ring.Minutes}";
        page.Add($"<section aria-labelledby=\"{id}\"><h2 id=\"{id}\" class=\"{id}\">{heading}</h2>")
            .Add(points.Count == 0 ? $"<p>{page.Say("没有服务点。", "No service point.")}</p>" : PageText.Table(
                [
                    page.Say("名称", "Name"), page.Say("编号", "No."), page.Say(NeedLabels.Of(NeedKind.Service).Zh, "Services"),
                    page.Say("地址", "Address"),
                    page.Say("开放时间", "Open"), page.Say("电话", "Telephone"), page.Say("步行分钟", "Minutes"), page.Say("直线米", "Metres"),
                ],
                points.Select(each => Row(each.Index + 1, each.Item))))
            .Add("</section>");
    }

    string[] Row(int number, CirclePoint point) =>
    [
        page.Data(point.Name), $"{number}", string.Join(page.Say("、", ", "), point.Tags.Select(page.Data)), page.Data(point.Address),
        page.Data(point.OpeningHours), HtmlPage.Text(point.OfficePhone), PageText.Number(point.Minutes), $"{point.Metres}",
    ];

    void Map()
    {
        var areas = circle.Rings.Reverse().Select(ring => (ring.Minutes, Area: CircleShapes.Around(circle.Origins, ring.Metres))).ToList();
        var view = new MapView(areas[0].Area.EnvelopeInternal);
        var label = page.Say("地图：三圈分别为步行 5、10、15 分钟以内，数字为服务点编号。",
            "Map: the rings are within 5, 10 and 15 minutes' walk; numbers are those of the service points.");
        var svg = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"<figure><svg viewBox=\"0 0 {view.Width:0.#} {view.Height:0.#}\" role=\"img\" aria-label=\"{HtmlPage.Text(label)}\">"));
        foreach (var (minutes, area) in areas)
            svg.Append($"<path class=\"r{minutes}\" fill-rule=\"evenodd\" d=\"{view.PathOf(area)}\"/>\n");
        foreach (var origin in circle.Origins)
            svg.Append($"<circle class=\"origin\" {view.CentreOf(origin)} r=\"4\"/>\n");
        foreach (var (index, point) in circle.Points.Index())
        {
            svg.Append($"<circle class=\"point\" {view.CentreOf(point.Position)} r=\"9\"/>")
                .Append($"<text {view.TextAt(point.Position)}>{index + 1}</text>\n");
        }
        page.Add(svg.Append($"</svg><figcaption>{HtmlPage.Text(label)}</figcaption></figure>").ToString());
    }

    /// <summary>The plane of the map: metres around its middle, scaled to the width of the picture.</summary>
    sealed class MapView(Envelope degrees)
    {
        readonly double metresPerLng = GeoCells.MetresPerLng(degrees.Centre.Y);

        double Scale => (Side - (2 * Margin)) / Math.Max(degrees.Width * metresPerLng, degrees.Height * GeoCells.MetresPerDegree);

        public double Width => (degrees.Width * metresPerLng * Scale) + (2 * Margin);

        public double Height => (degrees.Height * GeoCells.MetresPerDegree * Scale) + (2 * Margin);

        (double X, double Y) At(double lng, double lat) => (
            ((lng - degrees.MinX) * metresPerLng * Scale) + Margin, ((degrees.MaxY - lat) * GeoCells.MetresPerDegree * Scale) + Margin);

        public string PathOf(Geometry area)
        {
            var path = new StringBuilder();
            foreach (var polygon in Geo.Boundaries.BoundaryShape.Polygons(area))
            {
                foreach (var ring in polygon.InteriorRings.Prepend(polygon.ExteriorRing))
                {
                    foreach (var (i, point) in ring.Coordinates.Index())
                    {
                        var (x, y) = At(point.X, point.Y);
                        path.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{x:0.#} {y:0.#}");
                    }
                    path.Append('Z');
                }
            }
            return path.ToString();
        }

        public string CentreOf(CirclePosition position)
        {
            var (x, y) = At(position.Lng, position.Lat);
            return string.Create(CultureInfo.InvariantCulture, $"cx=\"{x:0.#}\" cy=\"{y:0.#}\"");
        }

        public string TextAt(CirclePosition position)
        {
            var (x, y) = At(position.Lng, position.Lat);
            return string.Create(CultureInfo.InvariantCulture, $"x=\"{x:0.#}\" y=\"{y + 4:0.#}\"");
        }
    }
}
