using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;
using Columns = DocumentFormat.OpenXml.Spreadsheet.Columns;

namespace GridGov.Features.Assessments.Reports;

static class ReportWorkbook
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    const uint Plain = 0;
    const uint Bold = 1;
    const uint Linked = 2;
    const uint Percent = 3;

    /// <param name="root">Scheme and host of the links, which must be absolute in a workbook.</param>
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
                figure.Rate is { } rate ? new Cell(figure.Display, rate, Style: Percent) : null,
                figure.Denominator is { } all ? Number(figure, MeasurePart.Complement, all - figure.Numerator) : null,
                figure.Term, zh ? figure.FormulaZh : figure.FormulaEn);
        }

        Cell Number(Assessment.Figure figure, MeasurePart part, long number) =>
            new(null, number, links.Number(figure, part, report.Grid.Code));
    }

    static void Score(Sheet sheet, Assessment report, bool zh)
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
        sheet.Row(new Cell(zh ? "合计" : "Sum", Style: Bold), null, null, report.Score.Points, report.Score.OutOf);
        sheet.Row(new Cell(zh ? "折算为 100 分" : "Scaled to 100", Style: Bold), null, null, report.Score.Total, Scheme.Whole);
        sheet.Row(zh ? "等次" : "Grade", null, null, zh ? report.Score.GradeZh : report.Score.GradeEn);
        sheet.Row(zh ? "评分方案" : "Scheme", zh ? report.Scheme.NameZh : report.Scheme.NameEn, null, report.Scheme.Version);
    }

    static void Comparison(Sheet sheet, Assessment report, IReadOnlyList<Assessment.Row> rows, bool zh, ReportLinks links)
    {
        var terms = report.Figures.Select(figure => figure.Term).ToList();
        sheet.Heading([.. zh ? ["名次", "网格", "编码", "得分", "等次"] : (string[])["Rank", "Grid", "Code", "Score", "Grade"],
            .. report.Figures.SelectMany(Headings)]);
        foreach (var row in rows)
        {
            sheet.Row([row.Rank, row.Grid.Name, row.Grid.Code, row.Score.Total, zh ? row.Score.GradeZh : row.Score.GradeEn,
                .. terms.Select(term => row.Figures.First(figure => figure.Term == term)).SelectMany(figure => Numbers(row, figure))]);
        }

        IEnumerable<Cell?> Numbers(Assessment.Row row, Assessment.Figure figure)
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

        Cell Number(Assessment.Row row, Assessment.Figure figure, MeasurePart part, long number) =>
            new(null, number, links.Number(figure, part, row.Grid.Code));
    }

    static void Changes(Sheet sheet, IReadOnlyList<Difference> changes, bool zh)
    {
        sheet.Heading(zh ? ["网格", "项目", "数", "更正前", "更正后"] : ["Grid", "Term", "Number", "Before", "After"]);
        foreach (var change in changes)
            sheet.Row(change.Grid, ReportTerm.Find(change.Term)?.Name.In(zh) ?? change.Term, change.Part, change.Before, change.After);
    }

    /// <summary>The formats by index: plain, bold, linked, percent.</summary>
    static Stylesheet Styles() => new(
        new Fonts(
            new Font(),
            new Font(new Bold()),
            new Font(new Underline(), new Color { Rgb = "FF0B5394" })),
        new Fills(
            new Fill(new PatternFill { PatternType = PatternValues.None }),
            new Fill(new PatternFill { PatternType = PatternValues.Gray125 })),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(
            new CellFormat(),
            new CellFormat { FontId = 1, ApplyFont = true },
            new CellFormat { FontId = 2, ApplyFont = true },
            // Built-in format 10 is 0.00 %; the cell itself holds the rate to eight decimals.
            new CellFormat { NumberFormatId = 10, ApplyNumberFormat = true }));

    sealed record Cell(string? Text, decimal? Number = null, string? Address = null, uint Style = Plain)
    {
        public static implicit operator Cell?(string? text) => text is null ? null : new Cell(text);
        public static implicit operator Cell?(decimal? number) => number is null ? null : new Cell(null, number);
        public static implicit operator Cell?(decimal number) => new Cell(null, number);
        public static implicit operator Cell?(long number) => new Cell(null, number);
        public static implicit operator Cell?(int number) => new Cell(null, number);
        public static implicit operator Cell?(int? number) => number is null ? null : new Cell(null, number);
    }

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
            var columns = new Columns(widths.Select((width, i) => new Column
            {
                Min = (uint)i + 1, Max = (uint)i + 1, Width = width, CustomWidth = true,
            }));
            part.Worksheet = new Worksheet(columns, data);
            var sheets = workbook.Workbook.Sheets!;
            sheets.Append(new DocumentFormat.OpenXml.Spreadsheet.Sheet
            {
                Id = workbook.GetIdOfPart(part), SheetId = (uint)sheets.ChildElements.Count + 1, Name = name,
            });
        }

        public void Heading(params IEnumerable<string> names) => Row([.. names.Select(name => new Cell(name, Style: Bold))]);

        public void Row(params Cell?[] cells)
        {
            row++;
            var written = cells.Select((cell, i) => (Cell: cell, Column: i)).Where(each => each.Cell is not null)
                .Select(each => ToElement(each.Cell!, each.Column));
            data.Append(new Row(written) { RowIndex = row });
        }

        DocumentFormat.OpenXml.Spreadsheet.Cell ToElement(Cell cell, int column)
        {
            var reference = $"{Letters(column)}{row}";
            if (cell.Address is not null)
                Link(reference, cell.Address);
            var element = new DocumentFormat.OpenXml.Spreadsheet.Cell
            {
                CellReference = reference, StyleIndex = cell.Address is not null ? Linked : cell.Style,
            };
            if (cell.Number is { } number)
            {
                element.DataType = CellValues.Number;
                element.CellValue = new CellValue(number.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                // An inline string stays text, even if it begins like a formula.
                var text = new DocumentFormat.OpenXml.Spreadsheet.Text(Clean(cell.Text ?? ""))
                {
                    Space = SpaceProcessingModeValues.Preserve,
                };
                element.DataType = CellValues.InlineString;
                element.InlineString = new InlineString(text);
            }
            return element;
        }

        void Link(string reference, string address)
        {
            if (hyperlinks.Parent is null)
                part.Worksheet.InsertAfter(hyperlinks, data);
            var relationship = part.AddHyperlinkRelationship(new Uri(root, address), isExternal: true);
            hyperlinks.Append(new Hyperlink { Reference = reference, Id = relationship.Id });
        }

        /// <summary>Removes the control characters that XML does not allow.</summary>
        static string Clean(string text) => string.Concat(text.Where(c => c is '\t' or '\n' or '\r' || !char.IsControl(c)));

        static string Letters(int column) =>
            column < 26 ? $"{(char)('A' + column)}" : Letters((column / 26) - 1) + (char)('A' + (column % 26));
    }
}
