using GridGov.Api;

namespace GridGov.Features.Calendars;

/// <summary>One year of the national calendar.</summary>
public sealed class GetCalendar(Db db) : ApiEndpoint<GetCalendar.Input, Ok<Calendar>>
{
    public override void Configure()
    {
        Get(Calendar.YearRoute);
        Group<CalendarGroup>();
        Operation("Get a year of the calendar",
            "A year that was not published is answered as well: unpublished, without days, and in version 1.");
        RequiresSignIn();
        AllowsApiKeys();
    }

    public sealed record Input(int Year);

    public override Task<Ok<Calendar>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read(async tx => TypedResults.Ok(await Calendar.Read(tx, input.Year, GridCode.Everywhere)), ct);
}
