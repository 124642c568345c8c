using GridGov.Text;

namespace GridGov.Domain.Needs;

/// <summary>The labels of codes of needs (需求) and claims in both languages.</summary>
static class NeedLabels
{
    public static LocalizedText Of(NeedKind kind) => kind switch
    {
        NeedKind.Venue => new("场地", "Venue"),
        NeedKind.Information => new("信息", "Information"),
        NeedKind.Talent => new("人才", "Talent"),
        NeedKind.Service => new("服务", "Service"),
        NeedKind.Goods => new("物资", "Goods"),
    };

    public static LocalizedText Of(NeedStatus status) => status switch
    {
        NeedStatus.Submitted => new("已提交", "Submitted"),
        NeedStatus.Open => new("待认领", "Open"),
        NeedStatus.Taken => new("已认领", "Taken"),
        NeedStatus.Closed => new("已办结", "Closed"),
    };

    public static LocalizedText Of(NeedClosing closing) => closing switch
    {
        NeedClosing.Fulfilled => new("已实现", "Fulfilled"),
        NeedClosing.Ticket => new("已转案卷", "Made a ticket"),
        NeedClosing.Withdrawn => new("已撤回", "Withdrawn"),
        NeedClosing.Declined => new("未采纳", "Declined"),
    };

    public static LocalizedText Of(NeedCycle cycle) => cycle switch
    {
        NeedCycle.Week => new("每周", "Weekly"),
        NeedCycle.Month => new("每月", "Monthly"),
        NeedCycle.Quarter => new("每季度", "Quarterly"),
    };

    public static LocalizedText Of(ClaimStatus status) => status switch
    {
        ClaimStatus.Claimed => new("已认领", "Claimed"),
        ClaimStatus.Serving => new("服务中", "Being served"),
        ClaimStatus.Done => new("已完成待确认", "Done"),
        ClaimStatus.Confirmed => new("已确认", "Confirmed"),
        ClaimStatus.Released => new("已放弃", "Released"),
    };
}
