using CsvHelper;
using GridGov.Text;

namespace GridGov.Features.Grids;

/// <param name="Line">The line in the file; the header is line 1.</param>
public sealed record RejectedRow(long Line, string Code, string Detail);

/// <summary>A CSV file of divisions (行政区划): code, name, and optionally level and parent_code, which must agree with the code.</summary>
/// <param name="Rows">The valid rows, ordered by code, so that parents come before their children.</param>
/// <param name="Codes">All codes of the file within the requested subtree, those of invalid rows included.</param>
sealed record DivisionFile(IReadOnlyList<DivisionFile.Row> Rows, IReadOnlyList<RejectedRow> Rejected, IReadOnlySet<string> Codes)
{
    const int MaxName = 100;

    /// <summary>More rows than any city has; the import is one transaction, for which other writers wait.</summary>
    const int MaxRows = 50_000;

    static readonly string[] Levels = ["city", "county", "street", "community", "grid"];

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
            {
                var error = new RejectedRow(1, "missing_column", $"The header has no column {string.Join(", ", missing)}.");
                return new DivisionFile([], [error], lines.Keys.ToHashSet());
            }
            while (csv.Read())
                ReadRow(csv, under, rows, rejected, lines);
        }
        catch (CsvFormatException e)
        {
            rejected.Add(new RejectedRow(Math.Max(1, e.LineNumber), "malformed_csv", e.Message));
        }
        if (rows.Count > MaxRows)
        {
            var detail = $"At most {MaxRows} rows are imported at once; use under to import a part of the file.";
            rejected.Add(new RejectedRow(rows[MaxRows].Line, "too_many_rows", detail));
        }
        rows.Sort((one, other) => string.CompareOrdinal(one.Code, other.Code));
        return new DivisionFile(rows, rejected, lines.Keys.ToHashSet(StringComparer.Ordinal));
    }

    static void ReadRow(CsvReader csv, string? under, List<Row> rows, List<RejectedRow> rejected, Dictionary<string, long> lines)
    {
        var line = csv.LineNumber;
        var code = csv.GetString("code").Trim();
        if (!GridCode.IsCode(code))
        {
            rejected.Add(new RejectedRow(line, "invalid_code", $"'{Shorten(code)}' is not a code of 4, 6, 9, 12 or 15 digits."));
            return;
        }
        if (under is not null && !GridCode.Covers(under, code) && !GridCode.Covers(code, under))
            return;
        if (!lines.TryAdd(code, line))
        {
            rejected.Add(new RejectedRow(line, "duplicate_code", $"{code} is already on line {lines[code]}."));
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

    static (string Rule, string Detail)? FindLevelError(string code, string level)
    {
        var expected = Levels[Array.IndexOf(GridCode.Lengths, code.Length)];
        return level.Length == 0 || level == expected
            ? null
            : ("level_disagrees", $"{code} is a {expected}, not '{Shorten(level)}'.");
    }

    static (string Rule, string Detail)? FindParentError(string code, string parent)
    {
        // A city's parent is its province, whose code has two digits and is not stored.
        var expected = GridCode.Parent(code) ?? code[..2];
        return parent.Length == 0 || parent == expected
            ? null
            : ("parent_disagrees", $"{code} lies in {expected}, not in '{Shorten(parent)}'.");
    }

    static (string Rule, string Detail)? FindNameError(string name, bool isText)
    {
        if (name.Length == 0)
            return ("required", "The name is empty.");
        if (name.Any(character => char.IsControl(character) || character == '\uFFFD') || !isText)
            return ("invalid_value", "The name has control or replacement characters.");
        return TextRules.Length(name) > MaxName ? ("too_long", $"The name is longer than {MaxName} characters.") : null;
    }

    static string Optional(CsvReader csv, string column) =>
        csv.Headers.Contains(column, StringComparer.Ordinal) ? csv.GetString(column).Trim() : "";

    static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
