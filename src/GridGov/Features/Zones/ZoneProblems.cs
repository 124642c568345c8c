using GridGov.Api;

namespace GridGov.Features.Zones;

/// <summary>Problems of zones and their heads.</summary>
static class ZoneProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "invalid-zone-boundary",
            new("专属网格的边界有误，未作任何更改。", "The polygon of the zone has faults; nothing was changed.")),
        new(404, "no-zone-boundary",
            new("该专属网格在该日没有边界。", "The zone has no polygon on that day."),
            new("专属网格“{0}”在该日没有边界。", "The zone “{0}” has no polygon on that day.")),
        new(409, "zone-already-retired",
            new("该专属网格已撤销，不能再变更。", "The zone is retired and can no longer be changed.")),
        new(409, "zone-head-already",
            new("此人在这段时间已是该专属网格的负责人。", "The person is a head of this zone on some of those days already."),
            new("此人自 {0} 起已是该专属网格的负责人，与这段时间重叠。",
                "The person is a head of this zone from {0} already, on some of those days.")),
        new(409, "zone-head-ended",
            new("该负责人的任期已经结束。", "The person's time as a head has already ended.")),
    ];
}
