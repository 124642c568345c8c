using System.Text;

namespace GridGov.Fuzz.Generation;

/// <summary>CSV for the import of divisions.</summary>
static class CsvGenerator
{
    const string UnknownGrid = "4101";

    static readonly string[] Levels = ["city", "county", "street", "community", "grid", "", "City", "5"];

    static readonly string[][] Headings = [["code", "level", "name", "parent_code"], ["code", "name"], ["name", "code"]];

    /// <summary>Mostly valid rows: new divisions below known grids, and known grids renamed.</summary>
    public static byte[] Valid(ValuePool pool, Random random)
    {
        var text = new StringBuilder();
        var headings = Headings[random.Next(Headings.Length)];
        text.Append(string.Join(',', headings)).Append(random.Next(2) == 0 ? "\n" : "\r\n");
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var parent = pool.Value("grids.code", random) ?? pool.Value("grid.code", random) ?? UnknownGrid;
            var code = random.Next(4) == 0 || parent.Length is < 4 or > 14 ? parent : parent + ChildSuffix(parent, random);
            text.Append(string.Join(',', headings.Select(heading => Field(heading switch
            {
                "code" => code,
                "level" => code.Length switch { 4 => "city", 6 => "county", 9 => "street", 12 => "community", _ => "grid" },
                "parent_code" => code.Length switch { 6 => code[..4], 4 => code[..2], _ => code[..^3] },
                _ => TextGenerator.OfLength(random, 100),
            })))).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static string ChildSuffix(string parent, Random random) =>
        parent.Length == 4 ? random.Next(1, 100).ToString("D2") : random.Next(1, 1000).ToString("D3");

    /// <summary>Rows with errors.</summary>
    public static byte[] Invalid(ValuePool pool, Random random)
    {
        var valid = Valid(pool, random);
        var grid = pool.Value("grids.code", random) ?? UnknownGrid;
        return random.Next(16) switch
        {
            0 => [],
            1 => "code,name"u8.ToArray(),
            2 => [0xef, 0xbb, 0xbf, .. valid],
            3 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(valid)),
            4 => [.. valid, .. TextGenerator.InvalidUtf8(random)],
            5 => Bytes($"code,name\n{new string('9', random.Next(5, 100_000))},x\n"),
            6 => Bytes($"code,name\n4101,\"{new string('字', random.Next(101, 400_000))}\n"),
            7 => Bytes($"code,name\n{Repeat(random.Next(1, 60_000), i => $"99{i % 100:D2}{i / 100 % 100:D2},x{i}\n")}"),
            8 => Bytes($"code,name,code\n4101,{Field(TextGenerator.Any(random))},9901\n"),
            9 => Bytes("code;name\n4101;x\n"),
            10 => Bytes("code,name\n4101\n4102,a,b,c,d\n,\n\"\"\n\"4103\"x,y\n"),
            11 => Bytes("code,name\r4101,a\r4102,b\0\r\n\"41\"\"03\",\"a\r\nb\"\n"),
            12 => Bytes($"code,level,name,parent_code\n{grid},{Levels[random.Next(Levels.Length)]},"
                + $"{Field(TextGenerator.Any(random))},{Field(TextGenerator.Any(random))}\n"),
            13 => Bytes($"{Repeat(random.Next(1, 20_000), i => $"c{i},")}code,name\n4101,x\n"),
            14 => Bytes($"code,name\n{grid},{Field(TextGenerator.OfExactLength(random, random.Next(99, 102)))}\n"),
            _ => Bytes($"code,name\n{TextGenerator.Any(random)},{TextGenerator.Any(random)}\n"),
        };
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static string Repeat(int count, Func<int, string> text) => string.Concat(Enumerable.Range(0, count).Select(text));

    static string Field(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") >= 0 || text.Length == 0 ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
