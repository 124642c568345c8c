using GridGov.Text;
using GridGov.Text.Tables;

namespace GridGov.Features.Grids;

/// <summary>A file of divisions (行政区划): code, name, and optionally level and parent code, which must agree with the code.</summary>
/// <param name="Rows">The valid rows, ordered by code, so that parents come before their children.</param>
/// <param name="Codes">All codes of the file within the requested subtree, those of invalid rows included.</param>
sealed record DivisionFile(
    IReadOnlyList<DivisionFile.Row> Rows, IReadOnlyList<RejectedRow> Rejected, IReadOnlySet<string> Codes, ReadFile Source)
{
    const int MaxName = 100;

    /// <summary>More rows than any city has; the import is one transaction, for which other writers wait.</summary>
    const int MaxRows = 50_000;

    /// <summary>The length of a province's code. Provinces are not stored, and national lists begin with one.</summary>
    const int Province = 2;

    static readonly TableColumn CodeColumn = new("code", "代码", "编码", "区划代码", "行政区划代码", "统计用区划代码", "网格代码", "网格编码")
    {
        IsRequired = true,
    };

    static readonly TableColumn NameColumn = new("name", "名称", "区划名称", "行政区划名称", "网格名称", "单位名称") { IsRequired = true };

    static readonly TableColumn LevelColumn = new("level", "级别", "层级", "行政级别");

    static readonly TableColumn ParentColumn = new("parent_code", "上级代码", "上级编码", "父级代码", "上级区划代码", "parent");

    /// <summary>The names of each level, of which the first ones are shown.</summary>
    static readonly string[][] Levels =
    [
        ["city", "市", "地级市", "市级", "地级"],
        ["county", "区县", "县", "区", "县级", "县级市", "区级"],
        ["street", "街道", "镇", "乡", "乡镇", "乡级", "街道办事处"],
        ["community", "社区", "村", "居委会", "村委会", "居民委员会", "村民委员会", "行政村", "村级"],
        ["grid", "单元网格", "网格"],
    ];

    public sealed record Row(long Line, string Code, string Name)
    {
        internal RejectedRow Reject(string rule, LocalizedText detail) => new(Line, rule, detail) { Column = CodeColumn, Value = Code };
    }

    /// <param name="under">Reads only this code's subtree and the rows above it; null for the whole file.</param>
    public static DivisionFile Read(byte[] bytes, string? under)
    {
        var table = Table.Of(TableFile.Read(bytes), [CodeColumn, NameColumn, LevelColumn, ParentColumn]);
        var rejected = table.Faults.ToList();
        var rows = new List<Row>();
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
            ReadRow(row, under is null ? null : GridCode.WithoutPadding(under), rows, rejected, lines);
        if (rows.Count > MaxRows)
            rejected.Add(new RejectedRow(rows[MaxRows].Line, "too_many_rows", new(
                $"一次最多导入 {MaxRows} 行，请指定一个上级编码。", $"At most {MaxRows} rows are imported at once; name a code under which.")));
        rows.Sort((one, other) => string.CompareOrdinal(one.Code, other.Code));
        return new DivisionFile(rows, rejected, lines.Keys.ToHashSet(StringComparer.Ordinal), table.Source);
    }

    static void ReadRow(
        Table.Row row, string? under, List<Row> rows, List<RejectedRow> rejected, Dictionary<string, long> lines)
    {
        var code = GridCode.WithoutPadding(TableCells.Code(row[CodeColumn]));
        if (code.Length == Province && row[CodeColumn].Length > Province && code.All(char.IsAsciiDigit))
            return;
        if (!GridCode.IsCode(code))
        {
            rejected.Add(row.Reject(CodeColumn, "invalid_code", TableCells.IsScientific(row[CodeColumn])
                ? new("表格软件已将编码存为科学记数法，末位数字已丢失；请把该列设为文本后重新保存。",
                    "A spreadsheet has saved the code in scientific notation and lost its last digits; make the column text and save again.")
                : new("不是 4、6、9、12 或 15 位数字的编码。", "It is no code of 4, 6, 9, 12 or 15 digits.")));
            return;
        }
        if (under is not null && !GridCode.Covers(under, code) && !GridCode.Covers(code, under))
            return;
        if (!lines.TryAdd(code, row.Line))
        {
            rejected.Add(row.Reject(CodeColumn, "duplicate_code", new(
                $"{code} 在第 {lines[code]} 行已出现。", $"{code} stands on line {lines[code]} already.")));
            return;
        }
        // The length of the stored, composed text counts; it can be longer than the text of the file.
        var isText = TextRules.TryNormalise(row[NameColumn], out var name);
        if ((FindLevelError(row, code) ?? FindParentError(row, code) ?? FindNameError(row, name, isText)) is { } error)
            rejected.Add(error);
        else
            rows.Add(new Row(row.Line, code, name));
    }

    static RejectedRow? FindLevelError(Table.Row row, string code)
    {
        var names = Levels[Array.IndexOf(GridCode.Lengths, code.Length)];
        return row[LevelColumn].Length == 0 || names.Contains(row[LevelColumn], StringComparer.Ordinal) ? null : row.Reject(
            LevelColumn, "level_disagrees", new($"{code} 是{names[1]}。", $"{code} is a {names[0]}."));
    }

    static RejectedRow? FindParentError(Table.Row row, string code)
    {
        // A city's parent is its province, whose code has two digits and is not stored.
        var expected = GridCode.Parent(code) ?? code[..Province];
        var parent = GridCode.WithoutPadding(TableCells.Code(row[ParentColumn]));
        return parent.Length == 0 || parent == expected ? null : row.Reject(
            ParentColumn, "parent_disagrees", new($"{code} 属于 {expected}。", $"{code} lies in {expected}."));
    }

    static RejectedRow? FindNameError(Table.Row row, string name, bool isText)
    {
        if (name.Any(character => char.IsControl(character) || character == '\uFFFD') || !isText)
            return row.Reject(NameColumn, "invalid_value", new("名称含有控制字符或替换字符。", "The name has control or replacement characters."));
        if (TextRules.IsBlank(name))
            return row.Reject(NameColumn, "required", new("名称为空。", "The name is empty."));
        return TextRules.Length(name) > MaxName
            ? row.Reject(NameColumn, "too_long", new($"名称超过 {MaxName} 个字符。", $"The name is longer than {MaxName} characters."))
            : null;
    }
}
