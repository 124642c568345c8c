using System.Globalization;
using System.Text;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments.Reports;

sealed class ReportPage(Assessment report, ReportContext context, bool zh, Clock clock, ReportLinks links)
{
    static readonly string[] Compared =
    [
        "found", "established", "closed", "resolution_rate", "due_closed_rate", "on_time_rate", "overdue", "rework_rate", "joint_actions",
        VacancyRate,
    ];

    const string VacancyRate = "vacancy_rate";

    readonly StringBuilder html = new();

    public string Render()
    {
        Head();
        if (report.Rows is { } rows)
        {
            Comparison(rows);
            Sums(rows);
        }
        Tiles();
        Series();
        Rates();
        html.Append(ReportParts.Table(Say("按网格", "By grid"), Say("网格", "Grid"), context.Grids, zh))
            .Append(ReportParts.Table(Say("按类别", "By category"), Say("类别", "Category"), context.Groups, zh));
        ScoreTable();
        Sources();
        Changes();
        Notes();
        html.Append(ReportParts.Signatures(zh));
        return HtmlPage.Frame(zh, $"{report.Grid.Name} {Name}", html.ToString());
    }

    string Name => zh ? report.NameZh : report.NameEn;

    string Say(string chinese, string english) => zh ? chinese : english;

    string At(Instant instant) => clock.Local(instant).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    static string Points(decimal? points) => points?.ToString("0.##", CultureInfo.InvariantCulture) ?? "—";

    static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    string NameOf(string term) => ReportTerm.Find(term)?.Name.In(zh) ?? term;

    void Head()
    {
        html.Append("<p class=\"nav\">");
        if (links.Workbook is not null)
            html.Append(HtmlPage.Link(links.Workbook, Say("下载 xlsx", "Download xlsx")));
        if (links.Other is not null)
            html.Append(HtmlPage.Link(links.Other, zh ? "English" : "中文"));
        html.Append("</p>\n")
            .Append($"<h1>{HtmlPage.Text(report.Grid.Name)} <small>{HtmlPage.Text(report.Grid.Code)}</small></h1>\n")
            .Append($"<p><b>{HtmlPage.Text(Name)}</b>{HtmlPage.Text(SubjectName())}</p>\n");
        if (report.SupersededBy is not null)
            html.Append($"<p class=\"note\">{Say("本版已被更正，请看最新版次。", "This revision has been corrected; there is a later one.")}</p>\n");
        html.Append("<dl>");
        Line(Say("期间", "Period"), $"{report.From:yyyy-MM-dd} – {report.To.AddDays(-1):yyyy-MM-dd}");
        Line(Say("版次", "Revision"), $"{report.Revision}" + (report.Reason is null ? "" : Say("，更正：", ", because: ") + report.Reason));
        Line(Say("数据截至", "As of"), At(report.AsOf));
        Line(Say("签发", "Issued"), At(report.IssuedAt) + Say("，", ", ") + (report.IssuedBy?.Name ?? Say("系统自动", "automatically")));
        html.Append("</dl>\n");

        void Line(string name, string value) => html.Append($"<dt>{HtmlPage.Text(name)}</dt><dd>{HtmlPage.Text(value)}</dd>");
    }

    string SubjectName() => report.Of switch
    {
        SubjectKind.Grid => "",
        SubjectKind.Level => Say($"，{report.Level} 级网格评比", $", level-{report.Level} grids compared"),
        SubjectKind.Role => Say($"，{report.Role!.NameZh}", $", {report.Role!.NameEn}"),
        SubjectKind.Person => Say("，", ", ") + report.Person!.Name,
    };

    void Tiles()
    {
        html.Append($"<h2>{Say("概况", "Overview")}</h2>\n<div class=\"tiles\">");
        foreach (var figure in report.Figures.Where(IsOverview))
        {
            // The tile shows the count, not the rate.
            var name = figure.Term == VacancyRate ? Say("空缺岗位", "Vacant posts") : NameOf(figure.Term);
            var before = context.Previous.GetValueOrDefault(figure.Term) is { } previous
                ? $"<small>{Say("上期", "before")} {Count(previous.Numerator)}</small>"
                : "";
            var number = Number(figure, MeasurePart.Numerator, figure.Numerator);
            html.Append($"<div class=\"tile\"><b>{number}</b>{HtmlPage.Text(name)}{before}</div>");
        }
        html.Append("</div>\n");
    }

