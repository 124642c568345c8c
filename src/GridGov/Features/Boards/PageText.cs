using System.Globalization;
using System.Text;
using GridGov.Api;
using GridGov.Text;

namespace GridGov.Features.Boards;

/// <summary>Writes the HTML of a page for the public: what stands in the store is Chinese and is marked so on an English page.</summary>
sealed class PageText(bool zh)
{
    readonly StringBuilder html = new();

    public string Html => html.ToString();

    public string Say(string chinese, string english) => zh ? chinese : english;

    public string Say(LocalizedText text) => text.In(zh);

    /// <summary>A text of the store, encoded.</summary>
    public string Data(string? text) => text is null ? ""
        : zh ? HtmlPage.Text(text)
        : $"<span lang=\"{HtmlPage.Chinese}\">{HtmlPage.Text(text)}</span>";

    /// <param name="markup">Encoded HTML.</param>
    public PageText Add(string markup)
    {
        html.Append(markup).Append('\n');
        return this;
    }

    /// <summary>A section with its heading, which names it for readers of the screen.</summary>
    public void Section(string id, string heading, string content) =>
        Add($"<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{HtmlPage.Text(heading)}</h2>\n{content}</section>");

    /// <summary>A table whose first cells head their rows.</summary>
    /// <param name="rows">Encoded cells.</param>
    public static string Table(IEnumerable<string> headings, IEnumerable<string[]> rows)
    {
        var table = new StringBuilder("<table><thead><tr>");
        foreach (var heading in headings)
            table.Append($"<th scope=\"col\">{HtmlPage.Text(heading)}</th>");
        table.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            table.Append($"<tr><th scope=\"row\">{row[0]}</th>");
            foreach (var cell in row.Skip(1))
                table.Append($"<td>{cell}</td>");
            table.Append("</tr>\n");
        }
        return table.Append("</tbody></table>\n").ToString();
    }

    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    public string Minutes(int minutes) => Say($"{minutes} 分钟以内", $"Within {minutes} minutes");
}
