namespace GridGov.Text.Tables;

/// <summary>The format of a file of rows.</summary>
public enum TableFormat
{
    /// <summary>Text with commas, semicolons or tabs between the cells.</summary>
    Csv,
    /// <summary>A workbook, of which the first visible sheet is read.</summary>
    Xlsx,
}

/// <summary>The encoding of a text file.</summary>
public enum TextEncoding
{
    /// <summary>With or without a byte-order mark.</summary>
    Utf8,
    /// <summary>With a byte-order mark.</summary>
    Utf16,
    /// <summary>The encoding, with GBK and GB 2312 as parts of it, in which Chinese spreadsheets save CSV.</summary>
    Gb18030,
}

/// <summary>A file as it was read.</summary>
/// <param name="Format">The format, by the content of the file.</param>
/// <param name="Encoding">The encoding, by the content of the file; null for a workbook.</param>
/// <param name="IgnoredColumns">The headings of the columns that were not read.</param>
public sealed record ReadFile(TableFormat Format, TextEncoding? Encoding, IReadOnlyList<string> IgnoredColumns);

/// <summary>The rows of a file of any supported format. Blank rows are left out, and cells are without outer spaces.</summary>
/// <param name="Fault">The reason for which the rest of the file, or all of it, could not be read.</param>
public sealed record TableFile(TableFormat Format, TextEncoding? Encoding, IReadOnlyList<TableFile.Row> Rows, RejectedRow? Fault)
{
    /// <summary>Cells beyond this column are not read.</summary>
    public const int MaxColumns = 100;

    /// <param name="Line">The line of a text or the row of a sheet, from 1.</param>
    public sealed record Row(long Line, IReadOnlyList<string> Cells);

    public static TableFile Read(byte[] bytes) => bytes.AsSpan().StartsWith("PK\u0003\u0004"u8)
        ? XlsxTable.Read(bytes)
        : DelimitedText.Read(bytes);
}
