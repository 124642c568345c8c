using System.Text;
using CsvHelper;

namespace GridGov.Text.Tables;

/// <summary>Reads CSV as spreadsheets save it: in UTF-8, UTF-16 or GB18030, with commas, semicolons or tabs.</summary>
static class DelimitedText
{
    /// <summary>The lines by which the separator is chosen.</summary>
    const int SampleLines = 5;

    const char ByteOrderMark = '\uFEFF';

    static readonly char[] Separators = [',', ';', '\t'];

    static readonly Encoding StrictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The provider is not registered for the process, because requests would then be read in encodings that nobody tests.
    static readonly Encoding StrictGb18030 = CodePagesEncodingProvider.Instance.GetEncoding(
        "gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    public static TableFile Read(byte[] bytes)
    {
        if (Decode(bytes) is not var (text, encoding))
            return new TableFile(TableFormat.Csv, Encoding: null, [], new RejectedRow(1, "unknown_encoding", new(
                "文件不是 UTF-8、UTF-16 或 GB18030 编码的文本。", "The file is not text in UTF-8, UTF-16 or GB18030.")));
        var rows = new List<TableFile.Row>();
        using var csv = CsvReader.Create(new StringReader(text), CsvReaderOptions.Default with
        {
            HasHeader = false,
            Separator = FindSeparator(text),
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        RejectedRow? fault = null;
        try
        {
            while (csv.Read())
            {
                var cells = new string[Math.Min(csv.FieldCount, TableFile.MaxColumns)];
                for (var i = 0; i < cells.Length; i++)
                    cells[i] = CsvCells.Restore(csv.GetString(i).Trim());
                if (Array.Exists(cells, cell => cell.Length > 0))
                    rows.Add(new TableFile.Row(csv.LineNumber, cells));
            }
        }
        catch (CsvFormatException e)
        {
            fault = new RejectedRow(
                Math.Max(1, e.LineNumber), "malformed_csv", new("该行不是格式正确的 CSV。", "The line is not well-formed CSV."));
        }
        return new TableFile(TableFormat.Csv, encoding, rows, fault);
    }

    static (string Text, TextEncoding Encoding)? Decode(ReadOnlySpan<byte> bytes)
    {
        var (decoder, encoding) = bytes switch
        {
            [0xFF, 0xFE, ..] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
                TextEncoding.Utf16),
            [0xFE, 0xFF, ..] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
                TextEncoding.Utf16),
            _ when IsRatherUtf8(bytes) => (StrictUtf8, TextEncoding.Utf8),
            _ => (StrictGb18030, TextEncoding.Gb18030),
        };
        try
        {
            var text = decoder.GetString(bytes).TrimStart(ByteOrderMark);
            return text.Contains('\0', StringComparison.Ordinal) ? null : (text, encoding);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether most characters beyond ASCII are well-formed UTF-8. In text of GB18030 hardly one is, so a damaged file in UTF-8 is
    /// refused and not read as nonsense.
    /// </summary>
    static bool IsRatherUtf8(ReadOnlySpan<byte> bytes)
    {
        int wellFormed = 0, broken = 0;
        while (!bytes.IsEmpty)
        {
            var isRune = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (!isRune)
                broken++;
            else if (rune.Value >= 0x800)
                wellFormed++;
            bytes = bytes[length..];
        }
        return broken == 0 || wellFormed > broken;
    }

    static char FindSeparator(string text)
    {
        var counts = new int[Separators.Length];
        var (quoted, lines) = (false, 0);
        for (var i = 0; i < text.Length && lines < SampleLines; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == '\n' && !quoted)
                lines++;
            else if (!quoted && Array.IndexOf(Separators, text[i]) is >= 0 and var separator)
                counts[separator]++;
        }
        return Separators[Array.IndexOf(counts, counts.Max())];
    }
}
