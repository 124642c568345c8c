using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace GridGov.Text.Tables;

/// <summary>Reads the first visible sheet of a workbook. Numbers are read as they are stored, whatever a cell shows of them.</summary>
static partial class XlsxTable
{
    /// <summary>The uncompressed size of all parts, because a small archive can unpack to a large one.</summary>
    const long MaxUnpacked = 100L * 1024 * 1024;

    const int MaxParts = 2_000;

    /// <summary>More rows than any import takes; deleted rows with a format count too.</summary>
    const int MaxRows = 200_000;

    public static TableFile Read(byte[] bytes)
    {
        try
        {
            if (!IsOfBoundedSize(bytes))
                return Unreadable("工作簿解压后过大。", "The workbook is too large when it is unpacked.");
            using var document = SpreadsheetDocument.Open(
                new MemoryStream(bytes, writable: false), isEditable: false, new OpenSettings { MaxCharactersInPart = MaxUnpacked });
            if (document.WorkbookPart is not { } workbook || FirstVisible(workbook) is not { } sheet)
                return Unreadable("工作簿没有可见的工作表。", "The workbook has no visible sheet.");
            if (workbook.Workbook?.WorkbookProperties?.Date1904?.Value is true)
                return Unreadable(
                    "工作簿的日期自 1904 年起算；请在选项中关闭“使用 1904 日期系统”。",
                    "The workbook counts its days from 1904; switch off “Use 1904 date system” in its options.");
            List<string> shared = workbook.SharedStringTablePart is { } strings ? [.. Elements<SharedStringItem>(strings).Select(TextOf)] : [];
            return new TableFile(TableFormat.Xlsx, Encoding: null, ReadRows(sheet, shared), Fault: null);
        }
        // The library throws many kinds of exceptions for a damaged workbook.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Unreadable("文件不是可读的 xlsx 工作簿。", "The file is not a readable xlsx workbook.");
        }
    }

    static bool IsOfBoundedSize(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes, writable: false));
        return zip.Entries.Count <= MaxParts && zip.Entries.Sum(entry => entry.Length) <= MaxUnpacked;
    }

    static WorksheetPart? FirstVisible(WorkbookPart workbook) =>
        workbook.Workbook?.Sheets?.Elements<Sheet>().FirstOrDefault(sheet => sheet.State is null || sheet.State == SheetStateValues.Visible)
            is { Id.Value: { } id }
            ? workbook.GetPartById(id) as WorksheetPart
            : null;

    static List<TableFile.Row> ReadRows(WorksheetPart sheet, List<string> shared)
    {
        var rows = new List<TableFile.Row>();
        var line = 0L;
        foreach (var row in Elements<Row>(sheet).Take(MaxRows))
        {
            line = row.RowIndex?.Value ?? line + 1;
            var cells = ReadCells(row, shared);
            if (cells.Exists(cell => cell.Length > 0))
                rows.Add(new TableFile.Row(line, cells));
        }
        return rows;
    }

    /// <summary>The elements of a kind, one at a time, because a part may be large.</summary>
    static IEnumerable<T> Elements<T>(OpenXmlPart part)
        where T : OpenXmlElement
    {
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
        {
            if (reader.IsStartElement && reader.ElementType == typeof(T))
                yield return (T)reader.LoadCurrentElement()!;
        }
    }

    static List<string> ReadCells(Row row, List<string> shared)
    {
        var cells = new List<string>();
        foreach (var cell in row.Elements<Cell>())
        {
            var column = cell.CellReference?.Value is { } reference ? ColumnOf(reference) : cells.Count;
            if (column < cells.Count || column >= TableFile.MaxColumns)
                continue;
            while (cells.Count < column)
                cells.Add("");
            cells.Add(Unescape(ValueOf(cell, shared)).Trim());
        }
        return cells;
    }

    static string ValueOf(Cell cell, List<string> shared)
    {
        var value = cell.CellValue?.Text ?? "";
        var type = cell.DataType?.Value;
        if (type == CellValues.SharedString)
            return int.TryParse(value, CultureInfo.InvariantCulture, out var i) && i >= 0 && i < shared.Count ? shared[i] : "";
        if (type == CellValues.InlineString)
            return cell.InlineString is { } inline ? TextOf(inline) : "";
        var isNumber = type is null || type == CellValues.Number;
        // 4.10103101E11 is how a code of twelve digits may be stored.
        return isNumber && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("0.##########", CultureInfo.InvariantCulture)
            : value;
    }

    /// <summary>The text of a string and of its runs, without the readings that input methods store beside them.</summary>
    static string TextOf(OpenXmlElement text) => string.Concat(text.ChildElements.Select(child => child switch
    {
        DocumentFormat.OpenXml.Spreadsheet.Text plain => plain.Text,
        Run run => run.Text?.Text,
        _ => null,
    }));

    /// <summary>The position of a cell's column: A1 is 0, AB7 is 27.</summary>
    static int ColumnOf(string reference)
    {
        var column = 0;
        foreach (var letter in reference.TakeWhile(char.IsAsciiLetter))
            column = Math.Min((column * 26) + (char.ToUpperInvariant(letter) - 'A' + 1), TableFile.MaxColumns + 1);
        return column - 1;
    }

    static string Unescape(string text) => !text.Contains("_x", StringComparison.Ordinal) ? text : Escape().Replace(
        text, match => ((char)Convert.ToUInt16(match.Groups["code"].Value, 16)).ToString());

    static TableFile Unreadable(string chinese, string english) =>
        new(TableFormat.Xlsx, Encoding: null, [], new RejectedRow(1, "unreadable_workbook", new LocalizedText(chinese, english)));

    [GeneratedRegex("_x(?<code>[0-9A-Fa-f]{4})_", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
