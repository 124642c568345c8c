using System.Globalization;
using GridGov.Text;

namespace GridGov.Api;

/// <summary>A kind of problem. The code and the status are stable; the texts may change.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The code that programs read.</param>
/// <param name="title">A sentence that holds for every occurrence (RFC 9457).</param>
/// <param name="detail">A sentence that may name the particulars of an occurrence: {0}, {1}; by default the title.</param>
public sealed class ProblemKind(int status, string code, LocalizedText title, LocalizedText? detail = null)
{
    const string Unknown = "…";

    public int Status { get; } = status;

    public string Code { get; } = code;

    public LocalizedText Title { get; } = title;

    public LocalizedText Detail { get; } = detail ?? title;

    /// <summary>Whether it refuses a token or key that was sent; the challenge of the 401 then says so (RFC 6750).</summary>
    public bool RefusesToken { get; init; }

    public bool HasParticulars => Detail.En.Contains('{', StringComparison.Ordinal);

    /// <summary>The detail of an occurrence; the title where the detail has particulars and none are given.</summary>
    /// <param name="about">
    /// The particulars; a <see cref="LocalizedText"/> is shown in the language of the detail, a day as yyyy-MM-dd.
    /// </param>
    public string DetailOf(bool chinese, params ReadOnlySpan<object?> about)
    {
        if (HasParticulars && about is [] or [null])
            return Title.In(chinese);
        var shown = new object?[about.Length];
        for (var i = 0; i < shown.Length; i++)
        {
            shown[i] = about[i] switch
            {
                LocalizedText text => text.In(chinese),
                DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
                var other => other,
            };
        }
        return string.Format(CultureInfo.InvariantCulture, Detail.In(chinese), shown);
    }

    /// <summary>The detail with … for each particular.</summary>
    public string DetailOfAny(bool chinese) => DetailOf(chinese, Unknown, Unknown);
}
