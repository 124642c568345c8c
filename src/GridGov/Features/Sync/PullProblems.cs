using GridGov.Api;

namespace GridGov.Features.Sync;

/// <summary>Problems of the copies that phones keep.</summary>
static class PullProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(409, "cursor-of-another-scope",
            new("游标属于他人，或您的岗位已变更。", "The cursor is another person's, or your posts have changed."),
            new("游标属于他人，或您的岗位已变更。请不带游标重新拉取全部数据；尚未上传的操作请保留。",
                "The cursor is another person's, or your posts have changed. Start over without a cursor, and keep the acts that were "
                + "not sent yet.")),
        new(410, "cursor-expired",
            new("游标已过期。", "The cursor has expired."),
            new("游标已超过 30 天，或服务器已从备份恢复。请不带游标重新拉取全部数据；尚未上传的操作请保留。",
                "The cursor is older than 30 days, or the server was restored from a backup. Start over without a cursor, and keep the "
                + "acts that were not sent yet.")),
    ];
}
