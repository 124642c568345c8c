using CsvHelper;
using GridGov.Domain.Tickets;
using GridGov.Text.Tables;

namespace GridGov.Features.Tickets.Export;

/// <summary>CSV (RFC 4180) in UTF-8. Texts that could run as a formula get an apostrophe; negative numbers do not.</summary>
sealed class CsvTicketWriter : TicketFileWriter
{
    readonly CsvWriter csv;
    readonly TimeZoneInfo zone;
    readonly bool headings;

    /// <param name="headings">False for a part that is appended to an earlier one.</param>
    public CsvTicketWriter(Stream output, TimeZoneInfo zone, ExportLanguage? language, bool headings, bool byteOrderMark)
    {
        Language = language;
        (this.zone, this.headings) = (zone, headings);
        csv = CsvWriter.Create(output, CsvCells.WriterOptions(byteOrderMark), leaveOpen: true);
    }

    public override async ValueTask Begin(CancellationToken ct)
    {
        if (headings)
            await csv.WriteRecordAsync([.. ExportColumn.All.Select(HeadingOf)], ct);
    }

    public override ValueTask Row(Ticket ticket, CountedFacts facts, CancellationToken ct)
    {
        foreach (var column in ExportColumn.All)
            column.Write(ticket, facts, this);
        // Sends the buffer and waits for the reader when the buffer is full.
        return csv.EndRecordAsync(ct);
    }

    public override async ValueTask End(long rows, CancellationToken ct) => await csv.FlushAsync(ct);

    public override void Text(string? text) => csv.WriteField(CsvCells.Defuse(text));

    public override void Whole(long? number) => csv.WriteField(number);

    public override void Decimal(double? number) => csv.WriteField(number);

    public override void Day(DateOnly? day) => csv.WriteField(day);

    public override void At(Instant? instant)
    {
        if (instant is not { } known)
            csv.WriteField((string?)null);
        else
        {
            var format = Language is null ? "yyyy-MM-dd'T'HH:mm:ss.FFFzzz" : "yyyy-MM-dd HH:mm:ss";
            csv.WriteField(TimeZoneInfo.ConvertTime(known.ToUtc(), zone), format);
        }
    }
}
