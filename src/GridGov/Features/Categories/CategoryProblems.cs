using GridGov.Api;

namespace GridGov.Features.Categories;

/// <summary>Problems of categories.</summary>
static class CategoryProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(409, "category-code-used",
            new("该类别编码已使用，停用后也不再使用。", "The code belongs to a category; that of a retired one is not used again."),
            new("类别编码 {0} 已使用，停用后也不再使用。", "Code {0} belongs to a category; that of a retired one is not used again.")),
        new(409, "category-parent-missing",
            new("上级类别不存在或已停用。", "The parent category does not exist or is retired."),
            new("上级类别 {0} 不存在或已停用。", "The parent category {0} does not exist or is retired.")),
        new(409, "category-codes-full",
            new("该级的类别编码已用完。", "All codes of this level are used.")),
        new(409, "category-has-children",
            new("该类别之下还有在用类别，请先停用或调整。", "Categories below this one are in use; retire or move those first."),
            new("该类别之下还有 {0} 个在用类别，请先停用或调整。", "{0} categories below this one are in use; retire or move those first.")),
        new(409, "category-not-movable",
            new("只有在用的二级类别可以调整。", "Only a category of the second level that is in use can be moved.")),
        new(409, "category-move-target",
            new("该编码不能作为调整后的类别。", "The category cannot be moved to this code."),
            new("类别不能调整到 {0}；只能调整到其他一级类别、新的编码，或另一个在用的二级类别，且涉密的不能调整为不涉密的。",
                "The category cannot be moved to {0}; it must be another group, a new code, or another category in use, and a " +
                "confidential one does not become ordinary.")),
    ];
}
