using System.IO.Pipelines;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using GridGov.Text.Tables;

namespace GridGov.Tests.Text.Tables;

/// <summary>Workbooks of texts that are written while they are sent.</summary>
public class XlsxTextWriterTests
{
    [Fact]
    public async Task Sheets_follow_one_another_and_what_does_not_fit_goes_on_with_the_same_headings()
    {
        using var file = new MemoryStream();
        var pipe = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
        var writer = new XlsxTextWriter(pipe, rowsPerSheet: 2);
        await writer.Sheet("需求", ["编号", "名称"], default);
        foreach (var i in Enumerable.Range(1, 5))
            await writer.Row([$"{i}", "=1+1"], default);
        await writer.Sheet("资源", ["编号"], default);
        await writer.End(default);
        await pipe.CompleteAsync();
        file.Position = 0;
        using var document = SpreadsheetDocument.Open(file, isEditable: false);
        document.WorkbookPart!.Workbook.Descendants<Sheet>().Select(sheet =>
            $"{sheet.Name!.Value}: " + string.Join(" | ",
                ((WorksheetPart)document.WorkbookPart.GetPartById(sheet.Id!.Value!)).Worksheet.Descendants<Row>()
                    .Select(row => string.Join(",", row.Elements<Cell>().Select(cell => cell.InnerText)))))
            .ShouldBe(
            [
                "需求: 编号,名称 | 1,=1+1 | 2,=1+1", "需求 2: 编号,名称 | 3,=1+1 | 4,=1+1", "需求 3: 编号,名称 | 5,=1+1", "资源: 编号",
            ]);
    }
}
