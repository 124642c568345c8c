using System.Globalization;

namespace GridGov.Geo;

/// <summary>The rectangle in WGS84 that contains a city. Coordinates outside it are a mistake.</summary>
/// <param name="City">Code of the city, four digits.</param>
public sealed record CityEnvelope(string City, double West, double South, double East, double North)
{
    /// <summary>Reads <c>west,south,east,north</c> in degrees; null when that is no rectangle.</summary>
    public static CityEnvelope? Parse(string city, string text)
    {
        var parts = text.Split(',');
        var edges = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out edges[i]))
                return null;
        }
        return edges is [>= -180 and var west, >= -90 and var south, <= 180 and var east, <= 90 and var north]
            && west < east && south < north
            ? new CityEnvelope(city, west, south, east, north)
            : null;
    }

    public bool Contains(double lng, double lat) => lng >= West && lng <= East && lat >= South && lat <= North;

    /// <summary>Kilometres from the nearest edge; 0 inside.</summary>
    public double KilometresTo(double lng, double lat) =>
        GeoCells.Distance(lng, lat, Math.Clamp(lng, West, East), Math.Clamp(lat, South, North)) / 1000;

    /// <summary>What is wrong with coordinates as they were sent; null when they lie in the city.</summary>
    public EnvelopeFault? Check(CoordSys datum, double lng, double lat)
    {
        if (ContainsSent(datum, lng, lat))
            return null;
        if (Math.Abs(lng) < ZeroIsland && Math.Abs(lat) < ZeroIsland)
            return new EnvelopeFault(EnvelopeFaultKind.Zero, 0, null);
        if (ContainsSent(datum, lat, lng))
            return new EnvelopeFault(EnvelopeFaultKind.Swapped, 0, null);
        var place = Coordinates.ToWgs84(datum, lng, lat);
        var meant = Enum.GetValues<CoordSys>().Where(other => other != datum && ContainsSent(other, lng, lat))
            .Select(other => (CoordSys?)other).FirstOrDefault();
        return new EnvelopeFault(EnvelopeFaultKind.Outside, KilometresTo(place.Lng, place.Lat), meant);
    }

    bool ContainsSent(CoordSys datum, double lng, double lat)
    {
        var place = Coordinates.ToWgs84(datum, lng, lat);
        return Contains(place.Lng, place.Lat);
    }

    /// <summary>Degrees around 0, 0, which a device without a position sends.</summary>
    const double ZeroIsland = 0.01;
}

/// <summary>What is wrong with coordinates outside a city.</summary>
public enum EnvelopeFaultKind
{
    /// <summary>0, 0: there was no position.</summary>
    Zero,
    /// <summary>Latitude was sent as longitude.</summary>
    Swapped,
    /// <summary>They lie elsewhere.</summary>
    Outside,
}

/// <summary>Why coordinates are refused.</summary>
/// <param name="Kilometres">How far outside.</param>
/// <param name="Meant">The datum in which they would lie inside; null when there is none.</param>
public sealed record EnvelopeFault(EnvelopeFaultKind Kind, double Kilometres, CoordSys? Meant);
