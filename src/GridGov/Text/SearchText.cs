using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using GridGov.Data.Search;

namespace GridGov.Text;

/// <summary>
/// Text as searches compare it: without full width, capital letters, traditional characters and invisible ones. What is stored was
/// folded by <see cref="Rules"/>, so a change of the folding needs a new number of them.
/// </summary>
static class SearchText
{
    /// <summary>The version of the folding and of the grams; a start with another one builds the index anew.</summary>
    public const int Rules = 1;

    const int BeforeHit = 20, AfterHit = 60;

    static readonly FrozenDictionary<int, string> Simplified = ReadSimplified();

    // Characters that are looked up one by one; a text without any of them is folded already.
    static readonly SearchValues<char> Special = SearchValues.Create(
    [
        .. Simplified.Keys.Where(code => code <= char.MaxValue).Select(code => (char)code),
        .. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(c => char.IsSurrogate(c) || IsIgnored(c)),
    ]);

    /// <summary>A piece of a text, and whether it is what was searched for.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Piece(string Text, bool IsHit);

    public static string Fold(string text)
    {
        var folded = TextFold.Fold(text);
        if (!folded.AsSpan().ContainsAny(Special))
            return folded;
        var simple = new StringBuilder(folded.Length);
        foreach (var rune in folded.EnumerateRunes())
        {
            if (Simplified.TryGetValue(rune.Value, out var simplified))
                simple.Append(simplified);
            else if (!IsIgnored(rune))
                simple.Append(rune);
        }
        return simple.ToString();
    }

    /// <summary>
    /// The folded words of a search, all of which must be found. Spaces and punctuation separate them, but a sign between two letters or
    /// digits of ASCII belongs to its word: 3-204, 1.5.
    /// </summary>
    public static IReadOnlyList<string> Words(string text)
    {
        if (!TextRules.TryNormalise(text, out var clean))
            return [];
        var folded = Fold(clean);
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < folded.Length;)
        {
            Rune.DecodeFromUtf16(folded.AsSpan(i), out var rune, out var length);
            if (Grams.IsSearchable(rune) || IsBetweenLetters(folded, i))
                word.Append(rune);
            else
                End();
            i += length;
        }
        End();
        return [.. words.Distinct(StringComparer.Ordinal)];

        void End()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
    }

    /// <summary>The part of a text around the first hit of any word, in pieces; null without a hit.</summary>
    public static IReadOnlyList<Piece>? Mark(string text, IReadOnlyList<string> words)
    {
        var elements = StringInfo.ParseCombiningCharacters(text);
        var folded = new StringBuilder(text.Length);
        var elementOf = new List<int>(text.Length);
        for (var i = 0; i < elements.Length; i++)
        {
            var end = i + 1 < elements.Length ? elements[i + 1] : text.Length;
            folded.Append(Fold(text[elements[i]..end]));
            while (elementOf.Count < folded.Length)
                elementOf.Add(i);
        }
        var hits = new bool[elements.Length];
        var whole = folded.ToString();
        foreach (var word in words)
        {
            for (var at = whole.IndexOf(word, StringComparison.Ordinal); at >= 0;
            at = whole.IndexOf(word, at + 1, StringComparison.Ordinal))
                Array.Fill(hits, true, elementOf[at], elementOf[at + word.Length - 1] - elementOf[at] + 1);
        }
        var first = Array.IndexOf(hits, true);
        if (first < 0)
            return null;
        var from = Math.Max(0, first - BeforeHit);
        var to = Math.Min(elements.Length, first + AfterHit);
        var pieces = new List<Piece>();
        for (var i = from; i < to;)
        {
            var next = i + 1;
            while (next < to && hits[next] == hits[i])
                next++;
            pieces.Add(new Piece(text[elements[i]..(next < elements.Length ? elements[next] : text.Length)], hits[i]));
            i = next;
        }
        return pieces;
    }

    static bool IsBetweenLetters(string text, int at) =>
        at > 0 && at + 1 < text.Length && char.IsAsciiLetterOrDigit(text[at - 1]) && char.IsAsciiLetterOrDigit(text[at + 1])
        && !char.IsWhiteSpace(text[at]);

    static bool IsIgnored(Rune rune) => rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    static bool IsIgnored(char character) => Rune.TryCreate(character, out var rune) && IsIgnored(rune);

    static FrozenDictionary<int, string> ReadSimplified()
    {
        using var text = new StreamReader(
            typeof(SearchText).Assembly.GetManifestResourceStream("seeds/traditional_simplified.csv")!, Encoding.UTF8);
        var pairs = text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(','))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        // 薴 is written 苧, and 苧 itself 苎: both are found as the last.
        return pairs.ToFrozenDictionary(
            pair => char.ConvertToUtf32(pair.Key, 0), pair => pairs.GetValueOrDefault(pair.Value, pair.Value));
    }
}
