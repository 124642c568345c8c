using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Calendars;

/// <summary>One year of the national calendar.</summary>
public static class GetCalendar
{
    public static void Map(IEndpointRouteBuilder calendars) => calendars
        .MapGet(Calendar.YearRoute, Handle)
        .Named("getCalendar", "Get a year of the calendar")
        .WithDescription("A year that nobody has published is answered too: unpublished and without days, in version 1.")
        .NeedsSignIn()
        .KeysToo();

    static Task<Ok<Calendar>> Handle(int year, Db db, CancellationToken ct) =>
        db.Read(async tx => TypedResults.Ok(await Calendar.Read(tx, year, GridCode.Everywhere)), ct);
}
