using System.Runtime.InteropServices;
using System.Text;

namespace GridGov.Text;

/// <summary>Text similarity by shared character pairs, because most Chinese words have two characters and no spaces between.</summary>
public static class TextSimilarity
{
    /// <summary>From 0 to 1: twice the shared pairs ÷ the pairs of both, ignoring case, width, spaces and punctuation.</summary>
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

    /// <summary>The number of occurrences of each pair; a single character pairs with nothing.</summary>
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
