using System.Globalization;
using System.Text;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Tickets;

namespace GridGov.Features.Categories;

/// <summary>
/// The flow chart of a procedure as SVG: a column for each status, below its stage, and a row for each step, whose arrow goes from one
/// column to another. So no arrow or label covers another one. It has no script and no style sheet.
/// </summary>
sealed class ProcedureChart(Procedure procedure, bool zh)
{
    const double Column = 96;
    const double Row = 34;
    const double Margin = 10;
    const double BoxTop = 34;
    const double BoxHeight = 42;
    const double FirstRow = BoxTop + BoxHeight + 12;

    readonly StringBuilder svg = new();

    /// <summary>The statuses of the steps that are drawn.</summary>
    List<TicketStatus> columns = [];

    double Width => (columns.Count * Column) + (2 * Margin);

    /// <param name="only">The stage whose steps are drawn; null for all.</param>
    public string Render(TicketStage? only = null)
    {
        var steps = procedure.Steps.Where(step => only is null || step.Stage == only).ToList();
        columns = [.. steps.SelectMany(step => new[] { step.From, step.To }).Distinct().OrderBy(status => Lifecycle.StageOf(status))
            .ThenBy(status => status)];
        var height = FirstRow + (steps.Count * Row) + Margin;
        svg.Clear();
        Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {Width} {height}\" ");
        Add($"width=\"{Width}\" height=\"{height}\" style=\"max-width:100%;height:auto\" ");
        Add($"font-family=\"Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif\">\n");
        Add($"<title>{Encode(Title(only))}</title>\n<desc>{Encode(Description(steps))}</desc>\n");
        Add($"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        Stages();
        foreach (var (i, step) in steps.Index())
            Band(i, step, steps);
        foreach (var status in columns)
            Box(status, height);
        foreach (var (i, step) in steps.Index())
            Arrow(FirstRow + (i * Row), step);
        svg.Append("</svg>\n");
        return svg.ToString();
    }

    string Title(TicketStage? only) =>
        (zh ? $"权责流程图：{procedure.NameZh}（{procedure.Category}）" : $"Procedure: {procedure.NameEn} ({procedure.Category})")
        + (only is { } stage ? $" · {Labels.Of(stage).In(zh)}" : "");

    string Description(IEnumerable<Procedure.Step> steps) => string.Join(zh ? "；" : "; ", steps.Select(step =>
        $"{step.Number}. {Labels.Of(step.From).In(zh)} → {Labels.Of(step.To).In(zh)}{(zh ? "：" : ": ")}{ProcedurePage.InWords(step, zh)}"));

    void Stages()
    {
        foreach (var stage in columns.GroupBy(status => Lifecycle.StageOf(status)))
        {
            var (x, width) = (Margin + (columns.IndexOf(stage.First()) * Column), stage.Count() * Column);
            Add($"<rect x=\"{x + 2}\" y=\"4\" width=\"{width - 4}\" height=\"22\" fill=\"#eef3f8\"/>");
            Centred(x + (width / 2), 19, Labels.Of(stage.Key).In(zh), width - 8, "font-size=\"12\" fill=\"#1b1f24\"");
        }
    }

    /// <summary>A shade behind the steps of every other status.</summary>
    void Band(int i, Procedure.Step step, List<Procedure.Step> steps)
    {
        if (steps.Select(each => each.From).Distinct().ToList().IndexOf(step.From) % 2 == 0)
            Add($"<rect x=\"0\" y=\"{FirstRow + (i * Row)}\" width=\"{Width}\" height=\"{Row}\" fill=\"#f6f8fa\"/>\n");
    }

    void Box(TicketStatus status, double height)
    {
        var x = XOf(status);
        Add($"<line x1=\"{x}\" x2=\"{x}\" y1=\"{BoxTop + BoxHeight}\" y2=\"{height - Margin}\" ");
        Add($"stroke=\"#afb8c1\" stroke-dasharray=\"3 4\"/>");
        Add($"<rect x=\"{x - 45}\" y=\"{BoxTop}\" width=\"90\" height=\"{BoxHeight}\" rx=\"4\" ");
        Add($"fill=\"#ffffff\" stroke=\"#1f5f99\" stroke-width=\"1.5\"/>");
        var clock = procedure.Clocks.FirstOrDefault(clock => clock.Statuses.Contains(status));
        var top = BoxTop + (clock is null ? 26 : 18);
        Centred(x, top, Labels.Of(status).In(zh), 84, "font-size=\"12\" font-weight=\"bold\" fill=\"#1b1f24\"");
        if (clock is not null)
            Centred(x, BoxTop + 34, clock.Limits.Routine.Text.In(zh), 84, "font-size=\"10\" fill=\"#57606a\"");
        svg.Append('\n');
    }

    void Arrow(double top, Procedure.Step step)
    {
        var (from, to, y) = (XOf(step.From), XOf(step.To), top + 25);
        Add($"<g><title>{Encode(ProcedurePage.InWords(step, zh))}</title>");
        if (from == to)
        {
            Add($"<path d=\"M{from} {y - 8}h24v11h-16\" fill=\"none\" stroke=\"#1f5f99\" stroke-width=\"1.5\"/>");
            Add($"<path d=\"M{from + 1} {y + 3}l9 -4v8z\" fill=\"#1f5f99\"/>");
        }
        else
        {
            var back = to > from ? -1 : 1;
            Add($"<line x1=\"{from}\" y1=\"{y}\" x2=\"{to + (back * 8)}\" y2=\"{y}\" stroke=\"#1f5f99\" stroke-width=\"1.5\"/>");
            Add($"<path d=\"M{to + back} {y}l{back * 9} -4v8z\" fill=\"#1f5f99\"/>");
        }
        Add($"<circle cx=\"{from}\" cy=\"{(from == to ? y - 8 : y)}\" r=\"2.5\" fill=\"#1f5f99\"/>");
        Label(from == to ? from + 28 : Math.Min(from, to) + 5, top + (from == to ? 22 : 15), LabelOf(step));
        svg.Append("</g>\n");
    }

    string LabelOf(Procedure.Step step)
    {
        var posts = step.Posts.Select(post => post.Name.In(zh)).Distinct(StringComparer.Ordinal).ToList();
        if (step.Automatic)
            posts.Add(zh ? "到期自动" : "by itself when due");
        return $"{step.Number} {step.Name.In(zh)} · {string.Join(zh ? "、" : ", ", posts)}";
    }

    /// <summary>Begins at x, or earlier so that it ends within the chart. A white outline keeps it readable across the columns.</summary>
    void Label(double x, double y, string text)
    {
        var width = WidthOf(text, 11.5);
        Add($"<text x=\"{Math.Max(Margin, Math.Min(x, Width - Margin - width))}\" y=\"{y}\" font-size=\"11.5\" fill=\"#1b1f24\" ");
        Add($"stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\">{Encode(text)}</text>");
    }

    void Centred(double x, double y, string text, double width, string attributes)
    {
        var squeeze = WidthOf(text, 12) > width ? Invariant($" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\"") : "";
        Add($"<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" ");
        svg.Append(attributes).Append(squeeze).Append('>').Append(Encode(text)).Append("</text>");
    }

    /// <summary>An upper estimate: Chinese characters are as wide as high, others about three fifths of it.</summary>
    static double WidthOf(string text, double size) => text.Sum(letter => letter > 0x2E80 ? size : size * 0.6);

    double XOf(TicketStatus status) => Margin + (columns.IndexOf(status) * Column) + (Column / 2);

    void Add(FormattableString text) => svg.Append(Invariant(text));

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    static string Encode(string text) => HtmlPage.Text(text);
}
