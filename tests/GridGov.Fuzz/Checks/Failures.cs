using System.Text;
using System.Text.RegularExpressions;

namespace GridGov.Fuzz.Checks;

/// <summary>Counts failures by kind, and keeps the requests of the first cases of each kind in a folder.</summary>
sealed partial class Failures(int seed, string folder)
{
    const int CasesShown = 3;
    const int MaxTextShown = 1_500;

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

    /// <param name="about">The operation, or the part of the program.</param>
    /// <param name="sent">The request that caused the failure; null when there is none.</param>
    /// <param name="number">The request's number within the worker.</param>
    public void Add(string kind, string about, string detail, byte[]? sent = null, int worker = 0, long number = 0)
    {
        // Ids and the like differ from case to case.
        var key = $"{LongNumber().Replace(kind, "#")} — {about}";
        int count;
        lock (gate)
            kinds[key] = count = kinds.GetValueOrDefault(key) + 1;
        if (count > CasesShown)
            return;
        var text = new StringBuilder($"\nFAILED  {key}\n  seed {seed}, worker {worker}, its request {number}\n");
        if (sent is not null)
        {
            var file = Path.Combine(folder, $"{worker}-{number}.request");
            File.WriteAllBytes(file, sent);
            text.Append($"  request ({file}): {Printable(AccessToken().Replace(Encoding.UTF8.GetString(sent), "Bearer …"))}\n");
        }
        text.Append($"  {Printable(detail)}");
        lock (gate)
            Console.WriteLine(text);
    }

    /// <summary>Prints every kind with the number of its cases.</summary>
    public void Print()
    {
        lock (gate)
        {
            foreach (var (kind, count) in kinds)
                Console.WriteLine($"{count,8:N0}  {kind}");
        }
    }

    static string Printable(string text)
    {
        var printable = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (printable.Length > MaxTextShown)
                return printable.Append($"… ({text.Length:N0} characters)").ToString();
            printable.Append(rune.Value switch
            {
                '\r' => "\\r",
                '\n' => "\\n",
                < ' ' => $"\\x{rune.Value:x2}",
                _ => rune.ToString(),
            });
        }
        return printable.ToString();
    }

    [GeneratedRegex("[0-9]{4,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LongNumber();

    /// <summary>Access tokens are removed from printed requests; the caller's name stands beside them.</summary>
    [GeneratedRegex("Bearer [A-Za-z0-9_-]{100,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccessToken();
}
