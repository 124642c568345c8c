using System.Text.Encodings.Web;
using System.Text.Json;
using GridGov.Geo.Boundaries;

namespace GridGov.Domain.Boards.Circles;

/// <summary>A service circle as a GeoJSON FeatureCollection (RFC 7946): the areas of the rings, largest first, and the points.</summary>
static class CircleFeatures
{
    public static byte[] Write(ServiceCircle circle)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            foreach (var ring in circle.Rings.Reverse())
                Write(json, circle, ring);
            foreach (var point in circle.Points)
                Write(json, point);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return output.ToArray();
    }

    static void Write(Utf8JsonWriter json, ServiceCircle circle, CircleRing ring)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WritePropertyName("geometry");
        json.WriteRawValue(BoundaryShape.Write(CircleShapes.Around(circle.Origins, ring.Metres)));
        json.WriteStartObject("properties");
        json.WriteNumber("ring", ring.Minutes);
        json.WriteNumber("metres", ring.Metres);
        json.WriteNumber("points", ring.Points);
        json.WriteString("origin", circle.From.Kind.ToCode());
        json.WriteNumber("detourFactor", circle.Rule.DetourFactor);
        json.WriteNumber("kilometresPerHour", circle.Rule.KilometresPerHour);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, CirclePoint point)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteString("id", point.Id.ToString());
        json.WriteStartObject("geometry");
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(point.Position.Lng);
        json.WriteNumberValue(point.Position.Lat);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("kind", point.Kind.ToCode());
        json.WriteString("name", point.Name);
        json.WriteStartArray("tags");
        foreach (var tag in point.Tags)
            json.WriteStringValue(tag);
        json.WriteEndArray();
        Text("address", point.Address);
        Text("openingHours", point.OpeningHours);
        Text("officePhone", point.OfficePhone);
        json.WriteNumber("metres", point.Metres);
        json.WriteNumber("minutes", point.Minutes);
        json.WriteNumber("ring", point.Ring);
        json.WriteEndObject();
        json.WriteEndObject();

        void Text(string name, string? text)
        {
            if (text is not null)
                json.WriteString(name, text);
        }
    }
}
