using System.Globalization;
using GridGov.Api;
using GridGov.Domain.Tickets.Related;
using Microsoft.Net.Http.Headers;

namespace GridGov.Features.Tickets.OutsideAnswers;

/// <summary>The pages that an outside party sees by its link. They need no script and load nothing.</summary>
sealed class OutsidePage(HttpContext http, bool zh, Clock clock)
{
    const string Style = """
        <style>
        form { display: grid; gap: .4rem; max-width: 40rem } label { font-weight: bold; margin-top: .6rem }
        textarea, input { font: inherit; padding: .4rem; border: 1px solid #57606a; border-radius: 4px }
        button { font: inherit; padding: .5rem 1.2rem; margin-top: 1rem; justify-self: start; color: #fff; background: #1f5f99; border: 0;
          border-radius: 4px }
        blockquote { margin: .8rem 0; padding: .6rem 1rem; border-left: 4px solid #1f5f99; background: #f6f8fa; white-space: pre-wrap }
        </style>
        """;

    /// <returns>Null for a caller who prefers JSON.</returns>
    public static OutsidePage? For(HttpContext http, string? lang)
    {
        var headers = http.Response.Headers;
        headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.Accept, HeaderNames.AcceptLanguage);
        headers["X-Robots-Tag"] = "noindex, nofollow";
        return Negotiation.Choose(http) == "text/html"
            ? new OutsidePage(http, HtmlPage.InChinese(lang), http.RequestServices.GetRequiredService<Clock>())
            : null;
    }

    public ContentHttpResult Question(OutsideQuestion question)
    {
        HtmlPage.AllowForm(http);
        var place = string.Join(' ', new[] { question.PlaceName, question.Address }.OfType<string>());
        return Page(Say("请答复", "Please answer"), $"""
            {Style}
            <p>{Say("致", "To")} <b>{HtmlPage.Text(question.Party)}</b></p>
            <blockquote>{HtmlPage.Text(question.Question)}</blockquote>
            <dl>
            <dt>{Say("案卷编号", "Ticket")}</dt><dd>{HtmlPage.Text(question.Number)}</dd>
            <dt>{Say("类别", "Category")}</dt><dd>{HtmlPage.Text(zh ? question.CategoryZh : question.CategoryEn)}</dd>
            <dt>{Say("网格", "Grid")}</dt><dd>{HtmlPage.Text(question.GridName)}</dd>
            {(place.Length == 0 ? "" : $"<dt>{Say("地点", "Place")}</dt><dd>{HtmlPage.Text(place)}</dd>")}
            <dt>{Say("请于此前答复", "Answer by")}</dt><dd>{At(question.ExpiresAt)}</dd>
            </dl>
            {(question.State == OutsideAnswerState.Answered ? Thanks() : Form())}
            """, StatusCodes.Status200OK);
    }

    public ContentHttpResult Unknown() => Page(Say("没有此链接", "There is no such link"),
        $"<p>{Say("请核对链接是否完整。", "Please check whether the link is complete.")}</p>", StatusCodes.Status404NotFound);

    public ContentHttpResult Ended(string code) => Page(Say("链接已失效", "The link has ended"),
        $"<p>{HtmlPage.Text(ProblemCatalogue.All[code].Title.In(zh))}</p>", StatusCodes.Status410Gone);

    string Thanks() => $"<p class=\"note\" role=\"status\">{Say("您的答复已收到，谢谢。", "Your answer was received. Thank you.")}</p>";

    // Without an action the form goes to the page's own address, which has the secret.
    string Form() => $"""
        <form method="post">
        <label for="done">{Say("办理情况", "What was done")}</label>
        <textarea id="done" name="done" rows="8" required maxlength="2000"></textarea>
        <label for="doneOn">{Say("办理日期（可不填）", "On which day (optional)")}</label>
        <input id="doneOn" name="doneOn" type="date" max="{Day()}">
        <button type="submit">{Say("提交答复", "Send the answer")}</button>
        </form>
        <p class="quiet">{Say("只能答复一次。请勿填写居民的姓名、电话。", "It can be answered once. Please name no residents.")}</p>
        """;

    ContentHttpResult Page(string title, string body, int status) => HtmlPage.Html(
        HtmlPage.Frame(zh, title, $"<main><h1>{title}</h1>\n{body}</main>"), zh, http, status);

    string At(Instant instant) => clock.Local(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    string Day() => clock.Today.ToString("O", CultureInfo.InvariantCulture);

    string Say(string chinese, string english) => zh ? chinese : english;
}
