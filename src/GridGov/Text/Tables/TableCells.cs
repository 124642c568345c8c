using System.Globalization;
using System.Text.RegularExpressions;

namespace GridGov.Text.Tables;

/// <summary>Values of cells in the notations of offices and spreadsheets.</summary>
public static partial class TableCells
{
    /// <summary>The first and last day, as spreadsheets count them, that a bare number is taken for: 1954 to 2119.</summary>
    const int FirstSerial = 20_000, LastSerial = 80_000;

    static readonly string[] DayFormats =
        ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "yyyyMMdd", "yyyy-M-d H:mm:ss", "yyyy/M/d H:mm:ss", "yyyy/M/d H:mm"];

    /// <summary>A code in half width, without spaces and the apostrophe by which a spreadsheet keeps digits as text.</summary>
    public static string Code(string cell) => TextRules.TryNormalise(cell, out var clean)
        ? string.Concat(TextFold.Fold(clean).TrimStart('\'').Where(character => !char.IsWhiteSpace(character)))
        : "";

    /// <summary>A word as it is compared: without spaces, width and case.</summary>
    public static string Word(string cell) => Code(cell);

    /// <summary>A name as it is stored. Offices align Chinese names with spaces: 王　芳 is 王芳.</summary>
    /// <returns>False for control and replacement characters.</returns>
    public static bool TryReadName(string cell, out string name)
    {
        if (!TextRules.TryNormalise(cell, out name) || name.Any(character => char.IsControl(character) || character == '\uFFFD'))
            return false;
        if (name.All(character => IsHan(character) || char.IsWhiteSpace(character)))
            name = string.Concat(name.Where(IsHan));
        return true;
    }

    static bool IsHan(char character) => character is (>= '\u3400' and <= '\u9FFF') or '·';

    /// <summary>Whether a number lost its last digits in a text file: 4.10103E+11.</summary>
    public static bool IsScientific(string cell) => Scientific().IsMatch(cell);

    public static bool TryReadDay(string cell, out DateOnly day)
    {
        if (int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var serial) && serial is >= FirstSerial and <= LastSerial)
        {
            day = DateOnly.FromDateTime(DateTime.FromOADate(serial));
            return true;
        }
        return DateOnly.TryParseExact(cell, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
            && day.Year is >= 1900 and <= 9000;
    }

    /// <summary>The values of an enum by the words that a cell may call them: code, Chinese and English name, and others.</summary>
    public static Dictionary<string, T> Names<T>(Func<T, LocalizedText> label, params (string Name, T Value)[] others)
        where T : struct, Enum =>
        Enum.GetValues<T>().SelectMany(value => new[] { (value.ToCode(), value), (label(value).Zh, value), (label(value).En, value) })
            // A code and its English name are often the same word.
            .Concat(others).DistinctBy(pair => Word(pair.Item1))
            .ToDictionary(pair => Word(pair.Item1), pair => pair.Item2, StringComparer.Ordinal);

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scientific();
}
