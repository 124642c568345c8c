using GridGov.Domain;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Needs.Offers;
using GridGov.Text.Tables;
using static GridGov.Api.Export.ExportCells;

namespace GridGov.Features.Needs;

/// <summary>The columns of needs, offers and claims in files.</summary>
static class NeedColumns
{
    public static readonly IReadOnlyList<TableColumn> Needs =
    [
        new("id", "需求标识"), new("kind", "类别"), new("title", "需求名称"), new("description", "说明"), new("grid", "网格编码"), new("gridName", "网格"),
        new("placeName", "场所"), new("groupName", "需求组织"), new("status", "状态"), new("closing", "办结方式"), new("continuing", "长期"),
        new("cycle", "周期"), new("slots", "名额"), new("filled", "认领数"), new("confirmed", "确认数"), new("fromDay", "开始日期"),
        new("toDay", "结束日期"), new("claimBy", "认领期限"), new("ticket", "案卷编号"), new("submittedAt", "提交时间"), new("publishedAt", "发布时间"),
        new("closedAt", "办结时间"),
    ];

    public static readonly IReadOnlyList<TableColumn> Offers =
    [
        new("id", "资源标识"), new("kind", "类别"), new("title", "资源名称"), new("description", "说明"), new("grid", "网格编码"), new("gridName", "网格"),
        new("placeName", "场所"), new("groupName", "提供组织"), new("fromDay", "开始日期"), new("toDay", "结束日期"), new("hours", "时间"),
        new("quantity", "数量"),
    ];

    public static readonly IReadOnlyList<TableColumn> Projects =
    [
        new("id", "认领标识"), new("need", "需求标识"), new("title", "项目名称"), new("kind", "类别"), new("grid", "网格编码"), new("gridName", "网格"),
        new("groupName", "认领组织"), new("claimedBy", "认领人"), new("status", "状态"), new("records", "服务记录数"), new("owed", "欠记录周期数"),
        new("disputes", "异议次数"), new("claimedAt", "认领时间"), new("doneAt", "完成时间"), new("confirmedAt", "确认时间"),
    ];

    public static string[] Cells(Need need, bool zh, TimeZoneInfo zone) =>
    [
        need.Id.ToString(), zh ? NeedLabels.Of(need.Kind).Zh : need.Kind.ToCode(), need.Title, need.Description ?? "", need.Grid.Code,
        need.Grid.Name, need.Place?.Name ?? "", need.Group?.Name ?? "", zh ? NeedLabels.Of(need.Status).Zh : need.Status.ToCode(),
        need.Closing is { } closing ? zh ? NeedLabels.Of(closing).Zh : closing.ToCode() : "",
        zh ? Labels.Of(need.Continuing).Zh : need.Continuing ? "true" : "false",
        need.Cycle is { } cycle ? zh ? NeedLabels.Of(cycle).Zh : cycle.ToCode() : "", Number(need.Slots), Number(need.Filled),
        Number(need.Confirmed), Day(need.FromDay), Day(need.ToDay), Day(need.ClaimBy), need.Ticket?.Number ?? "",
        At(need.SubmittedAt, zone, zh), At(need.PublishedAt, zone, zh), At(need.ClosedAt, zone, zh),
    ];

    public static string[] Cells(Offer offer, bool zh) =>
    [
        offer.Id.ToString(), zh ? NeedLabels.Of(offer.Kind).Zh : offer.Kind.ToCode(), offer.Title, offer.Description ?? "",
        offer.Grid.Code, offer.Grid.Name, offer.Place?.Name ?? "", offer.Group?.Name ?? "", Day(offer.FromDay), Day(offer.ToDay),
        offer.Hours ?? "", Number(offer.Quantity),
    ];

    public static string[] Cells(Claim claim, bool zh, TimeZoneInfo zone) =>
    [
        claim.Id.ToString(), claim.Need.Id.ToString(), claim.Need.Title,
        zh ? NeedLabels.Of(claim.Need.Kind).Zh : claim.Need.Kind.ToCode(), claim.Need.Grid.Code, claim.Need.Grid.Name,
        claim.Group?.Name ?? "", claim.ClaimedBy.Name, zh ? NeedLabels.Of(claim.Status).Zh : claim.Status.ToCode(), Number(claim.Records),
        Number(claim.Owed?.Cycles), Number(claim.Disputes), At(claim.ClaimedAt, zone, zh), At(claim.DoneAt, zone, zh),
        At(claim.ConfirmedAt, zone, zh),
    ];
}
