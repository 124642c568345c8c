using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets.Export;

/// <summary>A GeoJSON FeatureCollection (RFC 7946) of points in WGS84, longitude first; empty values are absent.</summary>
sealed class GeoJsonTicketWriter(PipeWriter output, TimeZoneInfo zone, string snapshot) : TicketFileWriter
{
    const int BufferSize = 32 * 1024;

    static readonly (ExportColumn Column, JsonEncodedText Name)[] Properties =
        [.. ExportColumn.All.Where(column => !column.IsPlace).Select(column => (column, JsonEncodedText.Encode(column.Name)))];

    readonly Utf8JsonWriter json = new(output, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true,
    });
    JsonEncodedText name;
    long sent;

    public override ValueTask Begin(CancellationToken ct)
    {
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteString("timeStamp", snapshot);
        json.WriteStartArray("features");
        return default;
    }

    public override ValueTask Row(Ticket ticket, CountedFacts facts, CancellationToken ct)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteString("id", ticket.Id.ToString());
        if (ticket.Location is { Lng: { } lng, Lat: { } lat })
        {
            json.WriteStartObject("geometry");
            json.WriteString("type", "Point");
            json.WriteStartArray("coordinates");
            json.WriteNumberValue(lng);
            json.WriteNumberValue(lat);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("geometry");
        }
        json.WriteStartObject("properties");
        foreach (var (column, property) in Properties)
        {
            name = property;
            column.Write(ticket, facts, this);
        }
        json.WriteEndObject();
        json.WriteEndObject();
        return json.BytesCommitted + json.BytesPending - sent < BufferSize ? default : Send(ct);
    }

    public override async ValueTask End(long rows, CancellationToken ct)
    {
        json.WriteEndArray();
        // The number follows the features, so that a reader who finds it has all of them.
        json.WriteNumber("numberReturned", rows);
        json.WriteEndObject();
        await Send(ct);
    }

    async ValueTask Send(CancellationToken ct)
    {
        json.Flush();
        sent = json.BytesCommitted;
        await output.FlushAsync(ct);
    }

    public override void Text(string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    public override void Flag(bool flag) => json.WriteBoolean(name, flag);

    public override void Whole(long? number)
    {
        if (number is { } known)
            json.WriteNumber(name, known);
    }

    public override void Decimal(double? number)
    {
        if (number is { } known)
            json.WriteNumber(name, known);
    }

    public override void At(Instant? instant)
    {
        if (instant is { } known)
            json.WriteString(name, TimeZoneInfo.ConvertTime(known.ToUtc(), zone));
    }

    public override void Day(DateOnly? day)
    {
        if (day is { } known)
            json.WriteString(name, known.ToString("O"));
    }
}
