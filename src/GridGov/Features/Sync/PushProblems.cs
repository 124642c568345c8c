using GridGov.Api;

namespace GridGov.Features.Sync;

/// <summary>Problems of acts that were made without signal.</summary>
static class PushProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(422, "act-id-reused",
            new("该操作标识已用于另一操作。", "The id of the act was used for another act.")),
    ];
}
