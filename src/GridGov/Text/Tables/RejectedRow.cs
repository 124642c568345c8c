namespace GridGov.Text.Tables;

/// <summary>A row of a file that cannot be imported.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Code">The rule that it breaks, for programs.</param>
/// <param name="Detail">The rule, for people.</param>
public sealed record RejectedRow(long Line, string Code, LocalizedText Detail)
{
    const int MaxShown = 40;

    /// <summary>The column with the fault; null when it is the row's or the file's.</summary>
    public TableColumn? Column { get; init; }

    /// <summary>The value of the cell.</summary>
    public string Value { get; init; } = "";

    public string Pointer => Column is null ? $"/line/{Line}" : $"/line/{Line}/{Column.Name}";

    /// <summary>The detail behind the column and its value.</summary>
    public LocalizedText Message => Column is null ? Detail : new(
        $"“{Column.Heading}”列的值“{Shorten(Value)}”：{Detail.Zh}", $"Column {Column.Name}, value '{Shorten(Value)}': {Detail.En}");

    public static string Shorten(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";
}
