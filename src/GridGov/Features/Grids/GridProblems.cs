using GridGov.Api;

namespace GridGov.Features.Grids;

/// <summary>Problems of grids and of their import.</summary>
static class GridProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(409, "grid-exists",
            new("该网格已存在。", "The grid exists already."),
            new("网格 {0} 已存在。", "Grid {0} exists already.")),
        new(409, "grid-code-used",
            new("该编码属于已撤销的网格，不再使用。", "The code belonged to a retired grid and is not used again."),
            new("编码 {0} 属于已撤销的网格，不再使用。", "Code {0} belonged to a retired grid and is not used again.")),
        new(409, "grid-parent-missing",
            new("上级网格不存在或已撤销。", "The grid's parent does not exist or is retired."),
            new("上级网格 {0} 不存在或已撤销。", "The grid's parent {0} does not exist or is retired.")),
        new(409, "grid-parent-full",
            new("上级网格之下的编码已用完。", "All codes below the parent are used."),
            new("{0} 之下的编码已用完。", "All codes below {0} are used.")),
        new(409, "grid-has-children",
            new("该网格之下还有网格，请先撤销。", "The grid still has grids below it; retire those first."),
            new("该网格之下还有 {0} 个网格，请先撤销。", "The grid still has {0} grids below it; retire those first.")),
        new(409, "grid-has-places",
            new("网格还有在用的场所，不能撤销。", "The grid has places in use and cannot be retired."),
            new("网格还有 {0} 个在用的场所，不能撤销；请先改到其他网格或撤销。",
                "The grid has {0} places in use and cannot be retired; move them to other grids or retire them first.")),
        new(409, "grid-has-groups",
            new("网格还有未终止的组织，不能撤销。", "The grid has groups and cannot be retired."),
            new("网格还有 {0} 个未终止的组织，不能撤销；请先改到其他网格或终止。",
                "The grid has {0} groups and cannot be retired; move them to other grids or end them first.")),
        new(409, "grid-has-open-tickets",
            new("该网格还有未结案卷。", "The grid still has open tickets."),
            new("该网格还有 {0} 件未结案卷。", "The grid still has {0} open tickets.")),
        new(409, "successor-missing",
            new("后继网格不存在或已撤销。", "A successor does not exist or is retired."),
            new("后继网格 {0} 不存在或已撤销。", "Successor {0} does not exist or is retired.")),
        new(400, "invalid-redivision",
            new("网格调整有误，未作任何更改。", "The re-division has faults; nothing was changed.")),
        new(409, "grid-not-divisible",
            new("只有社区（村）和单元网格可以调整。", "Only communities and unit grids are re-divided."),
            new("{0} 不是社区（村）或单元网格。", "{0} is no community and no unit grid.")),
        new(409, "grids-not-siblings",
            new("合并的网格须属同一上级且互不相同。", "Grids that are merged are different ones of the same parent.")),
        new(400, "invalid-boundaries",
            new("文件中有无法导入的边界，未导入任何数据。", "The file has boundaries that cannot be imported; nothing was imported.")),
        new(404, "no-boundary",
            new("该网格在该日没有边界。", "The grid has no boundary on that day."),
            new("网格 {0} 在该日没有边界。", "Grid {0} has no boundary on that day.")),
        new(409, "tree-too-large",
            new("网格树过大，请减少层数或缩小范围。", "The tree has too many grids; ask for fewer levels or a smaller subtree."),
            new("网格树超过 {0} 个节点，请减少层数或缩小范围。",
                "The tree has more than {0} grids; ask for fewer levels or a smaller subtree.")),
    ];
}
