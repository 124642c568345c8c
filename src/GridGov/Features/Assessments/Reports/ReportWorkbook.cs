using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;
using Columns = DocumentFormat.OpenXml.Spreadsheet.Columns;

namespace GridGov.Features.Assessments.Reports;

/// <summary>A report as a workbook: its figures with a link behind each number, the score with its sum, the comparison, and what a correction changed.</summary>
static class ReportWorkbook
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    const uint Plain = 0;
    const uint Bold = 1;
    const uint Linked = 2;
    const uint Percent = 3;

    /// <param name="root">What the addresses of the links begin with: scheme and host. A workbook has no place of its own that they could be seen from.</param>
    public static byte[] Of(Assessment report, bool zh, Clock clock, ReportLinks links, Uri root)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.Workbook = new Workbook(new Sheets());
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            Figures(new Sheet(workbook, zh ? "指标" : "Figures", root, [34, 14, 14, 12, 14, 26, 60]), report, zh, clock, links);
            Score(new Sheet(workbook, zh ? "得分" : "Score", root, [34, 14, 30, 10, 10]), report, zh);
            if (report.Rows is { } rows)
                Comparison(new Sheet(workbook, zh ? "评比" : "Comparison", root, [8, 30, 18, 10, 12]), report, rows, zh, links);
            if (report.Changes is { Count: > 0 } changes)
                Changes(new Sheet(workbook, zh ? "更正" : "Changes", root, [18, 34, 14, 14, 14]), changes, zh);
        }
        return file.ToArray();
    }

    static void Figures(Sheet sheet, Assessment report, bool zh, Clock clock, ReportLinks links)
    {
        sheet.Row(new Cell(report.Grid.Name, Style: Bold), report.Grid.Code);
        sheet.Row(new Cell(zh ? report.NameZh : report.NameEn, Style: Bold));
        if (((zh ? report.Role?.NameZh : report.Role?.NameEn) ?? report.Person?.Name) is { } who)
            sheet.Row(who);
        sheet.Row(zh ? "期间" : "Period", $"{report.From:yyyy-MM-dd}", $"{report.To.AddDays(-1):yyyy-MM-dd}");
        sheet.Row(zh ? "版次" : "Revision", report.Revision, report.Reason);
        sheet.Row(zh ? "数据截至" : "As of", clock.Local(report.AsOf).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        sheet.Row(zh ? "得分" : "Score", report.Score.Total, zh ? report.Score.GradeZh : report.Score.GradeEn);
        sheet.Row(zh ? "数据指纹" : "Fingerprint", report.Hash);
        sheet.Row();
        var (whole, difference) = (Labels.Of(MeasurePart.Denominator).Capitalized.In(zh), Labels.Of(MeasurePart.Complement).Capitalized.In(zh));
        sheet.Heading(zh
            ? ["指标", "分子或数量", whole, "比率", difference, "代码", "算法"]
            : ["Measure", "Numerator or count", whole, "Rate", difference, "Code", "Formula"]);
        foreach (var figure in report.Figures)
        {
            sheet.Row(zh ? figure.NameZh : figure.NameEn,
                Number(figure, MeasurePart.Numerator, figure.Numerator),
                figure.Denominator is { } denominator ? Number(figure, MeasurePart.Denominator, denominator) : null,
                figure.Rate is { } rate ? new Cell(figure.Display, rate, Style: Percent) : null,
                figure.Denominator is { } all ? Number(figure, MeasurePart.Complement, all - figure.Numerator) : null,
                figure.Term, zh ? figure.FormulaZh : figure.FormulaEn);
        }

        Cell Number(Assessment.Figure figure, MeasurePart part, long number) => new(null, number, links.Number(figure, part, report.Grid.Code));
    }

    static void Score(Sheet sheet, Assessment report, bool zh)
    {
        sheet.Heading(zh ? ["项目", "数值", "评分依据", "得分", "满分"] : ["Term", "Value", "By", "Points", "Of"]);
        foreach (var term in report.Score.Terms)
        {
            sheet.Row(ReportTerm.Find(term.Term)?.Name.In(zh) ?? term.Term, term.Value,
                term.Points is null ? (zh ? "无数据，不计" : "left out")
                    : term.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{line.ZeroAt} → {line.FullAt}")
                    : term.Band is { } band ? string.Create(CultureInfo.InvariantCulture, $"{(term.Better == Better.Higher ? "≥" : "≤")} {band.Bound}") : "—",
                term.Points, term.Max);
        }
        sheet.Row(new Cell(zh ? "合计" : "Sum", Style: Bold), null, null, report.Score.Points, report.Score.OutOf);
        sheet.Row(new Cell(zh ? "折算为 100 分" : "Of 100", Style: Bold), null, null, report.Score.Total, Scheme.Whole);
        sheet.Row(zh ? "等次" : "Grade", null, null, zh ? report.Score.GradeZh : report.Score.GradeEn);
        sheet.Row(zh ? "评分方案" : "Scheme", zh ? report.Scheme.NameZh : report.Scheme.NameEn, null, report.Scheme.Version);
    }

    static void Comparison(Sheet sheet, Assessment report, IReadOnlyList<Assessment.Row> rows, bool zh, ReportLinks links)
    {
        var terms = report.Figures.Select(figure => figure.Term).ToList();
        sheet.Heading([.. zh ? ["名次", "网格", "编码", "得分", "等次"] : (string[])["Rank", "Grid", "Code", "Score", "Grade"],
            .. report.Figures.SelectMany(figure => figure.Denominator is null
                ? new[] { Name(figure) }
                : [Name(figure) + Labels.Of(MeasurePart.Numerator).InBrackets(zh), Name(figure) + Labels.Of(MeasurePart.Denominator).InBrackets(zh)])]);
        foreach (var row in rows)
        {
            sheet.Row([row.Rank, row.Grid.Name, row.Grid.Code, row.Score.Total, zh ? row.Score.GradeZh : row.Score.GradeEn,
                .. terms.Select(term => row.Figures.First(figure => figure.Term == term)).SelectMany(figure => figure.Denominator is { } denominator
                    ? new Cell?[] { Number(row, figure, MeasurePart.Numerator, figure.Numerator), Number(row, figure, MeasurePart.Denominator, denominator) }
                    : [Number(row, figure, MeasurePart.Numerator, figure.Numerator)])]);
        }

        string Name(Assessment.Figure figure) => zh ? figure.NameZh : figure.NameEn;

        Cell Number(Assessment.Row row, Assessment.Figure figure, MeasurePart part, long number) => new(null, number, links.Number(figure, part, row.Grid.Code));
    }

    static void Changes(Sheet sheet, IReadOnlyList<Difference> changes, bool zh)
    {
        sheet.Heading(zh ? ["网格", "项目", "数", "更正前", "更正后"] : ["Grid", "Term", "Number", "Before", "After"]);
        foreach (var change in changes)
            sheet.Row(change.Grid, ReportTerm.Find(change.Term)?.Name.In(zh) ?? change.Term, change.Part, change.Before, change.After);
    }

    /// <summary>Plain, bold, linked, percent.</summary>
    static Stylesheet Styles() => new(
        new Fonts(
            new Font(),
            new Font(new Bold()),
            new Font(new Underline(), new Color { Rgb = "FF0B5394" })),
        new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, ApplyFont = true },
            new CellFormat { FontId = 2, ApplyFont = true },
            // 0.00 %: the cell holds the rate to eight decimals.
            new CellFormat { NumberFormatId = 10, ApplyNumberFormat = true }));

    /// <summary>What a cell holds: a number when it has one, else text.</summary>
    sealed record Cell(string? Text, decimal? Number = null, string? Address = null, uint Style = Plain)
    {
        public static implicit operator Cell?(string? text) => text is null ? null : new Cell(text);
        public static implicit operator Cell?(decimal? number) => number is null ? null : new Cell(null, number);
        public static implicit operator Cell?(decimal number) => new Cell(null, number);
        public static implicit operator Cell?(long number) => new Cell(null, number);
        public static implicit operator Cell?(int number) => new Cell(null, number);
        public static implicit operator Cell?(int? number) => number is null ? null : new Cell(null, number);
    }

    /// <summary>A sheet that is written row by row.</summary>
    sealed class Sheet
    {
        readonly WorksheetPart part;
        readonly Uri root;
        readonly SheetData data = new();
        readonly Hyperlinks hyperlinks = new();
        uint row;

        public Sheet(WorkbookPart workbook, string name, Uri root, double[] widths)
        {
            this.root = root;
            part = workbook.AddNewPart<WorksheetPart>();
            var columns = new Columns(widths.Select((width, i) => new Column { Min = (uint)i + 1, Max = (uint)i + 1, Width = width, CustomWidth = true }));
            part.Worksheet = new Worksheet(columns, data);
            var sheets = workbook.Workbook.Sheets!;
            sheets.Append(new DocumentFormat.OpenXml.Spreadsheet.Sheet { Id = workbook.GetIdOfPart(part), SheetId = (uint)sheets.ChildElements.Count + 1, Name = name });
        }

        public void Heading(params IEnumerable<string> names) => Row([.. names.Select(name => new Cell(name, Style: Bold))]);

        public void Row(params Cell?[] cells)
        {
            row++;
            data.Append(new Row(cells.Select((cell, i) => (Cell: cell, Column: i)).Where(each => each.Cell is not null).Select(each => Written(each.Cell!, each.Column))) { RowIndex = row });
        }

        DocumentFormat.OpenXml.Spreadsheet.Cell Written(Cell cell, int column)
        {
            var reference = $"{Letters(column)}{row}";
            if (cell.Address is not null)
                Link(reference, cell.Address);
            var style = cell.Address is not null ? Linked : cell.Style;
            return cell.Number is { } number
                ? new() { CellReference = reference, StyleIndex = style, DataType = CellValues.Number, CellValue = new CellValue(number.ToString(CultureInfo.InvariantCulture)) }
                // Text stays text, whatever it begins with.
                : new() { CellReference = reference, StyleIndex = style, DataType = CellValues.InlineString, InlineString = new InlineString(new DocumentFormat.OpenXml.Spreadsheet.Text(Clean(cell.Text ?? "")) { Space = SpaceProcessingModeValues.Preserve }) };
        }

        void Link(string reference, string address)
        {
            if (hyperlinks.Parent is null)
                part.Worksheet.InsertAfter(hyperlinks, data);
            hyperlinks.Append(new Hyperlink { Reference = reference, Id = part.AddHyperlinkRelationship(new Uri(root, address), isExternal: true).Id });
        }

        /// <summary>Without what XML cannot say.</summary>
        static string Clean(string text) => string.Concat(text.Where(c => c is '\t' or '\n' or '\r' || !char.IsControl(c)));

        static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : Letters((column / 26) - 1) + (char)('A' + (column % 26));
    }
}