    static bool IsOverview(Assessment.Figure figure) =>
        figure.Denominator is null || figure.Term is "found_by_patrol" or "found_by_visit" or VacancyRate;

    void Series()
    {
        if (context.Points.Count > 0)
            html.Append(ReportChart.Render(
                context.Points, Say("发现与结案", "Found and closed"), NameOf("found"), NameOf("closed")));
    }

    void Rates()
    {
        html.Append($"<h2>{Say("指标", "Measures")}</h2>\n<table><thead><tr><th>{Say("指标", "Measure")}</th>")
            .Append($"<th class=\"n\">{Heading(MeasurePart.Numerator)}</th><th class=\"n\">{Heading(MeasurePart.Denominator)}</th>")
            .Append($"<th class=\"n\">{Say("比率", "Rate")}</th><th class=\"n\">{Say("上期", "Before")}</th>")
            .Append($"<th class=\"n\">{Say("增减（百分点）", "Change (points)")}</th><th class=\"n\">{Say("其余", "The others")}</th>")
            .Append("</tr></thead>\n<tbody>\n");
        var ratios = report.Figures.Where(figure => figure.Denominator is not null && ReportTerm.Find(figure.Term)?.FiledFrom is null);
        foreach (var figure in ratios)
            Ratio(figure);
        html.Append("</tbody></table>\n");
    }

    string Heading(MeasurePart part) => Labels.Of(part).Capitalized.In(zh);

    void Ratio(Assessment.Figure figure)
    {
        var denominator = figure.Denominator!.Value;
        html.Append($"<tr><td>{HtmlPage.Text(NameOf(figure.Term))}</td>")
            .Append($"<td class=\"n\">{Number(figure, MeasurePart.Numerator, figure.Numerator)}</td>")
            .Append($"<td class=\"n\">{Number(figure, MeasurePart.Denominator, denominator)}</td>")
            .Append($"<td class=\"n\">{HtmlPage.Text(figure.Display ?? "—")}</td>")
            .Append($"<td class=\"n\">{HtmlPage.Text(context.Previous.GetValueOrDefault(figure.Term)?.Display ?? "—")}</td>")
            .Append($"<td class=\"n\">{HtmlPage.Text(Change(figure))}</td>")
            .Append($"<td class=\"n\">{Number(figure, MeasurePart.Complement, denominator - figure.Numerator)} ")
            .Append($"<small>{HtmlPage.Text(Labels.ComplementOf(figure.Term).In(zh))}</small></td></tr>\n");
    }

