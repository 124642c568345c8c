using GridGov.Platform.Http;

namespace GridGov.Features.Statistics;

/// <summary>Figures that can be checked: each from counters that move with the tickets, each with the tickets behind it.</summary>
public static class StatisticsRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var statistics = v1.MapFeature("/statistics", "statistics");
        GetMeasures.Map(statistics);
        ListMeasures.Map(statistics);
        GetStatusCounts.Map(statistics);
        GetHeatMap.Map(statistics);
    }
}
