using CsvHelper;
using GridGov.Text;

namespace GridGov.Features.Grids;

/// <summary>A row of a file of divisions that cannot be imported.</summary>
/// <param name="Line">Its line in the file; the header is line 1.</param>
/// <param name="Code">The rule that it breaks, for programs.</param>
/// <param name="Detail">For people.</param>
public sealed record RejectedRow(long Line, string Code, string Detail);

/// <summary>
/// A CSV file of divisions (行政区划): code, name, and optionally level (city, county, street, community, grid) and
/// parent_code, which the code says already and so must agree with it.
/// </summary>
/// <param name="Rows">The good rows, by code, so that parents stand before their children.</param>
/// <param name="Rejected">The rows that can be told to be bad without looking into the store.</param>
/// <param name="Codes">Every code that the file has and that was asked for, of bad rows too.</param>
sealed record DivisionFile(IReadOnlyList<DivisionFile.Row> Rows, IReadOnlyList<RejectedRow> Rejected, IReadOnlySet<string> Codes)
{
    const int MaxName = 100;

    /// <summary>More than any city has; the import is one transaction, for which other writers wait.</summary>
    const int MaxRows = 50_000;

    static readonly string[] Levels = ["city", "county", "street", "community", "grid"];

    public sealed record Row(long Line, string Code, string Name);

    /// <param name="under">Only this code's subtree, and what the file has above it; null for the whole file.</param>
    public static DivisionFile Read(TextReader text, string? under)
    {
        var bad = new List<RejectedRow>();
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
                return new DivisionFile([], [new RejectedRow(1, "missing_column", $"The header has no column {string.Join(", ", missing)}.")], lines.Keys.ToHashSet());
            while (csv.Read())
                ReadRow(csv, under, rows, bad, lines);
        }
        catch (CsvFormatException e)
        {
            bad.Add(new RejectedRow(Math.Max(1, e.LineNumber), "malformed_csv", e.Message));
        }
        if (rows.Count > MaxRows)
            bad.Add(new RejectedRow(rows[MaxRows].Line, "too_many_rows", $"At most {MaxRows} rows are imported at once; name a code under which."));
        rows.Sort((one, other) => string.CompareOrdinal(one.Code, other.Code));
        return new DivisionFile(rows, bad, lines.Keys.ToHashSet(StringComparer.Ordinal));
    }

    static void ReadRow(CsvReader csv, string? under, List<Row> rows, List<RejectedRow> bad, Dictionary<string, long> lines)
    {
        var line = csv.LineNumber;
        var code = csv.GetString("code").Trim();
        if (!GridCode.IsCode(code))
        {
            bad.Add(new RejectedRow(line, "invalid_code", $"'{Shown(code)}' is no code of 4, 6, 9, 12 or 15 digits."));
            return;
        }
        if (under is not null && !GridCode.Covers(under, code) && !GridCode.Covers(code, under))
            return;
        if (!lines.TryAdd(code, line))
        {
            bad.Add(new RejectedRow(line, "duplicate_code", $"{code} stands on line {lines[code]} already."));
            return;
        }
        var text = csv.GetString("name").Trim();
        // As it is kept: its length is that of the composed text, which can be the longer one.
        var isText = TextRules.TryNormalise(text, out var name);
        if ((LevelFault(code, Optional(csv, "level")) ?? ParentFault(code, Optional(csv, "parent_code")) ?? NameFault(name, isText)) is var (rule, detail))
            bad.Add(new RejectedRow(line, rule, detail));
        else
            rows.Add(new Row(line, code, name));
    }

    static (string Rule, string Detail)? LevelFault(string code, string level)
    {
        var expected = Levels[Array.IndexOf(GridCode.Lengths, code.Length)];
        return level.Length == 0 || level == expected ? null : ("level_disagrees", $"{code} is a {expected}, not '{Shown(level)}'.");
    }

    static (string Rule, string Detail)? ParentFault(string code, string parent)
    {
        // A city's parent is its province, whose code has two digits and which is not kept.
        var expected = GridCode.Parent(code) ?? code[..2];
        return parent.Length == 0 || parent == expected ? null : ("parent_disagrees", $"{code} lies in {expected}, not in '{Shown(parent)}'.");
    }

    static (string Rule, string Detail)? NameFault(string name, bool isText)
    {
        if (name.Any(character => char.IsControl(character) || character == '\uFFFD') || !isText)
            return ("invalid_value", "The name has control or replacement characters.");
        if (TextRules.IsBlank(name))
            return ("required", "The name is empty.");
        return TextRules.Length(name) > MaxName ? ("too_long", $"The name is longer than {MaxName} characters.") : null;
    }

    static string Optional(CsvReader csv, string column) =>
        csv.Headers.Contains(column, StringComparer.Ordinal) ? csv.GetString(column).Trim() : "";

    static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
