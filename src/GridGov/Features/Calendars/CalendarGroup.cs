using GridGov.Api;

namespace GridGov.Features.Calendars;

/// <summary>Working calendars (工作日历): the days on which deadlines count, by year, with local exceptions.</summary>
public sealed class CalendarGroup() : ApiGroup("calendars", "calendars");
