using GridGov.Api;
using GridGov.Text.Tables;
using Microsoft.Net.Http.Headers;

namespace GridGov.Features.DayLogs;

/// <summary>What the answers with logs share: the date, the language and the media type.</summary>
static class DayLogAnswer
{
    public const string Html = "text/html";

    public static ProblemHttpResult? Check(string date, out DayLogPeriod period)
    {
        var known = DayLogPeriod.Parse(date);
        period = known.GetValueOrDefault();
        return known is null ? DayLogPeriod.Refusal : null;
    }

    public static (string? Format, bool Chinese) Negotiate(HttpContext http, string? lang)
    {
        http.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept, HeaderNames.AcceptLanguage);
        return (Negotiation.Choose(http), HtmlPage.InChinese(lang));
    }

    public static FileContentHttpResult Workbook(byte[] file, string name, bool zh, HttpContext http)
    {
        Languages.Set(http, zh);
        return TypedResults.File(file, XlsxSheet.ContentType, $"{name}.xlsx");
    }
}
