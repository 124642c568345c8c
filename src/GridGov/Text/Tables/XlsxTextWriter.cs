using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;

namespace GridGov.Text.Tables;

/// <summary>
/// A workbook with one sheet of texts, written while it is sent. No spreadsheet takes such a text for a formula or a number.
/// </summary>
sealed class XlsxTextWriter(PipeWriter output, int columns)
{
    const int BufferSize = 64 * 1024;

    readonly ZipArchive zip = new(new PipeWriterStream(output), ZipArchiveMode.Create, leaveOpen: true);
    readonly ArrayBufferWriter<byte> xml = new(2 * BufferSize);
    Stream? sheet;
    int row;

    public ValueTask Begin(IEnumerable<string> headings, CancellationToken ct)
    {
        Part("_rels/.rels", XlsxParts.Root);
        Part("xl/styles.xml", XlsxParts.Styles);
        Part("xl/_rels/workbook.xml.rels", XlsxParts.WorkbookRelations(sheets: 1));
        Part("[Content_Types].xml", XlsxParts.ContentTypes(sheets: 1));
        sheet = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        xml.Write(XlsxParts.SheetBegin(columns));
        return Row(headings, XlsxParts.HeadingStyle, ct);
    }

    public ValueTask Row(IEnumerable<string> cells, CancellationToken ct) => Row(cells, XlsxParts.TextStyle, ct);

    async ValueTask Row(IEnumerable<string> cells, int style, CancellationToken ct)
    {
        Raw(string.Create(CultureInfo.InvariantCulture, $"<row r=\"{++row}\">"));
        foreach (var (i, cell) in cells.Index())
        {
            if (cell.Length == 0)
                continue;
            var name = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + i)}{row}");
            Raw($"<c r=\"{name}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            XlsxParts.Escape(cell, xml);
            Raw("</t></is></c>");
        }
        Raw("</row>");
        if (xml.WrittenCount < BufferSize)
            return;
        WriteBuffer();
        await output.FlushAsync(ct);
    }

    public async ValueTask End(string name, CancellationToken ct)
    {
        xml.Write(XlsxParts.SheetEnd);
        WriteBuffer();
        await sheet!.DisposeAsync();
        Part("xl/workbook.xml", XlsxParts.Workbook(sheets: 1, name));
        zip.Dispose();
        await output.FlushAsync(ct);
    }

    void Raw(string text) => Encoding.UTF8.GetBytes(text, xml);

    void WriteBuffer()
    {
        sheet!.Write(xml.WrittenSpan);
        xml.ResetWrittenCount();
    }

    void Part(string name, string text)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }
}
