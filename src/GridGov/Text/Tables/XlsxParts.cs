using System.Buffers;
using System.Globalization;
using System.Text;

namespace GridGov.Text.Tables;

/// <summary>The parts of a workbook (ECMA-376) that is written while it is sent.</summary>
static class XlsxParts
{
    const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const string Package = "http://schemas.openxmlformats.org/package/2006";
    const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

    /// <summary>The maximum number of rows of a sheet without the row of headings.</summary>
    public const int MaxRows = 1_048_575;

    /// <summary>The maximum size of a sheet in bytes, below the limit of a plain zip entry.</summary>
    public const long MaxBytes = 3_000_000_000;

    // The indexes of the formats in cellXfs below.
    public const int TextStyle = 1;
    public const int InstantStyle = 2;
    public const int DayStyle = 3;
    public const int HeadingStyle = 4;

    public const string Root = $"""
        {Head}<Relationships xmlns="{Package}/relationships">
        <Relationship Id="rId1" Type="{Relationships}/officeDocument" Target="xl/workbook.xml"/>
        </Relationships>
        """;

    /// <summary>Format 49 is Excel's text format, so that an edited cell that looks like a formula stays a text.</summary>
    public const string Styles = $"""
        {Head}<styleSheet xmlns="{Main}">
        <numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/>
        <numFmt numFmtId="165" formatCode="yyyy\-mm\-dd"/></numFmts>
        <fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
        <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
        <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
        <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
        <cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
        <xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
        <xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
        <xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
        <xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>
        <cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
        </styleSheet>
        """;

    public static byte[] SheetBegin(int columns) => Encoding.UTF8.GetBytes($"""
        {Head}<worksheet xmlns="{Main}">
        <sheetViews><sheetView workbookViewId="0">
        <pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>
        </sheetView></sheetViews>
        <cols><col min="1" max="{columns}" width="18" customWidth="1"/></cols><sheetData>
        """);

    public static readonly byte[] SheetEnd = "</sheetData></worksheet>"u8.ToArray();

    /// <summary>The name of a sheet that goes on where the one before is full.</summary>
    /// <param name="part">From 1.</param>
    public static string SheetName(string name, int part) => part == 1 ? name : $"{name} {part}";

    /// <param name="names">The names of the sheets, without characters that XML escapes.</param>
    public static string Workbook(IReadOnlyList<string> names) => $"""
        {Head}<workbook xmlns="{Main}" xmlns:r="{Relationships}">
        <sheets>{Each(names.Count, i => $"""<sheet name="{names[i - 1]}" sheetId="{i}" r:id="rId{i}"/>""")}</sheets>
        </workbook>
        """;

    public static string WorkbookRelations(int sheets)
    {
        var each = Each(sheets, i =>
            $"""<Relationship Id="rId{i}" Type="{Relationships}/worksheet" Target="worksheets/sheet{i}.xml"/>""");
        return $"""
            {Head}<Relationships xmlns="{Package}/relationships">{each}
            <Relationship Id="rId{sheets + 1}" Type="{Relationships}/styles" Target="styles.xml"/>
            </Relationships>
            """;
    }

    public static string ContentTypes(int sheets)
    {
        var each = Each(sheets, i =>
            $"""<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{Type}.worksheet+xml"/>""");
        return $"""
            {Head}<Types xmlns="{Package}/content-types">
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Default Extension="xml" ContentType="application/xml"/>
            <Override PartName="/xl/workbook.xml" ContentType="{Type}.sheet.main+xml"/>
            <Override PartName="/xl/styles.xml" ContentType="{Type}.styles+xml"/>{each}
            </Types>
            """;
    }

    static string Each(int sheets, Func<int, string> text) => string.Concat(Enumerable.Range(1, sheets).Select(text));

    /// <summary>
    /// Encodes a text for a cell: escapes Excel's escapes (_x0041_), writes line breaks as LF, and replaces characters that XML does not
    /// allow.
    /// </summary>
    public static void Escape(string text, IBufferWriter<byte> xml)
    {
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (Replacement(text, i) is not { } replacement)
                continue;
            Encoding.UTF8.GetBytes(text.AsSpan(from, i - from), xml);
            Encoding.UTF8.GetBytes(replacement, xml);
            from = i + 1;
        }
        Encoding.UTF8.GetBytes(text.AsSpan(from), xml);
    }

    static string? Replacement(string text, int i) => text[i] switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        // A spreadsheet's cell breaks its lines by LF alone; a CR would be shown as its escape by some readers.
        '\r' => i + 1 < text.Length && text[i + 1] == '\n' ? "" : "\n",
        '_' when IsEscape(text, i) => "_x005F_",
        '\t' or '\n' => null,
        < ' ' or '\uFFFE' or '\uFFFF' => "\uFFFD",
        _ => null,
    };

    static bool IsEscape(string text, int i) => i + 6 < text.Length && text[i + 1] == 'x' && text[i + 6] == '_'
        && ushort.TryParse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
}