    /// <summary>The difference to the period before in percentage points.</summary>
    string Change(Assessment.Figure figure) =>
        context.Previous.GetValueOrDefault(figure.Term) is { Denominator: { } denominator } previous
        && new Rate(figure.Numerator, figure.Denominator ?? 0).DifferenceTo(new Rate(previous.Numerator, denominator)) is { } change
            ? (change * 100).ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture)
            : "—";

    void Sources()
    {
        html.Append($"<h2>{Say("来源", "Sources")}</h2>\n<table><thead><tr><th>{Say("来源", "Source")}</th>")
            .Append($"<th class=\"n\">{Say("件数", "Tickets")}</th><th class=\"n\">{Say("占比", "Share")}</th></tr></thead>\n<tbody>\n");
        foreach (var figure in report.Figures.Where(figure => ReportTerm.Find(figure.Term)?.FiledFrom is not null))
        {
            html.Append($"<tr><td>{HtmlPage.Text(NameOf(figure.Term))}</td>")
                .Append($"<td class=\"n\">{Number(figure, MeasurePart.Numerator, figure.Numerator)}</td>")
                .Append($"<td class=\"n\">{HtmlPage.Text(figure.Display ?? "—")}</td></tr>\n");
        }
        html.Append("</tbody></table>\n");
    }

    string Number(Assessment.Figure figure, MeasurePart part, long number, string? grid = null) =>
        HtmlPage.Link(links.Number(figure, part, grid ?? report.Grid.Code), Count(number));

    void ScoreTable()
    {
        var score = report.Score;
        html.Append($"<h2>{Say("得分", "Score")}</h2>\n<p><span class=\"total\">{Points(score.Total)}</span> / {Points(Scheme.Whole)} ")
            .Append($"{HtmlPage.Text(zh ? score.GradeZh : score.GradeEn)}</p>\n")
            .Append($"<table><thead><tr><th>{Say("项目", "Term")}</th><th class=\"n\">{Say("数值", "Value")}</th>")
            .Append($"<th>{Say("评分依据", "Basis")}</th><th class=\"n\">{Say("得分", "Points")}</th><th class=\"n\">{Say("满分", "Maximum")}</th>")
            .Append("</tr></thead>\n<tbody>\n");
        foreach (var term in score.Terms)
        {
            var figure = report.Figures.FirstOrDefault(figure => figure.Term == term.Term);
            var value = term.Points is null ? "—" : figure?.Display;
            html.Append($"<tr><td>{HtmlPage.Text(NameOf(term.Term))}</td><td class=\"n\">{HtmlPage.Text(value)}</td>")
                .Append($"<td>{HtmlPage.Text(Basis(term))}</td><td class=\"n\">{Points(term.Points)}</td>")
                .Append($"<td class=\"n\">{Points(term.Max)}</td></tr>\n");
        }
        html.Append($"<tr class=\"sum\"><td colspan=\"3\">{HtmlPage.Text(Sum(score))}</td><td class=\"n\">{Points(score.Points)}</td>")
            .Append($"<td class=\"n\">{Points(score.OutOf)}</td></tr>\n</tbody></table>\n");
    }

    string Sum(Score score)
    {
        if (score.Total is null)
            return Say("无可评分项", "No term could be scored.");
        if (score.OutOf == Scheme.Whole)
            return Say($"合计 {Points(score.Points)}", $"Sum {Points(score.Points)}");
        var scaled = $"{Points(score.Points)} ÷ {Points(score.OutOf)} × {Points(Scheme.Whole)} = {Points(score.Total)}";
        return Say($"合计：{scaled}", $"Sum: {scaled}");
    }

    string Basis(ScoredTerm term)
    {
        if (term.Points is null)
            return Say("无数据，不计入满分", "No data: left out of both sums.");
        var ratio = ReportTerm.Find(term.Term)?.IsCount is false;
        if (term.Line is { } line)
        {
            return Say(
                $"由 {Value(line.ZeroAt)}（0 分）至 {Value(line.FullAt)}（满分）按比例",
                $"in proportion from {Value(line.ZeroAt)} (0 points) to {Value(line.FullAt)} (all points)");
        }
        var sign = term.Better == Better.Higher ? "≥" : "≤";
        return term.Band is { } band ? $"{sign} {Value(band.Bound)}" : Say("未达任何档", "below all bands");

        string Value(decimal value) => ratio
            ? $"{(value * 100).ToString("0.####", CultureInfo.InvariantCulture)} %"
            : value.ToString("0.######", CultureInfo.InvariantCulture);
    }

    void Comparison(IReadOnlyList<Assessment.Row> rows)
    {
        html.Append($"<h2>{Say("评比", "Comparison")}</h2>\n<div class=\"wide\"><table><thead><tr><th class=\"n\">{Say("名次", "Rank")}</th>")
            .Append($"<th>{Say("网格", "Grid")}</th><th class=\"n\">{Say("得分", "Score")}</th><th>{Say("等次", "Grade")}</th>");
        foreach (var term in Compared)
            html.Append($"<th class=\"n\">{HtmlPage.Text(NameOf(term))}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            html.Append($"<tr><td class=\"n\">{row.Rank?.ToString(CultureInfo.InvariantCulture) ?? "—"}</td>")
                .Append($"<td>{HtmlPage.Text(row.Grid.Name)} <small>{HtmlPage.Text(row.Grid.Code)}</small></td>")
                .Append($"<td class=\"n\">{Points(row.Score.Total)}</td>")
                .Append($"<td>{HtmlPage.Text(zh ? row.Score.GradeZh : row.Score.GradeEn)}</td>");
            foreach (var term in Compared)
                html.Append($"<td class=\"n\">{Cell(row, row.Figures.FirstOrDefault(figure => figure.Term == term))}</td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody></table></div>\n");
    }

    string Cell(Assessment.Row row, Assessment.Figure? figure) => figure switch
    {
        null => "",
        { Denominator: { } denominator } =>
            $"{Number(figure, MeasurePart.Numerator, figure.Numerator, row.Grid.Code)} / " +
            $"{Number(figure, MeasurePart.Denominator, denominator, row.Grid.Code)}<br>{HtmlPage.Text(figure.Display ?? "—")}",
        _ => Number(figure, MeasurePart.Numerator, figure.Numerator, row.Grid.Code),
    };

    void Sums(IReadOnlyList<Assessment.Row> rows)
    {
        html.Append($"<h2>{Say("得分构成", "Scores by term")}</h2>\n<div class=\"wide\"><table><thead><tr><th>{Say("网格", "Grid")}</th>");
        foreach (var term in report.Score.Terms)
            html.Append($"<th class=\"n\">{HtmlPage.Text(NameOf(term.Term))}<br><small>{Points(term.Max)}</small></th>");
        html.Append($"<th class=\"n\">{Say("合计", "Sum")}</th><th class=\"n\">{Say("得分", "Score")}</th></tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            html.Append($"<tr><td class=\"name\">{HtmlPage.Text(row.Grid.Name)}</td>");
            foreach (var term in row.Score.Terms)
                html.Append($"<td class=\"n\">{Points(term.Points)}</td>");
            html.Append($"<td class=\"n\">{Points(row.Score.Points)} / {Points(row.Score.OutOf)}</td>")
                .Append($"<td class=\"n\">{Points(row.Score.Total)}</td></tr>\n");
        }
        html.Append("</tbody></table></div>\n");
    }

    void Changes()
    {
        if (report.Changes is not { Count: > 0 } changes)
            return;
        var previous = report.Revision - 1;
        html.Append($"<h2>{Say($"与第 {previous} 版的差异", $"Differences from revision {previous}")}</h2>\n<table><thead><tr>")
            .Append($"<th>{Say("项目", "Term")}</th><th>{Say("数", "Number")}</th>")
            .Append($"<th class=\"n\">{Say("更正前", "Before")}</th><th class=\"n\">{Say("更正后", "After")}</th></tr></thead>\n<tbody>\n");
        foreach (var change in changes)
        {
            var term = (change.Grid is null ? "" : change.Grid + " ") + (change.Term == "score" ? Say("得分", "Score") : NameOf(change.Term));
            html.Append($"<tr><td>{HtmlPage.Text(term)}</td><td>{HtmlPage.Text(PartName(change.Part))}</td>")
                .Append($"<td class=\"n\">{Points(change.Before)}</td><td class=\"n\">{Points(change.After)}</td></tr>\n");
        }
        html.Append("</tbody></table>\n");
    }

    string PartName(string part) => part switch
    {
        "numerator" => Labels.Of(MeasurePart.Numerator).In(zh),
        "denominator" => Labels.Of(MeasurePart.Denominator).In(zh),
        "points" => Say("得分", "points"),
        _ => Say("总分", "total"),
    };

    void Notes()
    {
        var scheme = report.Scheme;
        var rules = Say(
            $"评分方案：{scheme.NameZh}（{scheme.Code}，第 {scheme.Version} 版）。每项得分四舍五入到两位小数；分母为 0 的项目不计入得分与满分，" +
            $"其余按比例折算为 {Points(Scheme.Whole)} 分。点击数字可查看当时所计的案卷。",
            $"Scheme: {scheme.NameEn} ({scheme.Code}, version {scheme.Version}). Each term's points are rounded half up to two decimals. " +
            $"Terms whose denominator is 0 are left out of both sums, and the rest is scaled to {Points(Scheme.Whole)}. " +
            "Each number is linked to the items that were counted.");
        html.Append($"<h2>{Say("说明", "Notes")}</h2>\n<p class=\"quiet\">{HtmlPage.Text(rules)}</p>\n<dl>");
        var terms = report.Figures.Select(figure => ReportTerm.Find(figure.Term)).OfType<ReportTerm>();
        foreach (var term in terms.Where(term => term.FiledFrom is null))
            html.Append($"<dt>{HtmlPage.Text(term.Name.In(zh))}</dt><dd class=\"quiet\">{HtmlPage.Text(term.Formula.In(zh))}</dd>");
        html.Append($"</dl>\n<p class=\"quiet\">{Say("数据指纹", "Fingerprint")} {HtmlPage.Text(report.Hash)}</p>\n");
    }
}
