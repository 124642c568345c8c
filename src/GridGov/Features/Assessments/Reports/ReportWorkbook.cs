using System.Globalization;
using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;
using GridGov.Text.Tables;

namespace GridGov.Features.Assessments.Reports;

static class ReportWorkbook
{
    public const string ContentType = XlsxSheet.ContentType;

    /// <param name="root">Scheme and host of the links, which must be absolute in a workbook.</param>
    public static byte[] Of(Assessment report, bool zh, Clock clock, ReportLinks links, Uri root)
    {
        return XlsxSheet.Workbook(workbook =>
        {
            Figures(new XlsxSheet(workbook, zh ? "指标" : "Figures", root, [34, 14, 14, 12, 14, 26, 60]), report, zh, clock, links);
            Score(new XlsxSheet(workbook, zh ? "得分" : "Score", root, [34, 14, 30, 10, 10]), report, zh);
            if (report.Rows is { } rows)
                Comparison(new XlsxSheet(workbook, zh ? "评比" : "Comparison", root, [8, 30, 18, 10, 12]), report, rows, zh, links);
            if (report.Changes is { Count: > 0 } changes)
                Changes(new XlsxSheet(workbook, zh ? "更正记录" : "Changes", root, [18, 34, 14, 14, 14]), changes, zh);
        });
    }

    static void Figures(XlsxSheet sheet, Assessment report, bool zh, Clock clock, ReportLinks links)
    {
        sheet.Row(new XlsxCell(report.Grid.Name, Style: XlsxSheet.Bold), report.Grid.Code);
        sheet.Row(new XlsxCell(zh ? report.NameZh : report.NameEn, Style: XlsxSheet.Bold));
        if (((zh ? report.Role?.NameZh : report.Role?.NameEn) ?? report.Person?.Name) is { } subject)
            sheet.Row(subject);
        sheet.Row(zh ? "期间" : "Period", $"{report.From:yyyy-MM-dd}", $"{report.To.AddDays(-1):yyyy-MM-dd}");
        sheet.Row(zh ? "版次" : "Revision", report.Revision, report.Reason);
        sheet.Row(zh ? "数据截至" : "As of", clock.Local(report.AsOf).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        sheet.Row(zh ? "得分" : "Score", report.Score.Total, zh ? report.Score.GradeZh : report.Score.GradeEn);
        sheet.Row(zh ? "数据指纹" : "Fingerprint", report.Hash);
        sheet.Row();
        var whole = Labels.Of(MeasurePart.Denominator).Capitalized.In(zh);
        var difference = Labels.Of(MeasurePart.Complement).Capitalized.In(zh);
        sheet.Heading(zh
            ? ["指标", "分子或数量", whole, "比率", difference, "代码", "算法"]
            : ["Measure", "Numerator or count", whole, "Rate", difference, "Code", "Formula"]);
        foreach (var figure in report.Figures)
        {
            sheet.Row(zh ? figure.NameZh : figure.NameEn,
                Number(figure, MeasurePart.Numerator, figure.Numerator),
                figure.Denominator is { } denominator ? Number(figure, MeasurePart.Denominator, denominator) : null,
                figure.Rate is { } rate ? new XlsxCell(figure.Display, rate, Style: XlsxSheet.Percent) : null,
                figure.Denominator is { } all ? Number(figure, MeasurePart.Complement, all - figure.Numerator) : null,
                figure.Term, zh ? figure.FormulaZh : figure.FormulaEn);
        }

        XlsxCell Number(Assessment.Figure figure, MeasurePart part, long number) =>
            new(null, number, links.Number(figure, part, report.Grid.Code));
    }

    static void Score(XlsxSheet sheet, Assessment report, bool zh)
    {
        sheet.Heading(zh ? ["项目", "数值", "评分依据", "得分", "满分"] : ["Term", "Value", "Basis", "Points", "Maximum"]);
        foreach (var term in report.Score.Terms)
        {
            sheet.Row(ReportTerm.Find(term.Term)?.Name.In(zh) ?? term.Term, term.Value,
                term.Points is null ? (zh ? "无数据，不计" : "left out")
                    : term.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{line.ZeroAt} → {line.FullAt}")
                    : term.Band is { } band
                        ? string.Create(CultureInfo.InvariantCulture, $"{(term.Better == Better.Higher ? "≥" : "≤")} {band.Bound}")
                        : "—",
                term.Points, term.Max);
        }
        sheet.Row(new XlsxCell(zh ? "合计" : "Sum", Style: XlsxSheet.Bold), null, null, report.Score.Points, report.Score.OutOf);
        sheet.Row(new XlsxCell(zh ? "折算为 100 分" : "Scaled to 100", Style: XlsxSheet.Bold), null, null, report.Score.Total, Scheme.Whole);
        sheet.Row(zh ? "等次" : "Grade", null, null, zh ? report.Score.GradeZh : report.Score.GradeEn);
        sheet.Row(zh ? "评分方案" : "Scheme", zh ? report.Scheme.NameZh : report.Scheme.NameEn, null, report.Scheme.Version);
    }

    static void Comparison(XlsxSheet sheet, Assessment report, IReadOnlyList<Assessment.Row> rows, bool zh, ReportLinks links)
    {
        var terms = report.Figures.Select(figure => figure.Term).ToList();
        sheet.Heading([.. zh ? ["名次", "网格", "编码", "得分", "等次"] : (string[])["Rank", "Grid", "Code", "Score", "Grade"],
            .. report.Figures.SelectMany(Headings)]);
        foreach (var row in rows)
        {
            sheet.Row([row.Rank, row.Grid.Name, row.Grid.Code, row.Score.Total, zh ? row.Score.GradeZh : row.Score.GradeEn,
                .. terms.Select(term => row.Figures.First(figure => figure.Term == term)).SelectMany(figure => Numbers(row, figure))]);
        }

        IEnumerable<XlsxCell?> Numbers(Assessment.Row row, Assessment.Figure figure)
        {
            yield return Number(row, figure, MeasurePart.Numerator, figure.Numerator);
            if (figure.Denominator is { } denominator)
                yield return Number(row, figure, MeasurePart.Denominator, denominator);
        }

        IEnumerable<string> Headings(Assessment.Figure figure)
        {
            var name = zh ? figure.NameZh : figure.NameEn;
            return figure.Denominator is null
                ? [name]
                : [name + Labels.Of(MeasurePart.Numerator).InBrackets(zh), name + Labels.Of(MeasurePart.Denominator).InBrackets(zh)];
        }

        XlsxCell Number(Assessment.Row row, Assessment.Figure figure, MeasurePart part, long number) =>
            new(null, number, links.Number(figure, part, row.Grid.Code));
    }

    static void Changes(XlsxSheet sheet, IReadOnlyList<Difference> changes, bool zh)
    {
        sheet.Heading(zh ? ["网格", "项目", "数", "更正前", "更正后"] : ["Grid", "Term", "Number", "Before", "After"]);
        foreach (var change in changes)
            sheet.Row(change.Grid, ReportTerm.Find(change.Term)?.Name.In(zh) ?? change.Term, change.Part, change.Before, change.After);
    }
}
