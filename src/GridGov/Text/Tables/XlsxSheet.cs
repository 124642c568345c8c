using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace GridGov.Text.Tables;

/// <summary>A cell of a workbook: a text, or a number that stays one, with a link or a format.</summary>
sealed record XlsxCell(string? Text, decimal? Number = null, string? Address = null, uint Style = XlsxSheet.Plain)
{
    public static implicit operator XlsxCell?(string? text) => text is null ? null : new XlsxCell(text);
    public static implicit operator XlsxCell?(decimal? number) => number is null ? null : new XlsxCell(null, number);
    public static implicit operator XlsxCell?(decimal number) => new XlsxCell(null, number);
    public static implicit operator XlsxCell?(long number) => new XlsxCell(null, number);
    public static implicit operator XlsxCell?(int number) => new XlsxCell(null, number);
    public static implicit operator XlsxCell?(int? number) => number is null ? null : new XlsxCell(null, number);
}

/// <summary>A sheet of a workbook, written row by row.</summary>
sealed class XlsxSheet
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public const uint Plain = 0;
    public const uint Bold = 1;
    const uint Linked = 2;
    public const uint Percent = 3;

    readonly WorksheetPart part;
    readonly Uri root;
    readonly SheetData data = new();
    readonly Hyperlinks hyperlinks = new();
    uint row;

    public XlsxSheet(WorkbookPart workbook, string name, Uri root, double[] widths)
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

    /// <param name="write">Adds the sheets.</param>
    public static byte[] Workbook(Action<WorkbookPart> write)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.Workbook = new Workbook(new Sheets());
            workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            write(workbook);
        }
        return file.ToArray();
    }

    public void Heading(params IEnumerable<string> names) => Row([.. names.Select(name => new XlsxCell(name, Style: Bold))]);

    public void Row(params XlsxCell?[] cells)
    {
        row++;
        var written = cells.Select((cell, i) => (Cell: cell, Column: i)).Where(each => each.Cell is not null)
            .Select(each => ToElement(each.Cell!, each.Column));
        data.Append(new Row(written) { RowIndex = row });
    }

    DocumentFormat.OpenXml.Spreadsheet.Cell ToElement(XlsxCell cell, int column)
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
}
