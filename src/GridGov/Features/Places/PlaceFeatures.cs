using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Domain.Places;

namespace GridGov.Features.Places;

/// <summary>Writes places as a GeoJSON FeatureCollection (RFC 7946) of points in WGS84; empty values are absent.</summary>
static class PlaceFeatures
{
    public static async Task Write(PipeWriter output, IAsyncEnumerable<List<Place>> portions, CancellationToken ct)
    {
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        var count = 0L;
        await foreach (var portion in portions)
        {
            foreach (var place in portion)
                Write(json, place);
            count += portion.Count;
            await json.FlushAsync(ct);
            await output.FlushAsync(ct);
        }
        json.WriteEndArray();
        // The number follows the features, so that a reader who finds it has all of them.
        json.WriteNumber("numberReturned", count);
        json.WriteEndObject();
        await json.FlushAsync(ct);
        await output.FlushAsync(ct);
    }

    static void Write(Utf8JsonWriter json, Place place)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteString("id", place.Id.ToString());
        if (place.Position is { } position)
        {
            json.WriteStartObject("geometry");
            json.WriteString("type", "Point");
            json.WriteStartArray("coordinates");
            json.WriteNumberValue(position.Lng);
            json.WriteNumberValue(position.Lat);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("geometry");
        }
        json.WriteStartObject("properties");
        json.WriteString("kind", place.Kind.ToCode());
        json.WriteString("name", place.Name);
        json.WriteString("grid", place.Grid.Code);
        json.WriteString("gridName", place.Grid.Name);
        Text("address", place.Address);
        json.WriteStartArray("tags");
        foreach (var tag in place.Tags)
            json.WriteStringValue(tag);
        json.WriteEndArray();
        Text("runBy", place.RunBy);
        Text("openingHours", place.OpeningHours);
        Text("officePhone", place.OfficePhone);
        json.WriteBoolean("public", place.Public);
        if (place.VisitEveryDays is { } days)
            json.WriteNumber("visitEveryDays", days);
        Text("externalNumber", place.ExternalNumber);
        if (place.Distance is { } metres)
            json.WriteNumber("distance", metres);
        json.WriteNumber("version", place.Version);
        json.WriteEndObject();
        json.WriteEndObject();

        void Text(string name, string? text)
        {
            if (text is not null)
                json.WriteString(name, text);
        }
    }
}
