using GridGov.Api;

namespace GridGov.Features.Statistics;

/// <summary>Problems of statistics.</summary>
static class StatisticsProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(409, "map-too-fine",
            new("地图要素超过 5,000 个。", "The map would have more than 5,000 features."),
            new("地图要素超过 5,000 个，请改用{0}。", "The map would have more than 5,000 features; ask for {0}.")),
    ];
}
