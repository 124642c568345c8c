using GridGov.Api;

namespace GridGov.Features.Sync;

/// <summary>Problems of acts that were made without signal.</summary>
static class PushProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "device-clock-ahead",
            new("设备时钟比服务器快。", "The clock of the device is ahead of the server's."),
            new("设备时钟比服务器快：操作时间不得晚于 {0}。", "The clock of the device is ahead of the server's: no act can be later than {0}.")),
        new(400, "act-too-old",
            new("操作时间过早。", "The act was made too long ago."),
            new("操作时间过早：不得早于 {0}。", "The act was made too long ago: no act can be earlier than {0}.")),
        new(422, "act-id-reused",
            new("该操作标识已用于另一操作。", "The id of the act was used for another act.")),
    ];
}
