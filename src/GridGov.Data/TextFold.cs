using System.Buffers;
using System.Text;

namespace GridGov.Data;

/// <summary>Text as searches compare it: full-width and half-width forms are one (NFKC), and so are capital and small letters.</summary>
public static class TextFold
{
    /// <summary>Its name in SQL. SQLite calls <see cref="Fold"/>; PostgreSQL has a function of its own (migration 0017).</summary>
    public const string SqlFunction = "search_fold";

    const char WideFirst = '\uFF01', WideLast = '\uFF5E', WideSpace = '\u3000';
    const int WideOffset = 0xFEE0;

    // A search folds every row that it looks at, and Unicode's tables are slow.
    static readonly SearchValues<char> Simple = SearchValues.Create(
        [.. Range('\0', '\u007F'), .. Range(WideSpace, '\u3002'), .. Range('\u4E00', '\u9FFF'), .. Range(WideFirst, WideLast)]);

    public static string Fold(string text) => text.AsSpan().ContainsAnyExcept(Simple)
        ? FoldWidth(text).ToLowerInvariant()
        : string.Create(text.Length, text, static (folded, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                folded[i] = FoldSimple(source[i]);
        });

    /// <summary>Full-width and half-width forms as one; capital letters stay.</summary>
    public static string FoldWidth(string text) => text.Normalize(NormalizationForm.FormKC);

    static char FoldSimple(char character) => character switch
    {
        WideSpace => ' ',
        >= WideFirst and <= WideLast => char.ToLowerInvariant((char)(character - WideOffset)),
        _ => char.ToLowerInvariant(character),
    };

    static IEnumerable<char> Range(char first, char last) => Enumerable.Range(first, last - first + 1).Select(code => (char)code);
}
