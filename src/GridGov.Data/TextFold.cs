using System.Buffers;
using System.Text;

namespace GridGov.Data;

/// <summary>Folds text for searches: full and half width (NFKC), capital and small letters.</summary>
public static class TextFold
{
    /// <summary>The name of the SQL function. SQLite calls <see cref="Fold"/>; PostgreSQL has its own (migration 0017).</summary>
    public const string SqlFunction = "search_fold";

    const char WideFirst = '\uFF01', WideLast = '\uFF5E', WideSpace = '\u3000';
    const int WideOffset = 0xFEE0;

    // These characters are folded without Unicode's tables, which are slow, because a search folds every row that it reads.
    static readonly SearchValues<char> Simple = SearchValues.Create(
        [.. Range('\0', '\u007F'), .. Range(WideSpace, '\u3002'), .. Range('\u4E00', '\u9FFF'), .. Range(WideFirst, WideLast)]);

    public static string Fold(string text) => text.AsSpan().ContainsAnyExcept(Simple)
        ? FoldWidth(text).ToLowerInvariant()
        : string.Create(text.Length, text, static (folded, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                folded[i] = FoldSimple(source[i]);
        });

    /// <summary>Folds full and half width only; capital letters stay.</summary>
    public static string FoldWidth(string text) => text.Normalize(NormalizationForm.FormKC);

    static char FoldSimple(char character) => character switch
    {
        WideSpace => ' ',
        >= WideFirst and <= WideLast => char.ToLowerInvariant((char)(character - WideOffset)),
        _ => char.ToLowerInvariant(character),
    };

    static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(code => (char)code);
}
