using System.Globalization;
using System.Text;
using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Text;
using static GridGov.Features.DayLogs.DayLogTexts;

namespace GridGov.Features.DayLogs;

/// <summary>A log as a page to read and print.</summary>
sealed class DayLogPage(bool zh, Clock clock, Instant now)
{
    readonly StringBuilder html = new();

    public string Of(DayLog log)
    {
        Head(log.Person.Name, log.Date, log.From, log.To, log.Sums);
        Paragraph(Truncated(log, zh));
        if (log.Days.Count > 0)
            Numbers(ByDay, Day, log.Days.Select(day => (Date(day.Date), (string?)day.Log, day.Sums)), log.Sums);
        Table(RoundTitle, RoundColumns, log.Rounds.Select(RoundCells));
        Table(RecordTitle, RecordColumns, log.Records.Select(RecordCells));
        Table(ActTitle, ActColumns, log.Acts.Select(ActCells));
        Paragraph(Hidden(log, zh));
        return HtmlPage.Frame(zh, $"{Title.In(zh)} {log.Person.Name} {log.Date}", html.ToString());
    }

    public string Of(GridDayLog log)
    {
        Head(log.Grid.Name, log.Date, log.From, log.To, log.Sums);
        Numbers(PeopleTitle, Person, log.People.Select(entry => (entry.Person.Name, (string?)entry.Log, entry.Sums)), log.Sums);
        return HtmlPage.Frame(zh, $"{Title.In(zh)} {log.Grid.Name} {log.Date}", html.ToString());
    }

    void Head(string name, string date, DateOnly from, DateOnly to, DayLogSums sums)
    {
        html.Append($"<h1>{Title.In(zh)} <small>{HtmlPage.Text(name)}</small></h1>\n<p><b>{HtmlPage.Text(date)}</b> ")
            .Append($"<small>{Date(from)} – {Date(to.AddDays(-1))} · {(zh ? "生成于" : "made at")} ")
            .Append(clock.Local(now).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Append("</small></p>\n")
            .Append("<div class=\"tiles\">");
        foreach (var (label, value) in Sums)
            html.Append($"<div class=\"tile\"><b>{Number(value(sums))}</b>{HtmlPage.Text(label.In(zh))}</div>");
        html.Append("</div>\n");
    }

    void Paragraph(string text)
    {
        if (text.Length > 0)
            html.Append($"<p class=\"note\">{HtmlPage.Text(text)}</p>\n");
    }

    void Numbers(
        LocalizedText title, LocalizedText first, IEnumerable<(string Name, string? Address, DayLogSums Sums)> rows, DayLogSums total)
    {
        html.Append($"<h2>{title.In(zh)}</h2>\n<div class=\"wide\"><table><thead><tr><th>{first.In(zh)}</th>");
        foreach (var (label, _) in Sums)
            html.Append($"<th class=\"n\">{HtmlPage.Text(label.In(zh))}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var (name, address, sums) in rows)
            Line("", HtmlPage.Link(address, name), sums);
        Line(" class=\"sum\"", HtmlPage.Text(Total.In(zh)), total);
        html.Append("</tbody></table></div>\n");

        void Line(string style, string name, DayLogSums sums)
        {
            html.Append($"<tr{style}><td>{name}</td>");
            foreach (var (_, value) in Sums)
                html.Append($"<td class=\"n\">{Number(value(sums))}</td>");
            html.Append("</tr>\n");
        }
    }

    void Table(LocalizedText title, IReadOnlyList<LocalizedText> columns, IEnumerable<string?[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        html.Append($"<h2>{title.In(zh)}</h2>\n<table><thead><tr>");
        foreach (var column in columns)
            html.Append($"<th>{HtmlPage.Text(column.In(zh))}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var cells in all)
            html.Append("<tr>").AppendJoin("", cells.Select(cell => $"<td>{HtmlPage.Text(cell)}</td>")).Append("</tr>\n");
        html.Append("</tbody></table>\n");
    }

    string?[] RoundCells(DayLog.RoundEntry entry) =>
    [
        Time(entry.Round.StartedAt, clock), Ending(entry.Round, clock, zh), entry.Round.Grid.Name, entry.Round.Campaign?.Name,
        Number((decimal)Math.Round(entry.Round.Metres)), Number(entry.Round.Records), Number(entry.OutsidePoints), Number(entry.FastPoints),
    ];

    string?[] RecordCells(Record record) =>
    [
        Time(record.DoneAt, clock), record.Place?.Name, record.Grid.Name, record.Campaign?.Name, Labels.Of(record.Outcome).In(zh),
        record.Quantity?.ToString(CultureInfo.InvariantCulture), record.Ticket?.Number, NeedStatuses(record, zh),
        Notes(record, zh),
    ];

    string?[] ActCells(DayLog.Act act) =>
    [
        Time(act.At, clock), Labels.OfEvent(act.Action).In(zh), act.TicketNumber, zh ? act.CategoryZh : act.CategoryEn,
        act.Status is { } status ? Labels.Of(status).In(zh) : "",
    ];

    static string Number(decimal number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
