using GridGov.Api;

namespace GridGov.Features.Statistics;

/// <summary>
/// Statistics of tickets, from counters that are updated with each ticket, and of going out; every figure has a link to its rows.
/// </summary>
public sealed class StatisticsGroup() : ApiGroup("statistics", "statistics");
