using System.Text;
using System.Text.Encodings.Web;

namespace GridGov.Api.OpenApi;

/// <summary>The pages of the problem types: each explains a code in both languages.</summary>
static class ProblemPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapRead("/problems", (HttpContext http) => Bilingual(http, List()), "text/html")
            .WithOperation("listProblems", "All problem codes")
            .AllowsAnonymous()
            .ExcludeFromDescription();
        app.MapRead(Problems.TypeRoot + "{code}", One, "text/html")
            .WithOperation("getProblem", "What a problem code means")
            .AllowsAnonymous()
            .ExcludeFromDescription();
    }

    static Results<ContentHttpResult, ProblemHttpResult> One(string code, HttpContext http) =>
        ProblemCatalogue.All.TryGetValue(code, out var kind) ? Bilingual(http, Page(kind)) : Problems.NotFound();

    static string Page(ProblemKind kind) => Frame($"{kind.Status} {kind.Code}", $"""
        <h1>{Escape(kind.Title.En)} <span lang="zh-CN">{Escape(kind.Title.Zh)}</span></h1>
        <p>HTTP {kind.Status} · <code>{Escape(kind.Code)}</code></p>
        {Details(kind)}
        <p><a href="{Problems.TypeRoot.TrimEnd('/')}">All codes · <span lang="zh-CN">全部代码</span></a></p>
        """);

    /// <summary>The details, where they say more than the title.</summary>
    static string Details(ProblemKind kind) => kind.Detail == kind.Title ? "" : $"""
        <p lang="en">{Escape(kind.DetailOfAny(chinese: false))}</p>
        <p lang="zh-CN">{Escape(kind.DetailOfAny(chinese: true))}</p>
        """;

    static string List()
    {
        var rows = new StringBuilder();
        foreach (var kind in ProblemCatalogue.All.Values.OrderBy(kind => kind.Status).ThenBy(kind => kind.Code, StringComparer.Ordinal))
        {
            rows.Append($"""
                <tr>
                <td>{kind.Status}</td><td><a href="{Problems.TypeRoot}{Escape(kind.Code)}"><code>{Escape(kind.Code)}</code></a></td>
                <td>{Escape(kind.Title.En)}</td><td lang="zh-CN">{Escape(kind.Title.Zh)}</td>
                </tr>

                """);
        }
        return Frame("Problem codes", $"""
            <h1>Problem codes · <span lang="zh-CN">问题代码</span></h1>
            <table>
            {rows}</table>
            """);
    }

    static string Frame(string title, string body) => $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{Escape(title)}} · GridGov</title>
        <style>
        body { font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; line-height: 1.5 }
        td { padding: .2rem .6rem; vertical-align: top }
        </style>
        </head>
        <body>
        {{body}}
        </body>
        </html>

        """;

    static ContentHttpResult Bilingual(HttpContext http, string page)
    {
        http.Response.Headers.ContentLanguage = $"{Languages.English}, {Languages.Chinese}";
        return TypedResults.Content(page, "text/html; charset=utf-8");
    }

    static string Escape(string text) => HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All).Encode(text);
}
