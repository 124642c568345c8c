using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;

namespace GridGov.Text.Tables;

/// <summary>
/// A workbook with sheets of texts, written one after another while it is sent. No spreadsheet takes such a text for a formula or a
/// number. Rows that do not fit on a sheet go to the next.
/// </summary>
sealed class XlsxTextWriter(PipeWriter output, int rowsPerSheet = XlsxParts.MaxRows)
{
    const int BufferSize = 64 * 1024;

    readonly ZipArchive zip = new(new PipeWriterStream(output), ZipArchiveMode.Create, leaveOpen: true);
    readonly ArrayBufferWriter<byte> xml = new(2 * BufferSize);
    readonly List<string> sheets = [];
    string name = "";
    IReadOnlyList<string> headings = [];
    int part;
    Stream? sheet;
    long sheetBytes;
    int row;

    /// <summary>Begins a sheet with its row of headings.</summary>
    public ValueTask Sheet(string title, IReadOnlyList<string> columns, CancellationToken ct)
    {
        (name, headings, part) = (title, columns, 0);
        return BeginSheet(ct);
    }

    public async ValueTask Row(IEnumerable<string> cells, CancellationToken ct)
    {
        if (row > rowsPerSheet || sheetBytes + xml.WrittenCount > XlsxParts.MaxBytes)
            await BeginSheet(ct);
        await Row(cells, XlsxParts.TextStyle, ct);
    }

    public async ValueTask End(CancellationToken ct)
    {
        EndSheet();
        // The sheets are only known now; the order of the parts in a zip archive does not matter.
        Part("_rels/.rels", XlsxParts.Root);
        Part("xl/styles.xml", XlsxParts.Styles);
        Part("xl/workbook.xml", XlsxParts.Workbook(sheets));
        Part("xl/_rels/workbook.xml.rels", XlsxParts.WorkbookRelations(sheets.Count));
        Part("[Content_Types].xml", XlsxParts.ContentTypes(sheets.Count));
        zip.Dispose();
        await output.FlushAsync(ct);
    }

    ValueTask BeginSheet(CancellationToken ct)
    {
        EndSheet();
        sheets.Add(XlsxParts.SheetName(name, ++part));
        (row, sheetBytes) = (0, 0);
        sheet = zip.CreateEntry($"xl/worksheets/sheet{sheets.Count}.xml", CompressionLevel.Fastest).Open();
        xml.Write(XlsxParts.SheetBegin(headings.Count));
        return Row(headings, XlsxParts.HeadingStyle, ct);
    }

    void EndSheet()
    {
        if (sheet is null)
            return;
        xml.Write(XlsxParts.SheetEnd);
        WriteBuffer();
        sheet.Dispose();
    }

    async ValueTask Row(IEnumerable<string> cells, int style, CancellationToken ct)
    {
        Raw(string.Create(CultureInfo.InvariantCulture, $"<row r=\"{++row}\">"));
        foreach (var (i, cell) in cells.Index())
        {
            if (cell.Length == 0)
                continue;
            var at = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + i)}{row}");
            Raw($"<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            XlsxParts.Escape(cell, xml);
            Raw("</t></is></c>");
        }
        Raw("</row>");
        if (xml.WrittenCount < BufferSize)
            return;
        WriteBuffer();
        await output.FlushAsync(ct);
    }

    void Raw(string text) => Encoding.UTF8.GetBytes(text, xml);

    void WriteBuffer()
    {
        sheet!.Write(xml.WrittenSpan);
        sheetBytes += xml.WrittenCount;
        xml.ResetWrittenCount();
    }

    void Part(string path, string text)
    {
        using var entry = zip.CreateEntry(path, CompressionLevel.Fastest).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }
}
