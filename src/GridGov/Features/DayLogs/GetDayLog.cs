using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.DayLogs;

/// <summary>What a person did on a day, in a week or in a month (民情日志), written by itself.</summary>
public sealed class GetDayLog(Clock clock, Db db)
    : ApiEndpoint<GetDayLog.Input, Results<Ok<DayLog>, ContentHttpResult, FileContentHttpResult, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/{id}/days/{date}");
        Group<PersonDayGroup>();
        Operation("Get a person's day log", """
            Rounds, records and acts on tickets, by the day of the phone's clock for rounds and records and of the server's for tickets. The
            date is a day (2026-11-28), an ISO week (2026-W48) or a month (2026-11); weeks and months have the numbers of each day.

            The person's grid must be one of those whose records the caller reads, unless it is the caller's own log, whose sums count
            all. It shows rounds and records of the grids whose records the caller reads, and acts on tickets that they may see, while other
            acts are only counted. Acts on confidential tickets are only counted, for everybody. The page and the workbook are in Chinese or
            English, by lang or Accept-Language.
            """);
        RequiresCapability(Capability.RecordRead);
        ProducesType("text/html", XlsxSheet.ContentType);
        ProducesProblem(400, "invalid-input");
    }

    /// <param name="Id">The person's id.</param>
    /// <param name="Date">A day, an ISO week or a month.</param>
    public sealed record Input(Id Id, string Date, [AsParameters] LanguageQuery Query);

    public override async Task<Results<Ok<DayLog>, ContentHttpResult, FileContentHttpResult, NotFound, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        if (DayLogAnswer.Check(input.Date, out var period) is { } refusal)
            return refusal;
        var (log, now) = await db.Read(async tx => (await new PersonDayLog(tx, Actor, input.Id, period).Read(), tx.Now), ct);
        if (log is null)
            return TypedResults.NotFound();
        var (format, zh) = DayLogAnswer.Negotiate(HttpContext, input.Query.Lang);
        if (format == DayLogAnswer.Html)
            return HtmlPage.Html(new DayLogPage(zh, clock, now).Of(log), zh, HttpContext);
        if (format == XlsxSheet.ContentType)
            return DayLogAnswer.Workbook(DayLogWorkbook.Of(log, zh, clock), $"log-{input.Id}-{log.Date}", zh, HttpContext);
        return TypedResults.Ok(log);
    }
}

public sealed class PersonDayGroup() : ApiGroup("people", "people");
