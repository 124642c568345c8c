using GridGov.Api;

namespace GridGov.Features.Statistics;

/// <summary>Statistics of tickets, from counters that are updated with each ticket; every figure has a link to its tickets.</summary>
public sealed class StatisticsGroup() : ApiGroup("statistics", "statistics");
