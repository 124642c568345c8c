using GridGov.Api;

namespace GridGov.Features.Calendars;

/// <summary>Working hours (作息时间): the hours in which working time counts, by deployment, grid and season.</summary>
public sealed class WorkingHoursGroup() : ApiGroup("working-hours", "calendars");
