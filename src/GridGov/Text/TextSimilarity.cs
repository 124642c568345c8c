using System.Runtime.InteropServices;
using System.Text;

namespace GridGov.Text;

/// <summary>
/// How alike two texts are, by the pairs of characters that they share: Chinese writes no spaces between its words, and
/// most of them are two characters long.
/// </summary>
public static class TextSimilarity
{
    /// <summary>0 (nothing shared) to 1 (the same, but for case, width, spaces and punctuation): twice the shared pairs ÷ the pairs of both.</summary>
    public static double Compute(string left, string right)
    {
        var ofLeft = Pairs(left);
        var ofRight = Pairs(right);
        var all = ofLeft.Values.Sum() + ofRight.Values.Sum();
        if (all == 0)
            return 0;
        var shared = ofLeft.Sum(pair => Math.Min(pair.Value, ofRight.GetValueOrDefault(pair.Key)));
        return 2.0 * shared / all;
    }

    /// <summary>How often each pair occurs; a text of one character is a pair of it with nothing.</summary>
    static Dictionary<(Rune, Rune), int> Pairs(string text)
    {
        var pairs = new Dictionary<(Rune, Rune), int>();
        Rune? last = null;
        var any = false;
        foreach (var rune in TextFold.Fold(text).EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune))
                continue;
            if (last is { } before)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(pairs, (before, rune), out _)++;
                any = true;
            }
            last = rune;
        }
        if (!any && last is { } only)
            pairs[(only, default)] = 1;
        return pairs;
    }
}
