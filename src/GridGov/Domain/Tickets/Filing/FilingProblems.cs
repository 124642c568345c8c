using GridGov.Api;

namespace GridGov.Domain.Tickets.Filing;

/// <summary>Problems of what is filed: by itself, as a part, or as the finding of a record.</summary>
static class FilingProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "unknown-category",
            new("没有该类别。", "There is no such category."),
            new("没有类别 {0}。", "There is no category {0}.")),
        new(400, "category-retired",
            new("该类别已停用。", "The category is retired."),
            new("类别 {0} 已停用。", "Category {0} is retired.")),
        new(400, "category-moved",
            new("该类别已调整为其他类别。", "The category was moved to another one."),
            new("类别 {0} 已调整为 {1}。", "Category {0} was moved to {1}.")),
        new(400, "category-not-leaf",
            new("案卷须归入二级类别。", "A ticket needs a category of the second level."),
            new("案卷须归入二级类别，{0} 是一级类别。", "A ticket needs a category of the second level; {0} is of the first.")),
        new(400, "grid-outside-scope",
            new("该网格不存在或不在您的上报范围内。", "The grid does not exist or lies outside the grids that you may file in."),
            new("网格 {0} 不存在或不在您的上报范围内。", "Grid {0} does not exist or lies outside the grids that you may file in.")),
        new(400, "grid-needed",
            new("请指定网格：您不属于唯一的三级网格。", "You must name the grid, because you do not belong to exactly one level-3 grid.")),
        new(400, "location-outside-grids",
            new("位置不在您可上报的任何网格内。", "The location lies in no grid that you may file in."),
            new("位置不在您可上报的任何网格内；最近的是 {0}，相距 {1} 米。请核对坐标系，或指定网格。",
                "The location lies in no grid that you may file in; the nearest is {0}, {1} m away. Check the datum, or name the grid.")),
        new(400, "not-a-grid",
            new("案卷与网格长须属于街道、社区或单元网格。", "Tickets and grid heads belong to a street, community or unit grid."),
            new("{0} 是市或区县；案卷与网格长须属于街道、社区或单元网格。",
                "{0} is a city or county; tickets and grid heads belong to a street, community or unit grid.")),
    ];
}
