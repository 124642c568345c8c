using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Needs;
using GridGov.Text.Tables;
using static GridGov.Api.Export.ExportCells;

namespace GridGov.Features.Records;

/// <summary>The columns in which records are exported, without answers and notes.</summary>
static class RecordColumns
{
    public static readonly IReadOnlyList<TableColumn> All =
    [
        new("id", "记录标识"), new("doneAt", "时间"), new("recordedAt", "收到时间"), new("grid", "网格编码"), new("gridName", "网格"),
        new("person", "人员"), new("place", "场所标识"), new("placeName", "场所"), new("campaign", "行动标识"), new("campaignName", "行动"),
        new("cycle", "周期首日"), new("outcome", "结果"), new("quantity", "数量"), new("lng", "经度（WGS84）"), new("lat", "纬度（WGS84）"),
        new("placeMetres", "距场所（米）"), new("farFromPlace", "远离场所"), new("outsideGrid", "在网格外"), new("photos", "照片数"),
        new("ticket", "案卷编号"), new("ticketStatus", "案卷状态"), new("needs", "需求标识"),
        new("needStatuses", "需求状态"), new("corrects", "更正的记录"),
    ];

    public static string[] Cells(Record record, TimeZoneInfo zone, bool chinese) =>
    [
        record.Id.ToString(), At(record.DoneAt, zone, chinese), At(record.RecordedAt, zone, chinese), record.Grid.Code, record.Grid.Name,
        record.Person.Name, record.Place?.Id.ToString() ?? "", record.Place?.Name ?? "", record.Campaign?.Id.ToString() ?? "",
        record.Campaign?.Name ?? "", Day(record.CycleDay), chinese ? Labels.Of(record.Outcome).Zh : record.Outcome.ToCode(),
        Number(record.Quantity), Number(record.Position?.Lng), Number(record.Position?.Lat), Number(record.PlaceMetres),
        Flag(record.FarFromPlace, chinese), Flag(record.OutsideGrid, chinese), Number(record.PhotoCount), record.Ticket?.Number ?? "",
        record.Ticket?.Status is { } status ? chinese ? Labels.Of(status).Zh : status.ToCode() : "",
        string.Join(' ', record.Needs.Select(need => need.Id?.ToString()).OfType<string>()),
        string.Join(' ', record.Needs.Select(need => need.Status).OfType<NeedStatus>()
            .Select(of => chinese ? NeedLabels.Of(of).Zh : of.ToCode())),
        record.Corrects?.ToString() ?? "",
    ];

    static string Flag(bool flag, bool chinese) => chinese ? Labels.Of(flag).Zh : flag ? "true" : "false";
}
