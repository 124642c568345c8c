using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace GridGov.Api;

/// <summary>A self-contained page to read and print. It has no script, so that the content security policy can be the strictest.</summary>
static class HtmlPage
{
    static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Text(string? text) => text is null ? "" : Encoder.Encode(text);

    public static string Link(string? address, string text) =>
        address is null ? Text(text) : $"<a href=\"{Text(address)}\">{Text(text)}</a>";

    /// <summary>Whether the page is in Chinese: by the address, else by Accept-Language.</summary>
    public static bool InChinese(string? lang) => lang is null ? GridGov.Api.Problems.InChinese : Languages.IsChinese(lang);

    public const string Chinese = Languages.Chinese;
    public const string English = Languages.English;

    public static ContentHttpResult Html(string page, bool zh, HttpContext http, int status = StatusCodes.Status200OK)
    {
        Languages.Set(http, zh);
        return TypedResults.Content(page, "text/html; charset=utf-8", statusCode: status);
    }

    /// <summary>Lets the page of this answer send its form to the same server; every other page has no form.</summary>
    public static void AllowForm(HttpContext http) => http.Response.Headers.ContentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    /// <param name="body">Encoded HTML.</param>
    /// <param name="style">Rules of this page beyond those of all pages.</param>
    public static string Frame(bool zh, string title, string body, string style = "") => $$"""
        <!doctype html>
        <html lang="{{(zh ? Chinese : English)}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{Text(title)}} · GridGov</title>
        <style>
        @page { size: A4; margin: 14mm 14mm 18mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt } }
        @page wide { size: A4 landscape }
        body {
          font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", system-ui, sans-serif;
          color: #1b1f24; margin: 1.5rem auto; max-width: 62rem; padding: 0 1rem; line-height: 1.45
        }
        h1 { font-size: 1.5rem; margin: 0 }
        h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; border-bottom: 2px solid #1f5f99; padding-bottom: .2rem }
        small, .quiet { color: #57606a; font-weight: normal; font-size: .85rem }
        table { border-collapse: collapse; width: 100%; font-size: .92rem }
        th, td { border: 1px solid #d0d7de; padding: .3rem .5rem; text-align: left; vertical-align: top }
        th { background: #eef3f8 } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
        tr.sum td { font-weight: bold; background: #f6f8fa } thead { display: table-header-group } tr { break-inside: avoid }
        a { color: #0b5394 } .nav { float: right; font-size: .9rem } .nav a { margin-left: .8rem }
        .tiles { display: flex; flex-wrap: wrap; gap: .5rem; margin: .8rem 0 }
        .tile { border: 1px solid #d0d7de; border-radius: 4px; padding: .4rem .8rem; min-width: 5.5rem }
        .tile b { display: block; font-size: 1.25rem; font-variant-numeric: tabular-nums }
        .total { font-size: 2rem; font-weight: bold; color: #1f5f99 }
        .note { border-left: 4px solid #b35900; background: #fff6ec; padding: .4rem .8rem; margin: .8rem 0 }
        figure { margin: .8rem 0 } figcaption { font-size: .85rem; color: #57606a } .chart { width: 100%; height: auto }
        .chart .axis { stroke: #d0d7de } .chart text { font-size: 11px; fill: #57606a }
        .chart .number { text-anchor: end } .chart .day { text-anchor: middle }
        .found { fill: #1f5f99; background: #1f5f99 } .closed { fill: #5aa469; background: #5aa469 }
        .key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 .8em }
        .tile small { display: block } .sign { display: flex; gap: 1.5rem; margin-top: 2.5rem; break-inside: avoid }
        .sign div { flex: 1 } .sign span { display: block; border-bottom: 1px solid #1b1f24; height: 2.2rem }
        .wide { overflow-x: auto } .wide th.n { white-space: normal } td.name { min-width: 8rem }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; font-size: .9rem; margin: .6rem 0 }
        dt { color: #57606a } dd { margin: 0 }
        @media print {
          .nav { display: none } body { margin: 0; max-width: none; padding: 0; font-size: 10.5pt }
          a { color: inherit; text-decoration: none } h2, thead { break-after: avoid } table, figure, .tiles { break-inside: avoid }
          .wide { overflow: visible; page: wide } .wide table { font-size: 8.5pt }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
        }
        {{style}}</style>
        </head>
        <body>
        {{body}}
        </body>
        </html>

        """;
}
