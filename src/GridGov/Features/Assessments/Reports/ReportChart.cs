using System.Globalization;
using System.Text;

using GridGov.Api;
namespace GridGov.Features.Assessments.Reports;

/// <summary>
/// Found and closed tickets over the period, as bars in SVG: no script and no style of its own, so that the policy allows it.
/// </summary>
static class ReportChart
{
    const int Width = 720;
    const int Height = 170;
    const int Left = 44;
    const int Top = 12;
    const int Bottom = 22;

    public static string Render(IReadOnlyList<ReportContext.Point> points, string title, string found, string closed)
    {
        var most = Math.Max(1, points.Max(point => Math.Max(point.Found, point.Closed)));
        var (span, floor) = ((Width - Left) / (double)points.Count, Height - Bottom);
        var bar = Math.Max(1, (span * 0.8) / 2);
        var svg = new StringBuilder();
        svg.Append($"<figure><svg class=\"chart\" role=\"img\" viewBox=\"0 0 {Width} {Height}\"><title>{HtmlPage.Text(title)}</title>\n");
        foreach (var share in new[] { 0, 0.5, 1 })
        {
            var y = floor - (share * (floor - Top));
            svg.Append(Invariant($"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\"/>"))
                .Append(Invariant($"<text class=\"number\" x=\"{Left - 6}\" y=\"{y + 4:0.#}\">{Math.Round(most * share):0}</text>\n"));
        }
        // Some dozen labels fit.
        var step = Math.Max(1, (points.Count + 11) / 12);
        foreach (var (i, point) in points.Index())
        {
            var x = Left + (i * span) + (span * 0.1);
            svg.Append(Bar("found", x, point.Found)).Append(Bar("closed", x + bar, point.Closed));
            if (i % step == 0)
            {
                var label = HtmlPage.Text(Label(point.Key));
                svg.Append(Invariant($"<text class=\"day\" x=\"{x + bar:0.#}\" y=\"{Height - 6}\">{label}</text>"));
            }
            svg.Append('\n');
        }
        return svg.Append($"</svg><figcaption><span class=\"key found\"></span>{HtmlPage.Text(found)} ")
            .Append($"<span class=\"key closed\"></span>{HtmlPage.Text(closed)}</figcaption></figure>\n").ToString();

        string Bar(string name, double x, long count)
        {
            var height = count * (floor - Top) / (double)most;
            return count == 0 ? "" : Invariant(
                $"<rect class=\"{name}\" x=\"{x:0.##}\" y=\"{floor - height:0.##}\" width=\"{bar:0.##}\" height=\"{height:0.##}\"/>");
        }
    }

    /// <summary>The day of the month, or the month: 2026-03-05 is 5, 2026-03 is 3.</summary>
    static string Label(string key) => key[(key.LastIndexOf('-') + 1)..].TrimStart('0');

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
