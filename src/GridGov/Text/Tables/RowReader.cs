namespace GridGov.Text.Tables;

/// <summary>Reads the cells of a row, each with its own fault.</summary>
public abstract class RowReader<TRow>(Table.Row cells)
    where TRow : class
{
    const int MaxPhone = 32;

    readonly List<RejectedRow> faults = [];

    protected Table.Row Cells => cells;

    protected bool HasFaults => faults.Count > 0;

    /// <summary>Reads the row; what is returned is not used when a cell was rejected, so it may be null then.</summary>
    protected abstract TRow? Read();

    /// <summary>Reads the rows of a table.</summary>
    /// <param name="most">The most rows that are imported at once; with more, the only fault is that.</param>
    /// <returns>The rows whose cells are valid, and the faults of the others and of the headings.</returns>
    public static (IReadOnlyList<TRow> Rows, IReadOnlyList<RejectedRow> Rejected) ReadAll(
        Table table, int most, Func<Table.Row, RowReader<TRow>> readerOf)
    {
        var (rows, rejected) = (new List<TRow>(), table.Faults.ToList());
        foreach (var cells in table.Rows)
        {
            if (rows.Count + rejected.Count >= most)
            {
                return ([], [new RejectedRow(cells.Line, "too_many_rows", new(
                    $"一次最多导入 {most} 行。", $"At most {most} rows are imported at once."))]);
            }
            var reader = readerOf(cells);
            var row = reader.Read();
            if (row is not null && !reader.HasFaults)
                rows.Add(row);
            rejected.AddRange(reader.faults);
        }
        return (rows, rejected);
    }

    protected void Reject(TableColumn column, string rule, string chinese, string english) =>
        faults.Add(cells.Reject(column, rule, new(chinese, english)));

    /// <summary>A text as it is stored; null for an empty cell.</summary>
    /// <param name="max">The most characters.</param>
    protected string? ReadText(TableColumn column, int max)
    {
        if (!TextRules.TryNormalise(cells[column], out var text) || text.Any(each => char.IsControl(each) || each == '\uFFFD'))
            Reject(column, "invalid_value", "含有控制字符或替换字符。", "It has control or replacement characters.");
        else if (TextRules.Length(text) > max)
            Reject(column, "too_long", $"超过 {max} 个字符。", $"It is longer than {max} characters.");
        return TextRules.IsBlank(text) ? null : text;
    }

    /// <summary>An id of something that was exported; null for an empty cell.</summary>
    protected Id? ReadId(TableColumn column, string chinese, string english)
    {
        if (Id.TryParseExact(cells[column], out var id))
            return id;
        if (cells[column].Length > 0)
            Reject(column, "wrong_format", chinese, english);
        return null;
    }

    protected string? ReadPhone(TableColumn column)
    {
        var text = cells[column];
        if (text.Length == 0)
            return null;
        if (text.Length > MaxPhone || !TextRules.TryNormalise(text, out text) || !PhoneNumber.TryParse(text, out _))
            Reject(column, "wrong_format", "不是电话号码。", "It is not a telephone number.");
        return text;
    }

    protected DateOnly? ReadDay(TableColumn column)
    {
        if (cells[column].Length == 0)
            return null;
        if (TableCells.TryReadDay(cells[column], out var day))
            return day;
        Reject(column, "wrong_format", "不是日期，请写成 2026-03-01。", "It is not a day; write 2026-03-01.");
        return null;
    }
}
