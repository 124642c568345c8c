using DocumentFormat.OpenXml.Packaging;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Text;
using GridGov.Text.Tables;
using static GridGov.Features.DayLogs.DayLogTexts;

namespace GridGov.Features.DayLogs;

/// <summary>A log as a workbook. It has no links, because a workbook sends no access token.</summary>
static class DayLogWorkbook
{
    /// <summary>No cell is a link, so no address is completed by it.</summary>
    static readonly Uri NoRoot = new("about:blank");

    public static byte[] Of(DayLog log, bool zh, Clock clock) => XlsxSheet.Workbook(workbook =>
    {
        Numbers(workbook, $"{log.Person.Name} {log.Date}", log.Days.Count > 0 ? Day : Person, zh, log.Days.Count > 0
            ? log.Days.Select(day => (Date(day.Date), day.Sums)) : [(log.Person.Name, log.Sums)], log.Sums);
        List(workbook, RoundTitle, RoundColumns, zh, log.Rounds.Select(entry => RoundCells(entry, zh, clock)));
        List(workbook, RecordTitle, RecordColumns, zh, log.Records.Select(record => RecordCells(record, zh, clock)));
        List(workbook, ActTitle, ActColumns, zh, log.Acts.Select(act => ActCells(act, zh, clock)));
    });

    public static byte[] Of(GridDayLog log, bool zh) => XlsxSheet.Workbook(workbook =>
        Numbers(
            workbook, $"{log.Grid.Name} {log.Date}", Person, zh, log.People.Select(entry => (entry.Person.Name, entry.Sums)), log.Sums));

    static void Numbers(
        WorkbookPart workbook, string title, LocalizedText first, bool zh, IEnumerable<(string Name, DayLogSums Sums)> rows,
        DayLogSums total)
    {
        var sheet = new XlsxSheet(workbook, Title.In(zh), NoRoot, [24, .. Sums.Select(_ => 12d)]);
        sheet.Row(new XlsxCell(title, Style: XlsxSheet.Bold));
        sheet.Heading([first.In(zh), .. Sums.Select(each => each.Name.In(zh))]);
        foreach (var (name, sums) in rows)
            Line(name, sums);
        Line(Total.In(zh), total);

        void Line(string name, DayLogSums sums) => sheet.Row([name, .. Sums.Select(each => new XlsxCell(null, each.Value(sums)))]);
    }

    static void List(
        WorkbookPart workbook, LocalizedText title, IReadOnlyList<LocalizedText> columns, bool zh, IEnumerable<XlsxCell?[]> rows)
    {
        var sheet = new XlsxSheet(workbook, title.In(zh), NoRoot, [.. columns.Select(_ => 18d)]);
        sheet.Heading(columns.Select(column => column.In(zh)));
        foreach (var row in rows)
            sheet.Row(row);
    }

    static XlsxCell?[] RoundCells(DayLog.RoundEntry entry, bool zh, Clock clock) =>
    [
        Time(entry.Round.StartedAt, clock), Ending(entry.Round, clock, zh), entry.Round.Grid.Name, entry.Round.Campaign?.Name,
        (decimal)Math.Round(entry.Round.Metres), entry.Round.Records, entry.OutsidePoints, entry.FastPoints,
    ];

    static XlsxCell?[] RecordCells(Record record, bool zh, Clock clock) =>
    [
        Time(record.DoneAt, clock), record.Place?.Name, record.Grid.Name, record.Campaign?.Name, Labels.Of(record.Outcome).In(zh),
        (decimal?)record.Quantity, record.Ticket?.Number, NeedStatuses(record, zh),
        Notes(record, zh),
    ];

    static XlsxCell?[] ActCells(DayLog.Act act, bool zh, Clock clock) =>
    [
        Time(act.At, clock), Labels.OfEvent(act.Action).In(zh), act.TicketNumber, zh ? act.CategoryZh : act.CategoryEn,
        act.Status is { } status ? Labels.Of(status).In(zh) : null,
    ];
}
