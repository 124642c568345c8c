using CsvHelper;

namespace GridGov.Text.Tables;

/// <summary>Texts of a CSV that a spreadsheet would run as formulas get an apostrophe before them.</summary>
public static class CsvCells
{
    /// <summary>The characters that can start a formula, by OWASP's list. The CSV writer defuses these itself.</summary>
    public const string FormulaSigns = "=+-@\t\r\n";

    /// <summary>
    /// The visible ones of these, which still start a formula behind invisible characters because spreadsheets skip those; and their
    /// full-width forms, which some spreadsheets treat alike.
    /// </summary>
    const string HiddenFormulaSigns = "=+-@＝＋－＠";

    /// <summary>The options of a writer that defuses formulas.</summary>
    public static CsvWriterOptions WriterOptions(bool byteOrderMark) => new()
    {
        Injection = CsvInjection.Escape,
        InjectionCharacters = FormulaSigns,
        WriteByteOrderMark = byteOrderMark,
    };

    /// <summary>The text with an apostrophe, if it begins a formula that the writer's check of the first character does not notice.</summary>
    public static string? Defuse(string? text) => text is { Length: > 0 } && BeginsHiddenFormula(text) ? "'" + text : text;

    /// <summary>The text that was defused when it was written.</summary>
    public static string Restore(string cell) =>
        cell.Length > 1 && cell[0] == '\'' && (FormulaSigns.Contains(cell[1], StringComparison.Ordinal) || BeginsHiddenFormula(cell[1..]))
            ? cell[1..]
            : cell;

    static bool BeginsHiddenFormula(string text)
    {
        if (FormulaSigns.Contains(text[0], StringComparison.Ordinal))
            return false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!TextRules.IsInvisible(rune))
                return rune.IsBmp && HiddenFormulaSigns.Contains((char)rune.Value, StringComparison.Ordinal);
        }
        return false;
    }
}
