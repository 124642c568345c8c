using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GridGov.Api;

/// <summary>A part of a list.</summary>
/// <param name="Items">The entries, in the list's order.</param>
/// <param name="Next">The cursor of the next part; null at the end.</param>
/// <param name="Count">The number of entries in the whole list; only with count=true.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long? Count = null);

/// <summary>The position in a list: the last key of the previous part, bound to its filter.</summary>
public static class Cursor
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <param name="filter">Everything that determines the entries and their order.</param>
    public static string Create(string filter, string lastKey) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Digest(filter)}{lastKey}"));

    /// <summary>The last key; null without a cursor.</summary>
    public static string? Parse(string filter, string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
            return null;
        var digest = Digest(filter);
        try
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            if (text.StartsWith(digest, StringComparison.Ordinal) && text.Length > digest.Length && !text.Contains('\0'))
                return text[digest.Length..];
        }
        catch (FormatException)
        {
        }
        throw new ProblemException(Problems.Of("invalid-cursor"));
    }

    /// <summary>Removes the extra row that shows whether more follow, and sets cursor and Link header.</summary>
    /// <param name="rows">Up to limit + 1 rows.</param>
    public static Page<T> CreatePage<T>(HttpContext http, string filter, int limit, List<T> rows, Func<T, string> key, long? count = null)
    {
        if (rows.Count <= limit)
            return new Page<T>(rows, Next: null, count);
        rows.RemoveRange(limit, rows.Count - limit);
        var next = Create(filter, key(rows[^1]));
        var query = QueryString.Create(http.Request.Query
            .Where(parameter => !parameter.Key.Equals("cursor", StringComparison.OrdinalIgnoreCase))
            .SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value)));
        http.Response.Headers.Link = $"<{http.Request.Path}{query.Add("cursor", next)}>; rel=\"next\"";
        return new Page<T>(rows, next, count);
    }

    static string Digest(string filter) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(filter)))[..8];
}
