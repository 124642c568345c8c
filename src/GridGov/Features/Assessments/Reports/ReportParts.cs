using System.Globalization;
using System.Text;
using GridGov.Api;
using GridGov.Domain;

namespace GridGov.Features.Assessments.Reports;

/// <summary>The tables by grid and by category group, and the lines for signatures.</summary>
static class ReportParts
{
    public static string Table(string heading, string first, IReadOnlyList<ReportContext.Part> parts, bool zh)
    {
        if (parts.Count == 0)
            return "";
        var rates = ReportContext.Rates.Select(code => Labels.Measures[code].Capitalized.In(zh));
        var html = new StringBuilder($"<h2>{heading}</h2>\n<table><thead><tr><th>{first}</th><th class=\"n\">{(zh ? "发现" : "Found")}</th>")
            .Append(string.Concat(rates.Select(rate => $"<th class=\"n\">{rate}</th>"))).Append("</tr></thead>\n<tbody>\n");
        foreach (var part in parts)
        {
            html.Append($"<tr><td>{HtmlPage.Text(part.Name)} <small>{HtmlPage.Text(part.Key)}</small></td>")
                .Append($"<td class=\"n\">{part.Found.ToString("N0", CultureInfo.InvariantCulture)}</td>");
            foreach (var rate in part.Counts)
            {
                html.Append(rate.Denominator == 0
                    ? "<td class=\"n\">—</td>"
                    : string.Create(CultureInfo.InvariantCulture,
                        $"<td class=\"n\">{rate.Numerator:N0} / {rate.Denominator:N0}<br><b>{rate.Display}</b></td>"));
            }
            html.Append("</tr>\n");
        }
        return html.Append("</tbody></table>\n").ToString();
    }

    public static string Signatures(bool zh)
    {
        string[] names = zh ? ["制表", "审核", "签发（盖章）", "日期"] : ["Prepared by", "Checked by", "Issued by (seal)", "Date"];
        return $"<div class=\"sign\">{string.Concat(names.Select(name => $"<div>{name}<span></span></div>"))}</div>\n";
    }
}
