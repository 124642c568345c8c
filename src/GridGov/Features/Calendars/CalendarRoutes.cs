using GridGov.Platform.Http;

namespace GridGov.Features.Calendars;

/// <summary>Working calendars (工作日历): which days deadlines count, by year, with local exceptions.</summary>
public static class CalendarRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var calendars = v1.MapFeature("/calendars", "calendars");
        ListCalendars.Map(calendars);
        GetCalendar.Map(calendars);
        PutCalendar.Map(calendars);
        ListCalendarEvents.Map(calendars);

        ListLocalCalendars.Map(calendars);
        GetLocalCalendar.Map(calendars);
        PutLocalCalendar.Map(calendars);
        ListLocalCalendarEvents.Map(calendars);
    }
}
