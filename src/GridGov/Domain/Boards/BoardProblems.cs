using GridGov.Api;

namespace GridGov.Domain.Boards;

/// <summary>Problems of public boards and service circles.</summary>
static class BoardProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        // One answer for what does not exist, is not public, is retired or is not published.
        new(404, "no-public-board",
            new("这里没有公示牌。", "There is no public board here."),
            new("这里没有公示牌：{0}。", "There is no public board here: {0}.")),
        new(409, "board-not-set",
            new("该网格没有自己的公示设置。", "The grid has no board of its own."),
            new("网格 {0} 没有自己的公示设置，沿用上级网格的设置。",
                "Grid {0} has no board of its own; that of the grids above applies to it.")),
        new(409, "no-position-for-circle",
            new("该处没有位置，无法计算服务圈。", "Nothing here has a position, so there is no service circle."),
            new("该场所没有位置，或该网格既没有标明位置的楼院也没有边界，无法计算服务圈。",
                "The place has no position, or the grid has neither a courtyard with a position nor a boundary, so there is no service " +
                "circle.")),
    ];
}
