using System.Globalization;
using GridGov.Domain;
using GridGov.Domain.Needs;
using GridGov.Text;

namespace GridGov.Features.Needs;

/// <summary>The columns of needs, offers and claims in files.</summary>
static class NeedColumns
{
    public static readonly IReadOnlyList<(string Name, string Heading)> Needs =
    [
        ("id", "需求标识"), ("kind", "类别"), ("title", "需求名称"), ("description", "说明"), ("grid", "网格编码"), ("gridName", "网格"),
        ("placeName", "场所"), ("groupName", "需求组织"), ("status", "状态"), ("closing", "办结方式"), ("continuing", "长期"), ("cycle", "周期"),
        ("slots", "名额"), ("filled", "认领数"), ("confirmed", "确认数"), ("fromDay", "开始日期"), ("toDay", "结束日期"),
        ("claimBy", "认领期限"), ("ticket", "案卷编号"), ("submittedAt", "提交时间"), ("publishedAt", "发布时间"), ("closedAt", "办结时间"),
    ];

    public static readonly IReadOnlyList<(string Name, string Heading)> Offers =
    [
        ("id", "资源标识"), ("kind", "类别"), ("title", "资源名称"), ("description", "说明"), ("grid", "网格编码"), ("gridName", "网格"),
        ("placeName", "场所"), ("groupName", "提供组织"), ("fromDay", "开始日期"), ("toDay", "结束日期"), ("hours", "时间"), ("quantity", "数量"),
    ];

    public static readonly IReadOnlyList<(string Name, string Heading)> Projects =
    [
        ("id", "认领标识"), ("need", "需求标识"), ("title", "项目名称"), ("kind", "类别"), ("grid", "网格编码"), ("gridName", "网格"),
        ("groupName", "认领组织"), ("claimedBy", "认领人"), ("status", "状态"), ("records", "服务记录数"), ("owed", "欠记录周期数"),
        ("disputes", "异议次数"), ("claimedAt", "认领时间"), ("doneAt", "完成时间"), ("confirmedAt", "确认时间"),
    ];

    public static string[] Cells(Need need, bool zh, TimeZoneInfo zone) =>
    [
        need.Id.ToString(), zh ? NeedLabels.Of(need.Kind).Zh : need.Kind.ToCode(), need.Title, need.Description ?? "", need.Grid.Code,
        need.Grid.Name, need.Place?.Name ?? "", need.Group?.Name ?? "", zh ? NeedLabels.Of(need.Status).Zh : need.Status.ToCode(),
        need.Closing is { } closing ? zh ? NeedLabels.Of(closing).Zh : closing.ToCode() : "",
        zh ? Labels.Of(need.Continuing).Zh : need.Continuing ? "true" : "false",
        need.Cycle is { } cycle ? zh ? NeedLabels.Of(cycle).Zh : cycle.ToCode() : "", Number(need.Slots), Number(need.Filled),
        Number(need.Confirmed), Day(need.FromDay), Day(need.ToDay), Day(need.ClaimBy), need.Ticket?.Number ?? "",
        At(need.SubmittedAt, zh, zone), At(need.PublishedAt, zh, zone), At(need.ClosedAt, zh, zone),
    ];

    public static string[] Cells(Offer offer, bool zh) =>
    [
        offer.Id.ToString(), zh ? NeedLabels.Of(offer.Kind).Zh : offer.Kind.ToCode(), offer.Title, offer.Description ?? "", offer.Grid.Code,
        offer.Grid.Name, offer.Place?.Name ?? "", offer.Group?.Name ?? "", Day(offer.FromDay), Day(offer.ToDay), offer.Hours ?? "",
        Number(offer.Quantity),
    ];

    public static string[] Cells(Claim claim, bool zh, TimeZoneInfo zone) =>
    [
        claim.Id.ToString(), claim.Need.Id.ToString(), claim.Need.Title, zh ? NeedLabels.Of(claim.Need.Kind).Zh : claim.Need.Kind.ToCode(),
        claim.Need.Grid.Code, claim.Need.Grid.Name, claim.Group?.Name ?? "", claim.ClaimedBy.Name,
        zh ? NeedLabels.Of(claim.Status).Zh : claim.Status.ToCode(), Number(claim.Records), Number(claim.Owed?.Cycles),
        Number(claim.Disputes), At(claim.ClaimedAt, zh, zone), At(claim.DoneAt, zh, zone), At(claim.ConfirmedAt, zh, zone),
    ];

    public static IEnumerable<string> Headings(IReadOnlyList<(string Name, string Heading)> columns, bool zh) =>
        columns.Select(column => zh ? column.Heading : column.Name);

    static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    static string At(Instant? instant, bool zh, TimeZoneInfo zone) => instant is { } at
        ? TimeZoneInfo.ConvertTime(at.ToUtc(), zone).ToString(
            zh ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)
        : "";
}
