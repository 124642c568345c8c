using System.Text;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>CSV as offices export it, and as nobody should.</summary>
static class CsvText
{
    static readonly string[] Levels = ["city", "county", "street", "community", "grid", "", "City", "5"];

    /// <summary>Rows of divisions, most of them good: new ones below grids that are known, and known ones renamed.</summary>
    public static byte[] Rows(Pool pool, Random random)
    {
        var text = new StringBuilder();
        var headers = random.Next(3) switch { 0 => new[] { "code", "level", "name", "parent_code" }, 1 => ["code", "name"], _ => ["name", "code"] };
        text.Append(string.Join(',', headers)).Append(random.Next(2) == 0 ? "\n" : "\r\n");
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var parent = pool.Value("grids.code", random) ?? pool.Value("grid.code", random) ?? "4101";
            var code = random.Next(4) == 0 || parent.Length is < 4 or > 14 ? parent : parent + (parent.Length == 4 ? random.Next(1, 100).ToString("D2") : random.Next(1, 1000).ToString("D3"));
            foreach (var header in headers)
            {
                text.Append(header == headers[0] ? "" : ",").Append(Field(header switch
                {
                    "code" => code,
                    "level" => code.Length switch { 4 => "city", 6 => "county", 9 => "street", 12 => "community", _ => "grid" },
                    "parent_code" => code.Length switch { 6 => code[..4], 4 => code[..2], _ => code[..^3] },
                    _ => Hostile.TextOf(random, 100),
                }));
            }
            text.Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Rows in which something is wrong.</summary>
    public static byte[] Odd(Pool pool, Random random)
    {
        var good = Rows(pool, random);
        return random.Next(16) switch
        {
            0 => [],
            1 => "code,name"u8.ToArray(),
            2 => [0xef, 0xbb, 0xbf, .. good],
            3 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(good)),
            4 => [.. good, .. Hostile.InvalidUtf8(random)],
            5 => Encoding.UTF8.GetBytes($"code,name\n{new string('9', random.Next(5, 100_000))},x\n"),
            6 => Encoding.UTF8.GetBytes($"code,name\n4101,\"{new string('字', random.Next(101, 400_000))}\n"),
            7 => Encoding.UTF8.GetBytes($"code,name\n{string.Concat(Enumerable.Range(0, random.Next(1, 60_000)).Select(i => $"99{i % 100:D2}{i / 100 % 100:D2},x{i}\n"))}"),
            8 => Encoding.UTF8.GetBytes($"code,name,code\n4101,{Field(Hostile.Any(random))},9901\n"),
            9 => Encoding.UTF8.GetBytes($"code;name\n4101;x\n"),
            10 => Encoding.UTF8.GetBytes($"code,name\n4101\n4102,a,b,c,d\n,\n\"\"\n\"4103\"x,y\n"),
            11 => Encoding.UTF8.GetBytes($"code,name\r4101,a\r4102,b\0\r\n\"41\"\"03\",\"a\r\nb\"\n"),
            12 => Encoding.UTF8.GetBytes($"code,level,name,parent_code\n{pool.Value("grids.code", random) ?? "4101"},{Levels[random.Next(Levels.Length)]},{Field(Hostile.Any(random))},{Field(Hostile.Any(random))}\n"),
            13 => Encoding.UTF8.GetBytes($"{string.Join(',', Enumerable.Range(0, random.Next(1, 20_000)).Select(i => $"c{i}"))},code,name\n4101,x\n"),
            14 => Encoding.UTF8.GetBytes($"code,name\n{pool.Value("grids.code", random) ?? "4101"},{Field(Hostile.Exactly(random, random.Next(99, 102)))}\n"),
            _ => Encoding.UTF8.GetBytes($"code,name\n{Hostile.Any(random)},{Hostile.Any(random)}\n"),
        };
    }

    static string Field(string text) => text.AsSpan().IndexOfAny("\",\r\n") >= 0 || text.Length == 0 ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
