namespace GridGov.Text.Tables;

/// <summary>The rows of a file below its headings, by columns.</summary>
public sealed class Table
{
    /// <summary>The rows among which the headings are looked for, because offices write a title above them.</summary>
    const int MaxTitleRows = 5;

    readonly TableFile file;
    readonly int headingRow;
    readonly Dictionary<TableColumn, int> positions = [];

    Table(TableFile file, int headingRow) => (this.file, this.headingRow) = (file, headingRow);

    /// <summary>The reasons for which the headings cannot be used, or the file could not be read.</summary>
    public IReadOnlyList<RejectedRow> Faults { get; private set; } = [];

    public ReadFile Source { get; private set; } = null!;

    /// <summary>No rows when the headings cannot be used.</summary>
    public IEnumerable<Row> Rows => positions.Count == 0
        ? []
        : file.Rows.Skip(headingRow + 1).Select(row => new Row(row.Line, row.Cells, positions));

    public static Table Of(TableFile file, IReadOnlyList<TableColumn> columns)
    {
        var heading = file.Rows.Take(MaxTitleRows).ToList()
            .FindIndex(row => columns.All(column => !column.IsRequired || row.Cells.Any(column.IsNamed)));
        var table = new Table(file, Math.Max(0, heading));
        var headings = file.Rows.Count == 0 ? new TableFile.Row(1, []) : file.Rows[table.headingRow];
        var faults = new List<RejectedRow>();
        if (file.Fault is not null)
            faults.Add(file.Fault);
        if (heading < 0 && !(file.Fault is not null && file.Rows.Count == 0))
            faults.Add(MissingColumns(headings.Line, [.. columns.Where(
                column => column.IsRequired && !headings.Cells.Any(column.IsNamed))]));
        if (heading >= 0)
            faults.AddRange(table.Locate(headings, columns));
        table.Faults = faults;
        table.Source = new ReadFile(file.Format, file.Encoding, [.. headings.Cells.Where(
            (text, i) => text.Length > 0 && !table.positions.ContainsValue(i))]);
        return table;
    }

    IEnumerable<RejectedRow> Locate(TableFile.Row headings, IReadOnlyList<TableColumn> columns)
    {
        foreach (var column in columns)
        {
            var found = Enumerable.Range(0, headings.Cells.Count).Where(i => column.IsNamed(headings.Cells[i])).ToList();
            if (found.Count > 0)
                positions[column] = found[0];
            if (found.Count > 1)
                yield return new RejectedRow(headings.Line, "duplicate_column", new(
                    $"表头“{headings.Cells[found[0]]}”与“{headings.Cells[found[1]]}”是同一列。",
                    $"The headings '{headings.Cells[found[0]]}' and '{headings.Cells[found[1]]}' are the same column."));
        }
    }

    static RejectedRow MissingColumns(long line, IReadOnlyList<TableColumn> columns) => new(line, "missing_column", new(
        $"表头缺少列 {string.Join('、', columns.Select(column => column.Heading))}。",
        $"The header has no column {string.Join(", ", columns.Select(column => column.Name))}."));

    /// <summary>A row; an absent column reads as an empty cell.</summary>
    public sealed record Row(long Line, IReadOnlyList<string> Cells, IReadOnlyDictionary<TableColumn, int> Positions)
    {
        public string this[TableColumn column] =>
            Positions.TryGetValue(column, out var position) && position < Cells.Count ? Cells[position] : "";

        public RejectedRow Reject(TableColumn column, string rule, LocalizedText detail) =>
            new(Line, rule, detail) { Column = column, Value = this[column] };
    }
}
