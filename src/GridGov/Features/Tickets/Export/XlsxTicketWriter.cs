using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using GridGov.Domain.Tickets;
using GridGov.Text.Tables;

namespace GridGov.Features.Tickets.Export;

/// <summary>
/// An Excel workbook (ECMA-376), written while it is sent. Texts are inline strings, so they are never formulas and need no shared
/// table; instants and days are dates. Rows that do not fit on a sheet go to the next.
/// </summary>
sealed class XlsxTicketWriter : TicketFileWriter
{
    const int BufferSize = 64 * 1024;

    readonly PipeWriter output;
    readonly ZipArchive zip;
    readonly TimeZoneInfo zone;
    readonly DateTimeOffset snapshot;
    readonly int rowsPerSheet;
    readonly ArrayBufferWriter<byte> xml = new(2 * BufferSize);
    readonly byte[][] letters = [.. Enumerable.Range(0, ExportColumn.All.Count).Select(i => Encoding.ASCII.GetBytes(Letters(i)))];
    Stream? sheet;
    long sheetBytes;
    int sheets;
    int row;
    int column;

    public XlsxTicketWriter(
        PipeWriter output, TimeZoneInfo zone, ExportLanguage? language, Instant snapshot, int rowsPerSheet = XlsxParts.MaxRows)
    {
        Language = language;
        (this.output, this.zone, this.rowsPerSheet) = (output, zone, rowsPerSheet);
        zip = new ZipArchive(new PipeWriterStream(output), ZipArchiveMode.Create, leaveOpen: true);
        this.snapshot = TimeZoneInfo.ConvertTime(snapshot.ToUtc(), zone);
    }

    public override ValueTask Begin(CancellationToken ct)
    {
        Part("_rels/.rels", XlsxParts.Root);
        Part("xl/styles.xml", XlsxParts.Styles);
        BeginSheet();
        return default;
    }

    public override async ValueTask Row(Ticket ticket, CountedFacts facts, CancellationToken ct)
    {
        if (row > rowsPerSheet || sheetBytes + xml.WrittenCount > XlsxParts.MaxBytes)
        {
            EndSheet();
            BeginSheet();
        }
        BeginRow();
        foreach (var each in ExportColumn.All)
            each.Write(ticket, facts, this);
        Raw("</row>"u8);
        if (xml.WrittenCount < BufferSize)
            return;
        WriteBuffer();
        await output.FlushAsync(ct);
    }

    public override async ValueTask End(long rows, CancellationToken ct)
    {
        EndSheet();
        // The number of sheets is only known now; the order of the parts in a zip archive does not matter.
        var name = Language?.Chinese is true ? "案卷" : "Tickets";
        Part("xl/workbook.xml", XlsxParts.Workbook([.. Enumerable.Range(1, sheets).Select(part => XlsxParts.SheetName(name, part))]));
        Part("xl/_rels/workbook.xml.rels", XlsxParts.WorkbookRelations(sheets));
        Part("[Content_Types].xml", XlsxParts.ContentTypes(sheets));
        zip.Dispose();
        await output.FlushAsync(ct);
    }

    void BeginSheet()
    {
        sheet = Entry($"xl/worksheets/sheet{++sheets}.xml");
        (row, sheetBytes) = (0, 0);
        Raw(XlsxParts.SheetBegin(ExportColumn.All.Count));
        BeginRow();
        foreach (var each in ExportColumn.All)
            Cell(HeadingOf(each), XlsxParts.HeadingStyle);
        Raw("</row>"u8);
    }

    void EndSheet()
    {
        Raw(XlsxParts.SheetEnd);
        WriteBuffer();
        sheet!.Dispose();
    }

    void WriteBuffer()
    {
        sheet!.Write(xml.WrittenSpan);
        sheetBytes += xml.WrittenCount;
        xml.ResetWrittenCount();
    }

    void Part(string name, string text)
    {
        using var entry = Entry(name);
        entry.Write(Encoding.UTF8.GetBytes(text));
    }

    Stream Entry(string name)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = snapshot;
        return entry.Open();
    }

    public override void Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            column++;
        else
            Cell(text, XlsxParts.TextStyle);
    }

    public override void Whole(long? number) => Number(number, style: 0);

    public override void Decimal(double? number) => Number(number, style: 0);

    public override void At(Instant? instant)
    {
        var local = instant is { } known ? TimeZoneInfo.ConvertTime(known.ToUtc(), zone).DateTime.ToOADate() : (double?)null;
        Number(local, XlsxParts.InstantStyle);
    }

    public override void Day(DateOnly? day) => Number(day?.ToDateTime(TimeOnly.MinValue).ToOADate(), XlsxParts.DayStyle);

    void BeginRow()
    {
        (row, column) = (row + 1, 0);
        Raw("<row r=\""u8);
        Format(row);
        Raw("\">"u8);
    }

    void Number<T>(T? number, int style)
        where T : struct, IUtf8SpanFormattable
    {
        if (number is not { } known)
        {
            column++;
            return;
        }
        BeginCell(style);
        Raw("\"><v>"u8);
        Format(known);
        Raw("</v></c>"u8);
    }

    void Cell(string text, int style)
    {
        BeginCell(style);
        Raw("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8);
        XlsxParts.Escape(text, xml);
        Raw("</t></is></c>"u8);
    }

    void BeginCell(int style)
    {
        Raw("<c r=\""u8);
        Raw(letters[column++]);
        Format(row);
        Raw("\" s=\""u8);
        Format(style);
    }

    void Raw(ReadOnlySpan<byte> bytes) => xml.Write(bytes);

    void Format<T>(T value)
        where T : struct, IUtf8SpanFormattable
    {
        value.TryFormat(xml.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        xml.Advance(written);
    }

    /// <summary>Returns the name of a column: A, B … Z, AA, AB …</summary>
    static string Letters(int column) => column < 26 ? $"{(char)('A' + column)}" : Letters((column / 26) - 1) + Letters(column % 26);
}
