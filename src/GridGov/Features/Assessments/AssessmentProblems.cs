using GridGov.Api;

namespace GridGov.Features.Assessments;

/// <summary>Problems of assessments and their schemes.</summary>
static class AssessmentProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "unknown-scheme",
            new("没有该考评方案。", "There is no such assessment scheme."),
            new("没有考评方案“{0}”。", "There is no assessment scheme “{0}”.")),
        new(409, "scheme-exists",
            new("该考评方案已存在。", "The assessment scheme exists already."),
            new("考评方案“{0}”已存在。", "The assessment scheme “{0}” exists already.")),
        new(409, "period-not-over",
            new("该期尚未结束。", "The period is not over yet."),
            new("该期尚未结束，{0} 起方可签发。", "The period is not over before {0}.")),
        new(409, "comparison-too-large",
            new("要比较的网格过多。", "The comparison has too many grids."),
            new("一次最多比较 {0} 个网格，请缩小范围或提高层级。",
                "At most {0} grids are compared at once; take a smaller grid or a higher level.")),
        new(409, "assessment-superseded",
            new("该版次已被更正。", "This revision has been corrected already."),
            new("该版次已被更正，最新版次为 {0}。", "This revision has been corrected already; the latest is {0}.")),
        new(409, "nothing-to-correct",
            new("重新计算结果完全一致，无需更正。", "The new calculation gives the same figures, so there is nothing to correct.")),    ];
}
