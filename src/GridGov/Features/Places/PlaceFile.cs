using System.Globalization;
using System.Text.RegularExpressions;
using GridGov.Domain;
using GridGov.Domain.Places;
using GridGov.Geo;
using GridGov.Text.Tables;

namespace GridGov.Features.Places;

/// <summary>A file of places, one a row.</summary>
/// <param name="Rows">The rows whose cells are valid.</param>
sealed partial record PlaceFile(IReadOnlyList<PlaceFile.Row> Rows, IReadOnlyList<RejectedRow> Rejected, ReadFile Source)
{
    /// <summary>The places of a large street; the import is one transaction, for which other writers wait.</summary>
    const int MaxRows = 5_000;

    static readonly char[] TagSeparators = [';', '；', ',', '，', '、', '|'];

    /// <summary>The names of all kinds, by which a cell may call them.</summary>
    static readonly Dictionary<string, PlaceKind> Kinds = TableCells.Names(
        Labels.Of, ("场所", PlaceKind.Premises), ("门店", PlaceKind.Premises), ("小区", PlaceKind.Courtyard));

    static readonly Dictionary<string, bool> Flags = new[] { true, false }
        .SelectMany(flag => new[] { Labels.Of(flag).Zh, Labels.Of(flag).En, flag ? "true" : "false", flag ? "1" : "0" }
            .Select(word => (word, flag)))
        .ToDictionary(pair => TableCells.Word(pair.word), pair => pair.flag, StringComparer.Ordinal);

    /// <summary>A row with its values.</summary>
    /// <param name="Id">The id of a place that was exported.</param>
    /// <param name="Grid">Null for the grid of the position.</param>
    /// <param name="Lng">As it was sent, in the datum.</param>
    public sealed record Row(
        Table.Row Cells, Id? Id, PlaceKind Kind, string Name, string? Grid, string? Address, double? Lng, double? Lat, CoordSys Datum,
        IReadOnlyList<string> Tags, string? RunBy, string? OpeningHours, string? OfficePhone, bool Public, int? VisitEveryDays,
        string? ExternalNumber)
    {
        public PlaceContent ToContent(string grid)
        {
            var at = Lng is { } lng && Lat is { } lat ? Coordinates.ToWgs84(Datum, lng, lat) : ((double Lng, double Lat)?)null;
            return new PlaceContent(
                Kind, Name, grid, Address, at?.Lng, at?.Lat, Tags, RunBy, OpeningHours, OfficePhone, Public, VisitEveryDays,
                ExternalNumber);
        }
    }

    public static PlaceFile Read(byte[] bytes)
    {
        var table = Table.Of(TableFile.Read(bytes), PlaceColumns.All);
        var (rows, rejected) = Reader.ReadAll(table, MaxRows, cells => new Reader(cells));
        return new PlaceFile(rows, rejected, table.Source);
    }

    sealed class Reader(Table.Row cells) : RowReader<Row>(cells)
    {
        protected override Row Read()
        {
            if (!Kinds.TryGetValue(TableCells.Word(Cells[PlaceColumns.Kind]), out var kind))
                Reject(PlaceColumns.Kind, "unknown_code",
                    $"没有该类型；类型有{string.Join('、', Enum.GetValues<PlaceKind>().Select(each => Labels.Of(each).Zh))}。",
                    $"There is no such kind; kinds are {string.Join(", ", Codes<PlaceKind>.All)}.");
            var name = ReadText(PlaceColumns.Name, 100);
            if (name is null)
                Reject(PlaceColumns.Name, "required", "名称为空。", "The name is empty.");
            var (lng, lat, datum) = ReadPosition();
            return new Row(
                Cells, ReadId(PlaceColumns.Id, "不是场所标识。", "It is not a place's id."), kind, name ?? "", ReadGrid(),
                ReadText(PlaceColumns.Address, 200), lng, lat, datum, ReadTags(), ReadText(PlaceColumns.RunBy, 100),
                ReadText(PlaceColumns.OpeningHours, 200), ReadPhone(PlaceColumns.OfficePhone), ReadPublic(), ReadDays(), ReadNumber());
        }

