namespace GridGov.Text.Tables;

/// <summary>A column that an import reads, by any of its headings.</summary>
/// <param name="name">The English heading, as this API names it.</param>
/// <param name="heading">The Chinese heading.</param>
/// <param name="others">Other usual headings.</param>
public sealed class TableColumn(string name, string heading, params string[] others)
{
    readonly HashSet<string> headings = [.. others.Append(name).Append(heading).Select(Fold)];

    public string Name { get; } = name;

    public string Heading { get; } = heading;

    public bool IsRequired { get; init; }

    public bool IsNamed(string text) => headings.Contains(Fold(text));

    /// <summary>A heading without case, width, punctuation and a remark in brackets: 联系电话（必填）, Parent code, parent_code.</summary>
    static string Fold(string text)
    {
        if (!TextRules.TryNormalise(text, out var clean))
            return "";
        var folded = TextFold.Fold(clean);
        var bracket = folded.IndexOf('(', StringComparison.Ordinal);
        return string.Concat((bracket > 0 ? folded[..bracket] : folded).Where(char.IsLetterOrDigit));
    }
}
