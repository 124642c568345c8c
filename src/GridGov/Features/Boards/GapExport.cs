using System.Globalization;
using System.IO.Pipelines;
using CsvHelper;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Boards.Circles;
using GridGov.Domain.Places;
using GridGov.Text.Tables;

namespace GridGov.Features.Boards;

/// <summary>The courtyards without a service point as a file.</summary>
static class GapExport
{
    static readonly IReadOnlyList<(string Name, string Heading)> Columns =
    [
        ("communityCode", "社区代码"), ("communityName", "社区"), ("gridCode", "网格代码"), ("gridName", "网格"),
        ("placeId", "场所标识"), ("placeName", Labels.Of(PlaceKind.Courtyard).Zh), ("address", "地址"),
        ("lng", "经度"), ("lat", "纬度"), ("tag", "缺少的服务"), ("minutes", "步行分钟"),
    ];

    /// <param name="chinese">Whether headings are in Chinese words; otherwise they are those of the API.</param>
    public static async Task<FileContentHttpResult> Write(
        CircleGaps gaps, string format, bool chinese, bool byteOrderMark, CancellationToken ct)
    {
        using var file = new MemoryStream();
        if (format == FileBody.Xlsx)
            await WriteWorkbook(file, gaps, chinese, ct);
        else
            WriteCsv(file, gaps, chinese, byteOrderMark);
        var isCsv = format == FileBody.Csv;
        return TypedResults.File(
            file.ToArray(), isCsv ? $"{FileBody.Csv}; charset=utf-8; header=present" : format,
            $"circle-gaps-{gaps.Grid}.{(isCsv ? "csv" : "xlsx")}");
    }

    static void WriteCsv(Stream file, CircleGaps gaps, bool chinese, bool byteOrderMark)
    {
        using var csv = CsvWriter.Create(file, CsvCells.WriterOptions(byteOrderMark), leaveOpen: true);
        foreach (var row in gaps.Items.Select(gap => Cells(gaps, gap)).Prepend(Headings(chinese)))
        {
            foreach (var cell in row)
                csv.WriteField(CsvCells.Defuse(cell));
            csv.EndRecord();
        }
    }

    static async Task WriteWorkbook(Stream file, CircleGaps gaps, bool chinese, CancellationToken ct)
    {
        var pipe = PipeWriter.Create(file, new StreamPipeWriterOptions(leaveOpen: true));
        var writer = new XlsxTextWriter(pipe);
        await writer.Sheet(chinese ? "服务盲区" : "Gaps", Headings(chinese), ct);
        foreach (var gap in gaps.Items)
            await writer.Row(Cells(gaps, gap), ct);
        await writer.End(ct);
        await pipe.CompleteAsync();
    }

    static string[] Headings(bool chinese) => [.. Columns.Select(column => chinese ? column.Heading : column.Name)];

    static string[] Cells(CircleGaps gaps, CourtyardGap gap) =>
    [
        gap.Community, gap.CommunityName, gap.Grid, gap.GridName, gap.Id.ToString(), gap.Name, gap.Address ?? "",
        Text(gap.Position.Lng), Text(gap.Position.Lat), gaps.Tag ?? "", gaps.Minutes.ToString(CultureInfo.InvariantCulture),
    ];

    static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
