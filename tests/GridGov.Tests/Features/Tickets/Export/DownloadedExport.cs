using System.Text;
using System.Text.Json.Nodes;
using CsvHelper;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace GridGov.Tests.Features.Tickets.Export;

/// <summary>A downloaded export, parsed by other code than the code that wrote it.</summary>
sealed class DownloadedExport(HttpResponseMessage response, byte[] bytes)
{
    public const string Csv = "text/csv";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string GeoJson = "application/geo+json";

    public byte[] Bytes => bytes;

    public string Text => Encoding.UTF8.GetString(bytes);

    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    public static async Task<DownloadedExport> Of(Caller caller, string query = "", string form = Csv)
    {
        using var response = await Begin(caller, query, form);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, Encoding.UTF8.GetString(bytes));
        response.Content.Headers.ContentType!.MediaType.ShouldBe(form);
        return new DownloadedExport(response, bytes);
    }

    /// <summary>Reads the response up to its headers.</summary>
    public static Task<HttpResponseMessage> Begin(Caller caller, string query, string form = Csv)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/tickets" + query);
        request.Headers.TryAddWithoutValidation("Accept", form);
        return caller.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The rows of a CSV, by column heading.</summary>
    public List<Dictionary<string, string>> Rows()
    {
        using var csv = CsvReader.Create(bytes,
            CsvReaderOptions.Default with { HasHeader = true, Separator = ',', MalformedData = CsvMalformedDataHandling.Throw });
        csv.ReadHeader();
        var headings = csv.Headers.ToArray();
        headings.ShouldAllBe(heading => heading.Length > 0, $"A column has no heading: {string.Join(',', headings)}");
        headings.ShouldBeUnique($"Two columns have one heading: {string.Join(',', headings)}");
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
        {
            csv.FieldCount.ShouldBe(headings.Length);
            rows.Add(headings.Select((heading, i) => (heading, text: csv.GetString(i)))
                .ToDictionary(cell => cell.heading, cell => cell.text, StringComparer.Ordinal));
        }
        return rows;
    }

    public JsonArray Features() => JsonNode.Parse(bytes)!["features"]!.AsArray();

    /// <summary>The ticket ids in their order, in any format.</summary>
    public List<string> Ids() => response.Content.Headers.ContentType!.MediaType switch
    {
        Csv => Rows().ConvertAll(row => row["id"]),
        GeoJson => [.. Features().Select(feature => (string)feature!["id"]!)],
        _ => [.. Sheets().SelectMany(sheet => sheet.Skip(1)).Select(row => row["A"].Text)],
    };

    /// <summary>
    /// The sheets of a workbook: rows of cells by column letter. Asserts that the workbook is valid and no cell is a formula.
    /// </summary>
    public List<List<Dictionary<string, SheetCell>>> Sheets()
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);
        new OpenXmlValidator(FileFormatVersions.Office2019).Validate(document).Select(error => $"{error.Path?.XPath}: {error.Description}")
            .ShouldBeEmpty();
        var formats = document.WorkbookPart!.WorkbookStylesPart!.Stylesheet.CellFormats!.Elements<CellFormat>().ToList();
        var sheets = new List<List<Dictionary<string, SheetCell>>>();
        foreach (var sheet in document.WorkbookPart.Workbook.Sheets!.Elements<Sheet>())
        {
            var worksheet = ((WorksheetPart)document.WorkbookPart.GetPartById(sheet.Id!)).Worksheet;
            worksheet.Descendants<CellFormula>().ShouldBeEmpty();
            worksheet.Descendants<Pane>().Single().State!.Value.ShouldBe(PaneStateValues.Frozen);
            sheets.Add([.. worksheet.Descendants<Row>().Select(row => row.Elements<Cell>().ToDictionary(
                cell => cell.CellReference!.Value!.TrimEnd([.. "0123456789"]),
                cell => new SheetCell(cell.InnerText, cell.DataType?.Value == CellValues.InlineString,
                    (int)formats[(int)(uint)cell.StyleIndex!].NumberFormatId!.Value),
                StringComparer.Ordinal))]);
        }
        return sheets;
    }

    /// <param name="IsText">Whether the cell is text and not a number.</param>
    /// <param name="Format">The number format; 49 is text.</param>
    public sealed record SheetCell(string Text, bool IsText, int Format);
}
