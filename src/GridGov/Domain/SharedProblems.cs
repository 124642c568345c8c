using GridGov.Api;

namespace GridGov.Domain;

/// <summary>Problems of people, grids and roles that several features answer with.</summary>
static class SharedProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "unknown-person",
            new("在您的范围内没有此人。", "There is no such person within your scope.")),
        new(400, "unknown-grid",
            new("在您的范围内没有该网格。", "There is no such grid within your scope."),
            new("在您的范围内没有网格 {0}。", "There is no grid {0} within your scope.")),
        new(400, "unknown-role",
            new("没有该服务角色。", "There is no such service role."),
            new("没有服务角色“{0}”。", "There is no service role “{0}”.")),
        new(400, "grid-retired",
            new("该网格已撤销。", "The grid is retired."),
            new("网格 {0} 已撤销。", "Grid {0} is retired.")),
        new(409, "grid-already-retired",
            new("该网格已撤销，不能再变更。", "The grid is retired and can no longer be changed."),
            new("网格 {0} 已撤销，不能再变更。", "Grid {0} is retired and can no longer be changed.")),
        new(403, "person-above-scope",
            new("此人在您的管理范围之外还有岗位。", "The person also holds a post outside your scope."),
            new("此人在您的管理范围之外还担任{0}。", "The person also holds a post outside your scope: {0}.")),
        new(409, "person-disabled",
            new("此人已停用。", "The person is disabled.")),
        new(409, "second-factor-off",
            new("未启用动态口令。", "No second factor is set up.")),
    ];
}
