using GridGov.Api;

namespace GridGov.Domain.AnswerTemplates;

/// <summary>Problems of answer templates.</summary>
static class AnswerTemplateProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(409, "answer-template-retired",
            new("该答复模板已停用，不能再变更。", "The template is retired and can no longer be changed.")),
    ];
}
