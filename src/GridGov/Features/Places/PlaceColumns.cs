using System.Globalization;
using GridGov.Domain;
using GridGov.Domain.Places;
using GridGov.Text.Tables;

namespace GridGov.Features.Places;

/// <summary>The columns in which places are exported and imported.</summary>
static class PlaceColumns
{
    /// <summary>Between the tags of a place in one cell.</summary>
    public const char TagSeparator = ';';

    public static readonly TableColumn Id = new("id", "场所标识", "标识");

    public static readonly TableColumn ExternalNumber = new("externalNumber", "外部编号", "场所编号", "编号");

    public static readonly TableColumn Kind = new("kind", "类型", "场所类型", "类别") { IsRequired = true };

    public static readonly TableColumn Name = new("name", "名称", "场所名称", "门牌", "门牌号") { IsRequired = true };

    public static readonly TableColumn Grid = new("grid", "网格代码", "网格编码", "gridCode");

    /// <summary>For people who read the file; imports leave it out, because the code says which grid it is.</summary>
    public static readonly TableColumn GridName = new("gridName", "网格", "网格名称", "所属网格");

    public static readonly TableColumn Address = new("address", "地址", "详细地址");

    public static readonly TableColumn Lng = new("lng", "经度", "longitude");

    public static readonly TableColumn Lat = new("lat", "纬度", "latitude");

    public static readonly TableColumn CoordSys = new("coordSys", "坐标系");

    public static readonly TableColumn Tags = new("tags", "标签");

    public static readonly TableColumn RunBy = new("runBy", "运营单位", "经营单位", "单位", "单位名称");

    public static readonly TableColumn OpeningHours = new("openingHours", "开放时间", "营业时间");

    public static readonly TableColumn OfficePhone = new("officePhone", "办公电话", "单位电话");

    public static readonly TableColumn Public = new("public", "公开", "是否公开");

    public static readonly TableColumn VisitEveryDays = new("visitEveryDays", "走访间隔天数", "走访周期", "走访间隔");

    public static readonly IReadOnlyList<TableColumn> All =
    [
        Id, ExternalNumber, Kind, Name, Grid, GridName, Address, Lng, Lat, CoordSys, Tags, RunBy, OpeningHours, OfficePhone, Public,
        VisitEveryDays,
    ];

    /// <summary>The cells of a place.</summary>
    /// <param name="chinese">Whether codes are in Chinese words; otherwise they are those of the API.</param>
    public static string[] Cells(Place place, bool chinese) =>
    [
        place.Id.ToString(), place.ExternalNumber ?? "", chinese ? Labels.Of(place.Kind).Zh : place.Kind.ToCode(), place.Name,
        place.Grid.Code, place.Grid.Name, place.Address ?? "", Text(place.Position?.Lng), Text(place.Position?.Lat),
        place.Position is null ? "" : GridGov.Geo.CoordSys.Wgs84.ToCode(), string.Join(TagSeparator, place.Tags), place.RunBy ?? "",
        place.OpeningHours ?? "", place.OfficePhone ?? "",
        chinese ? Labels.Of(place.Public).Zh : place.Public ? "true" : "false",
        place.VisitEveryDays?.ToString(CultureInfo.InvariantCulture) ?? "",
    ];

    static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
