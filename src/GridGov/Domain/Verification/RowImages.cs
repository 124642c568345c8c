using System.Globalization;
using GridGov.Data.Statements;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Domain.Verification;

/// <summary>A table whose rows are compared with what events give.</summary>
/// <param name="columns">The compared columns; others are not explained by events.</param>
sealed class ImageTable(string name, params IReadOnlyList<string> columns)
{
    public string Name => name;

    public IReadOnlyList<string> Columns => columns;

    /// <summary>Each value as text, which is the same on every engine.</summary>
    public string ColumnList => string.Join(", ", Columns.Select(column => $"CAST(x.{column} AS TEXT)"));

    public Dictionary<string, string?> Read(Columns c)
    {
        var row = new Dictionary<string, string?>(columns.Count, StringComparer.Ordinal);
        foreach (var column in columns)
            row.Add(column, c.TextOrNull());
        return row;
    }
}

/// <summary>Rows as text, by table and key. A column that is absent is not known.</summary>
sealed class RowImages
{
    /// <summary>The value of words that a confidential ticket's row masks.</summary>
    public static readonly object Masked = new();

    const string MaskedText = "\0";
    const int ShownCharacters = 60;

    readonly Dictionary<(ImageTable Table, string Key), Dictionary<string, string?>> rows = [];

    public void Add(ImageTable table, string key, Dictionary<string, string?> row) => rows[(table, key)] = row;

    public bool Contains(ImageTable table, string key) => rows.ContainsKey((table, key));

    public void Remove(ImageTable table, string key) => rows.Remove((table, key));

    public void Set(ImageTable table, string key, params ReadOnlySpan<(string Column, object? Value)> values)
    {
        if (!rows.TryGetValue((table, key), out var row))
            rows[(table, key)] = row = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (column, value) in values)
            row[column] = ToText(value);
    }

    /// <summary>Changes a column in every row of a table.</summary>
    public void SetAll(ImageTable table, string column, Func<string?, object?> change)
    {
        foreach (var (_, row) in rows.Where(each => each.Key.Table == table && each.Value.ContainsKey(column)))
            row[column] = ToText(change(row[column]));
    }

    /// <summary>The values of a row are not known any more.</summary>
    public void Forget(ImageTable table, string key, params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
            rows.GetValueOrDefault((table, key))?.Remove(column);
    }

    public string? Value(ImageTable table, string key, string column) => rows.GetValueOrDefault((table, key))?.GetValueOrDefault(column);

    /// <summary>The rows of one table.</summary>
    public RowImages Of(ImageTable table)
    {
        var part = new RowImages();
        foreach (var (key, row) in rows.Where(each => each.Key.Table == table))
            part.rows.Add(key, row);
        return part;
    }

    /// <param name="expected">What the events give.</param>
    public IEnumerable<string> Differences(RowImages expected)
    {
        foreach (var ((table, key), row) in expected.rows)
        {
            if (!rows.TryGetValue((table, key), out var stored))
            {
                yield return $"{Name(table, key)} was removed";
                continue;
            }
            foreach (var (column, value) in row)
            {
                var found = stored[column];
                if (value == MaskedText ? found is not (null or Masking.Text) : found != value)
                    yield return $"{Name(table, key)}: {column} is {Shown(found)}, but its events give {Shown(value)}";
            }
        }
        foreach (var (table, key) in rows.Keys.Where(row => !expected.rows.ContainsKey(row)))
            yield return $"{Name(table, key)} is stored, but its events do not give it";
    }

    static string Name(ImageTable table, string key) => key.Length == 0 ? table.Name : $"{table.Name} {key}";

    static string Shown(string? value) => value switch
    {
        null => "empty",
        MaskedText => "a mask",
        { Length: > ShownCharacters } => $"'{value[..ShownCharacters]}…'",
        _ => $"'{value}'",
    };

    static string? ToText(object? value) => value switch
    {
        null => null,
        string text => text,
        Id id => id.Value.ToString(CultureInfo.InvariantCulture),
        Instant at => at.Milliseconds.ToString(CultureInfo.InvariantCulture),
        DateOnly day => Days.Number(day).ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "1" : "0",
        int or long => ((IFormattable)value).ToString(format: null, CultureInfo.InvariantCulture),
        RequestKind kind => kind.ToCode(),
        PostKind post => post.ToCode(),
        _ when value == Masked => MaskedText,
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "No column has such a value."),
    };
}
