using GridGov.Api;

namespace GridGov.Features.Statistics;

/// <summary>Figures that can be checked: each from counters that move with the tickets, each with the tickets behind it.</summary>
public sealed class StatisticsGroup() : ApiGroup("statistics", "statistics");
