using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.DayLogs;

/// <summary>What the workers of a grid did on a day, in a week or in a month (民情日志).</summary>
public sealed class GetGridDayLog(Clock clock, Db db)
    : ApiEndpoint<GetGridDayLog.Input, Results<Ok<GridDayLog>, ContentHttpResult, FileContentHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{code}/days/{date}");
        Group<GridDayGroup>();
        Operation("Get the day log of a grid",
            "One line for each worker of the grid, county or city and of everything below, with what was done there, and the address of " +
            "the person's own log. The date is a day (2026-11-28), an ISO week (2026-W48) or a month (2026-11). The page and the " +
            "workbook are in Chinese or English, by lang or Accept-Language. There are at most 1,000 people.");
        RequiresCapability(Capability.RecordRead);
        ProducesType("text/html", XlsxSheet.ContentType);
        ProducesProblem(400, "invalid-input");
    }

    /// <param name="Code">The code of the grid, county or city.</param>
    /// <param name="Date">A day, an ISO week or a month.</param>
    public sealed record Input(string Code, string Date, [AsParameters] LanguageQuery Query);

    public override async Task<Results<Ok<GridDayLog>, ContentHttpResult, FileContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        if (DayLogAnswer.Check(input.Date, out var period) is { } refusal)
            return refusal;
        var (log, now) = await db.Read(async tx => (await GridDayLogs.Read(tx, Actor, input.Code, period), tx.Now), ct);
        if (log is null)
            return TypedResults.NotFound();
        var (format, zh) = DayLogAnswer.Negotiate(HttpContext, input.Query.Lang);
        if (format == DayLogAnswer.Html)
            return HtmlPage.Html(new DayLogPage(zh, clock, now).Of(log), zh, HttpContext);
        if (format == XlsxSheet.ContentType)
            return DayLogAnswer.Workbook(DayLogWorkbook.Of(log, zh), $"log-{input.Code}-{log.Date}", zh, HttpContext);
        return TypedResults.Ok(log);
    }
}

public sealed class GridDayGroup() : ApiGroup("grids", "grids");