        string? ReadGrid()
        {
            if (Cells[PlaceColumns.Grid].Length == 0)
                return null;
            var grid = GridCode.WithoutPadding(TableCells.Code(Cells[PlaceColumns.Grid]));
            if (!GridCode.IsCode(grid))
                Reject(PlaceColumns.Grid, "invalid_code", "不是 9、12 或 15 位数字的编码。", "It is no code of 9, 12 or 15 digits.");
            return grid;
        }

        (double? Lng, double? Lat, CoordSys Datum) ReadPosition()
        {
            var (lng, lat) = (ReadDegrees(PlaceColumns.Lng, 180), ReadDegrees(PlaceColumns.Lat, 90));
            if (lng is null != lat is null && !HasFaults)
                Reject(lng is null ? PlaceColumns.Lng : PlaceColumns.Lat, "required", "经度和纬度须同时填写。",
                    "Longitude and latitude come together.");
            var word = TableCells.Word(Cells[PlaceColumns.CoordSys]);
            var datum = word.Length == 0 ? CoordSys.Wgs84 : Enum.GetValues<CoordSys>().Where(each =>
                TableCells.Word(each.ToCode()) == word.Replace("-", "", StringComparison.Ordinal)).Cast<CoordSys?>().FirstOrDefault();
            if (datum is null)
                Reject(PlaceColumns.CoordSys, "unknown_code", "坐标系为 wgs84、gcj02 或 bd09。", "The datum is wgs84, gcj02 or bd09.");
            return (lng, lat, datum ?? CoordSys.Wgs84);
        }

        double? ReadDegrees(TableColumn column, double max)
        {
            if (Cells[column].Length == 0)
                return null;
            if (double.TryParse(Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees)
                && double.IsFinite(degrees) && Math.Abs(degrees) <= max)
                return degrees;
            Reject(column, "wrong_format", $"须为 -{max} 至 {max} 的十进制度数。", $"It must be decimal degrees from -{max} to {max}.");
            return null;
        }

        IReadOnlyList<string> ReadTags()
        {
            var text = ReadText(PlaceColumns.Tags, PlaceContent.MaxTags * (PlaceContent.MaxTag + 1)) ?? "";
            var tags = PlaceContent.Sorted(text.Split(
                TagSeparators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
            if (tags.Count > PlaceContent.MaxTags || !tags.All(PlaceRules.IsTag))
                Reject(PlaceColumns.Tags, "too_many",
                    $"最多 {PlaceContent.MaxTags} 个标签，每个不超过 {PlaceContent.MaxTag} 个字符。",
                    $"There are at most {PlaceContent.MaxTags} tags of up to {PlaceContent.MaxTag} characters.");
            return tags;
        }

        bool ReadPublic()
        {
            var word = TableCells.Word(Cells[PlaceColumns.Public]);
            if (word.Length == 0 || Flags.TryGetValue(word, out var isPublic))
                return word.Length > 0 && Flags[word];
            Reject(PlaceColumns.Public, "unknown_code", "须为是或否。", "It must be true or false.");
            return false;
        }

        int? ReadDays()
        {
            var cell = TableCells.Code(Cells[PlaceColumns.VisitEveryDays]);
            if (Cells[PlaceColumns.VisitEveryDays].Length == 0)
                return null;
            if (int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 366)
                return days;
            Reject(PlaceColumns.VisitEveryDays, "out_of_range", "须为 1 至 366 的天数。", "It must be a number of days from 1 to 366.");
            return null;
        }

        string? ReadNumber()
        {
            if (Cells[PlaceColumns.ExternalNumber].Length == 0)
                return null;
            var number = TextFold.FoldWidth(Cells[PlaceColumns.ExternalNumber]).Trim().TrimStart('\'');
            if (TableCells.IsScientific(number) || !NumberForm().IsMatch(number))
                Reject(PlaceColumns.ExternalNumber, "wrong_format", "外部编号为 1 至 60 个字母、数字和 . _ - / #。",
                    "An external number has 1 to 60 letters, digits and . _ - / #.");
            return number;
        }
    }

    [GeneratedRegex(@"^[0-9A-Za-z][0-9A-Za-z._/#-]{0,59}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberForm();
}
