using System.Globalization;
using System.Text;

namespace GridGov.Data.Search;

/// <summary>The pairs of neighbouring characters of a folded text, because Chinese has no spaces between its words.</summary>
static class Grams
{
    /// <summary>Adds the pairs of a text, and its single characters.</summary>
    /// <param name="lastOnly">Whether a single character is added only where a run ends, since pairs begin with all others.</param>
    public static void AddTo(ISet<string> grams, string text, bool lastOnly)
    {
        foreach (var run in Runs(text))
        {
            for (var i = 0; i < run.Count; i++)
            {
                var last = i == run.Count - 1;
                if (!last)
                    grams.Add(run[i] + run[i + 1]);
                if (last || !lastOnly)
                    grams.Add(run[i]);
            }
        }
    }

    /// <summary>What a text that contains a word must have: the pairs of each run, or its only character.</summary>
    public static IEnumerable<string> Required(string word) => Runs(word).SelectMany(run => run.Count == 1
        ? run
        : Enumerable.Range(0, run.Count - 1).Select(i => run[i] + run[i + 1]));

    /// <summary>Whether a gram is a single character, which other grams may begin with.</summary>
    public static bool IsSingle(string gram) => gram.Length == (char.IsSurrogate(gram[0]) ? 2 : 1);

    /// <summary>Whether a character can be searched for. ASCII has letters and digits; elsewhere signs and pictures count too.</summary>
    public static bool IsSearchable(Rune rune) => rune.IsAscii
        ? Rune.IsLetterOrDigit(rune)
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control or UnicodeCategory.ConnectorPunctuation
            or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
            or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation);

    /// <summary>The sequences of searchable characters, each character as a text because rare ones are two <see cref="char"/>s.</summary>
    static IEnumerable<List<string>> Runs(string text)
    {
        var run = new List<string>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSearchable(rune))
            {
                run.Add(rune.ToString());
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }
        if (run.Count > 0)
            yield return run;
    }
}
