using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using CellText = DocumentFormat.OpenXml.Spreadsheet.Text;

namespace GridGov.Tests;

/// <summary>Workbooks as offices have them: shared and rich texts, numbers, days, a hidden sheet before the first visible one.</summary>
static class TestWorkbook
{
    /// <param name="rows">Cells of text, decimal or DateOnly; an empty row is left out of the sheet, and so is an empty cell.</param>
    public static byte[] Of(params object[][] rows) => Create(rows, date1904: false);

    public static byte[] Date1904(params object[][] rows) => Create(rows, date1904: true);

    static byte[] Create(object[][] rows, bool date1904)
    {
        using var file = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            var sheets = new Sheets();
            workbook.Workbook = new Workbook(new WorkbookProperties { Date1904 = date1904 }, sheets);
            var shared = new List<string>();
            sheets.Append(new Sheet
            {
                Name = "隐藏", SheetId = 1, Id = Part(workbook, [["代码", "名称"], ["坏", "坏"]], shared), State = SheetStateValues.Hidden,
            });
            sheets.Append(new Sheet { Name = "名单", SheetId = 2, Id = Part(workbook, rows, shared) });
            // Each text has two runs, and the reading that an input method keeps.
            workbook.AddNewPart<SharedStringTablePart>().SharedStringTable = new SharedStringTable(shared.Select(text => new SharedStringItem(
                new Run(new CellText(text[..(text.Length / 2)])), new Run(new CellText(text[(text.Length / 2)..])),
                new PhoneticRun(new CellText("dú")) { BaseTextStartIndex = 0, EndingBaseIndex = 1 })));
        }
        return file.ToArray();
    }

    static string Part(WorkbookPart workbook, object[][] rows, List<string> shared)
    {
        var data = new SheetData();
        foreach (var (i, cells) in rows.Index())
        {
            if (cells.Length == 0)
                continue;
            var row = new Row { RowIndex = (uint)i + 1 };
            foreach (var (column, value) in cells.Index())
            {
                if (value is not "")
                    row.Append(CellOf(value, $"{(char)('A' + column)}{i + 1}", shared));
            }
            data.Append(row);
        }
        var part = workbook.AddNewPart<WorksheetPart>();
        part.Worksheet = new Worksheet(data);
        return workbook.GetIdOfPart(part);
    }

    static Cell CellOf(object value, string reference, List<string> shared)
    {
        if (value is decimal or DateOnly)
        {
            var number = value is DateOnly day ? day.ToDateTime(TimeOnly.MinValue).ToOADate() : (double)(decimal)value;
            // Spreadsheets store long numbers in scientific notation.
            var text = number.ToString(number >= 1e11 ? "E14" : "R", CultureInfo.InvariantCulture);
            return new Cell { CellReference = reference, CellValue = new CellValue(text) };
        }
        shared.Add((string)value);
        return new Cell
        {
            CellReference = reference, DataType = CellValues.SharedString,
            CellValue = new CellValue((shared.Count - 1).ToString(CultureInfo.InvariantCulture)),
        };
    }
}
