using CsvHelper;
using GridGov.Text;

namespace GridGov.Features.Grids;

/// <summary>A row of a file of divisions that cannot be imported.</summary>
/// <param name="Line">Its line in the file; the header is line 1.</param>
/// <param name="Code">The rule that it breaks, for programs.</param>
/// <param name="Detail">For people.</param>
public sealed record RejectedRow(long Line, string Code, LocalizedText Detail);

/// <summary>A CSV file of divisions (行政区划): code, name, and optionally level and parent_code, which must agree with the code.</summary>
/// <param name="Rows">The valid rows, ordered by code, so that parents come before their children.</param>
/// <param name="Codes">All codes of the file within the requested subtree, those of invalid rows included.</param>
sealed record DivisionFile(IReadOnlyList<DivisionFile.Row> Rows, IReadOnlyList<RejectedRow> Rejected, IReadOnlySet<string> Codes)
{
    const int MaxName = 100;

    /// <summary>More rows than any city has; the import is one transaction, for which other writers wait.</summary>
    const int MaxRows = 50_000;

    static readonly string[] Levels = ["city", "county", "street", "community", "grid"];

    static readonly string[] LevelNames = ["市", "区县", "街道", "社区", "单元网格"];

    public sealed record Row(long Line, string Code, string Name);

    /// <param name="under">Reads only this code's subtree and the rows above it; null for the whole file.</param>
    public static DivisionFile Read(TextReader text, string? under)
    {
        var rejected = new List<RejectedRow>();
        var rows = new List<Row>();
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        using var csv = CsvReader.Create(text, CsvReaderOptions.Default with
        {
            HasHeader = true,
            Separator = ',',
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        try
        {
            csv.ReadHeader();
            var missing = Array.FindAll(["code", "name"], column => !csv.Headers.Contains(column, StringComparer.Ordinal));
            if (missing.Length > 0)
                return new DivisionFile([], [MissingColumns(missing)], lines.Keys.ToHashSet());
            while (csv.Read())
                ReadRow(csv, under, rows, rejected, lines);
        }
        catch (CsvFormatException e)
        {
            rejected.Add(new RejectedRow(Math.Max(1, e.LineNumber), "malformed_csv", new("该行不是格式正确的 CSV。", e.Message)));
        }
        if (rows.Count > MaxRows)
            rejected.Add(new RejectedRow(rows[MaxRows].Line, "too_many_rows", new(
                $"一次最多导入 {MaxRows} 行，请指定一个上级编码。", $"At most {MaxRows} rows are imported at once; name a code under which.")));
        rows.Sort((one, other) => string.CompareOrdinal(one.Code, other.Code));
        return new DivisionFile(rows, rejected, lines.Keys.ToHashSet(StringComparer.Ordinal));
    }

    static RejectedRow MissingColumns(string[] columns) => new(1, "missing_column", new(
        $"表头缺少列 {string.Join('、', columns)}。", $"The header has no column {string.Join(", ", columns)}."));

    static void ReadRow(CsvReader csv, string? under, List<Row> rows, List<RejectedRow> rejected, Dictionary<string, long> lines)
    {
        var line = csv.LineNumber;
        var code = csv.GetString("code").Trim();
        if (!GridCode.IsCode(code))
        {
            rejected.Add(new RejectedRow(line, "invalid_code", new(
                $"“{Shorten(code)}”不是 4、6、9、12 或 15 位数字的编码。", $"'{Shorten(code)}' is no code of 4, 6, 9, 12 or 15 digits.")));
            return;
        }
        if (under is not null && !GridCode.Covers(under, code) && !GridCode.Covers(code, under))
            return;
        if (!lines.TryAdd(code, line))
        {
            rejected.Add(new RejectedRow(line, "duplicate_code", new(
                $"{code} 在第 {lines[code]} 行已出现。", $"{code} stands on line {lines[code]} already.")));
            return;
        }
        var text = csv.GetString("name").Trim();
        // The length of the stored, composed text counts; it can be longer than the text of the file.
        var isText = TextRules.TryNormalise(text, out var name);
        var error = FindLevelError(code, Optional(csv, "level"))
            ?? FindParentError(code, Optional(csv, "parent_code")) ?? FindNameError(name, isText);
        if (error is var (rule, detail))
            rejected.Add(new RejectedRow(line, rule, detail));
        else
            rows.Add(new Row(line, code, name));
    }

    static (string Rule, LocalizedText Detail)? FindLevelError(string code, string level)
    {
        var position = Array.IndexOf(GridCode.Lengths, code.Length);
        return level.Length == 0 || level == Levels[position] ? null : ("level_disagrees", new(
            $"{code} 是{LevelNames[position]}，而不是“{Shorten(level)}”。", $"{code} is a {Levels[position]}, not '{Shorten(level)}'."));
    }

    static (string Rule, LocalizedText Detail)? FindParentError(string code, string parent)
    {
        // A city's parent is its province, whose code has two digits and is not stored.
        var expected = GridCode.Parent(code) ?? code[..2];
        return parent.Length == 0 || parent == expected ? null : ("parent_disagrees", new(
            $"{code} 属于 {expected}，而不属于“{Shorten(parent)}”。", $"{code} lies in {expected}, not in '{Shorten(parent)}'."));
    }

    static (string Rule, LocalizedText Detail)? FindNameError(string name, bool isText)
    {
        if (name.Any(character => char.IsControl(character) || character == '\uFFFD') || !isText)
            return ("invalid_value", new("名称含有控制字符或替换字符。", "The name has control or replacement characters."));
        if (TextRules.IsBlank(name))
            return ("required", new("名称为空。", "The name is empty."));
        return TextRules.Length(name) > MaxName
            ? ("too_long", new($"名称超过 {MaxName} 个字符。", $"The name is longer than {MaxName} characters."))
            : null;
    }

    static string Optional(CsvReader csv, string column) =>
        csv.Headers.Contains(column, StringComparer.Ordinal) ? csv.GetString(column).Trim() : "";

    static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
