using System.Text;
using System.Text.RegularExpressions;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>What went wrong, alike things together; the whole of each is kept in a folder.</summary>
sealed partial class Failures(int seed, string folder)
{
    const int Shown = 3;
    const int MostText = 1_500;

    readonly Lock gate = new();
    readonly SortedDictionary<string, int> kinds = new(StringComparer.Ordinal);

    public bool Any
    {
        get
        {
            lock (gate)
                return kinds.Count > 0;
        }
    }

    public void Add(string kind, string about, string detail, byte[]? sent = null, int worker = 0, long number = 0)
    {
        var key = $"{Judge.Kind(kind)} — {about}";
        int count;
        lock (gate)
            kinds[key] = count = kinds.GetValueOrDefault(key) + 1;
        if (count > Shown)
            return;
        var text = new StringBuilder($"\nFAILED  {key}\n  seed {seed}, worker {worker}, its request {number}\n");
        if (sent is not null)
        {
            var file = Path.Combine(folder, $"{worker}-{number}.request");
            File.WriteAllBytes(file, sent);
            text.Append($"  request ({file}): {Visible(Token().Replace(Encoding.UTF8.GetString(sent), "Bearer …"))}\n");
        }
        text.Append($"  says: {Visible(detail)}");
        lock (gate)
            Console.WriteLine(text);
    }

    /// <summary>Every kind with the number of its cases.</summary>
    public void Print()
    {
        lock (gate)
        {
            foreach (var (kind, count) in kinds)
                Console.WriteLine($"{count,8:N0}  {kind}");
        }
    }

    static string Visible(string text)
    {
        var visible = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (visible.Length > MostText)
                return visible.Append($"… ({text.Length:N0} characters)").ToString();
            visible.Append(rune.Value switch
            {
                '\r' => "\\r",
                '\n' => "\\n",
                < ' ' => $"\\x{rune.Value:x2}",
                _ => rune.ToString(),
            });
        }
        return visible.ToString();
    }

    /// <summary>Nobody reads a token; who it was is told beside.</summary>
    [GeneratedRegex("Bearer [A-Za-z0-9_-]{100,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
