namespace GridGov.Geo;

/// <summary>
/// Conversions between the datums of maps in China. GCJ-02 shifts WGS84 by a fixed, non-linear function inside China only; BD-09
/// shifts GCJ-02 again.
/// </summary>
public static class Coordinates
{
    // The Krasovsky 1940 ellipsoid, on which GCJ-02's shift is computed.
    const double SemiMajorAxis = 6378245.0;
    const double EccentricitySquared = 0.00669342162296594323;
    const double BaiduAngle = Math.PI * 3000.0 / 180.0;

    /// <summary>In degrees; the inverse of GCJ-02 is iterated to below 1e-9 degree.</summary>
    public static (double Lng, double Lat) ToWgs84(CoordSys from, double lng, double lat) => from switch
    {
        CoordSys.Wgs84 => (lng, lat),
        CoordSys.Gcj02 => GcjToWgs(lng, lat),
        CoordSys.Bd09 => BdToWgs(lng, lat),
    };

    public static (double Lng, double Lat) FromWgs84(CoordSys to, double lng, double lat)
    {
        if (to == CoordSys.Wgs84)
            return (lng, lat);
        var gcj = WgsToGcj(lng, lat);
        return to == CoordSys.Gcj02 ? gcj : GcjToBd(gcj.Lng, gcj.Lat);
    }

    static (double Lng, double Lat) BdToWgs(double lng, double lat)
    {
        var gcj = BdToGcj(lng, lat);
        var wgs = GcjToWgs(gcj.Lng, gcj.Lat);
        // BD-09 shifts everywhere, also beyond the limits of longitude and latitude.
        return (wgs.Lng < -180 ? wgs.Lng + 360 : wgs.Lng, Math.Clamp(wgs.Lat, -90, 90));
    }

    static (double Lng, double Lat) WgsToGcj(double lng, double lat)
    {
        if (!InChina(lng, lat))
            return (lng, lat);
        var (dLng, dLat) = Shift(lng, lat);
        return (lng + dLng, lat + dLat);
    }

    static (double Lng, double Lat) GcjToWgs(double lng, double lat)
    {
        if (!InChina(lng, lat))
            return (lng, lat);
        var (wgsLng, wgsLat) = (lng, lat);
        for (var i = 0; i < 10; i++)
        {
            var (dLng, dLat) = Shift(wgsLng, wgsLat);
            (wgsLng, wgsLat) = (lng - dLng, lat - dLat);
        }
        return (wgsLng, wgsLat);
    }

    static (double Lng, double Lat) GcjToBd(double lng, double lat)
    {
        var radius = Math.Sqrt((lng * lng) + (lat * lat)) + (0.00002 * Math.Sin(lat * BaiduAngle));
        var angle = Math.Atan2(lat, lng) + (0.000003 * Math.Cos(lng * BaiduAngle));
        return ((radius * Math.Cos(angle)) + 0.0065, (radius * Math.Sin(angle)) + 0.006);
    }

    static (double Lng, double Lat) BdToGcj(double lng, double lat)
    {
        // The commonly published inverse; it is off by up to 1.5 metres.
        var (x, y) = (lng - 0.0065, lat - 0.006);
        var radius = Math.Sqrt((x * x) + (y * y)) - (0.00002 * Math.Sin(y * BaiduAngle));
        var angle = Math.Atan2(y, x) - (0.000003 * Math.Cos(x * BaiduAngle));
        return (radius * Math.Cos(angle), radius * Math.Sin(angle));
    }

    static bool InChina(double lng, double lat) => lng is >= 72.004 and <= 137.8347 && lat is >= 0.8293 and <= 55.8271;

    static (double Lng, double Lat) Shift(double lng, double lat)
    {
        var (x, y) = (lng - 105.0, lat - 35.0);
        var radLat = lat / 180.0 * Math.PI;
        var magic = 1 - (EccentricitySquared * Math.Sin(radLat) * Math.Sin(radLat));
        var root = Math.Sqrt(magic);
        return (
            LngOffset(x, y) * 180.0 / (SemiMajorAxis / root * Math.Cos(radLat) * Math.PI),
            LatOffset(x, y) * 180.0 / (SemiMajorAxis * (1 - EccentricitySquared) / (magic * root) * Math.PI));
    }

    static double LatOffset(double x, double y) =>
        -100.0 + (2.0 * x) + (3.0 * y) + (0.2 * y * y) + (0.1 * x * y) + (0.2 * Math.Sqrt(Math.Abs(x)))
        + Wave(20.0, 6.0, x) + Wave(20.0, 2.0, x)
        + Wave(20.0, 1.0, y) + Wave(40.0, 1.0 / 3.0, y)
        + Wave(160.0, 1.0 / 12.0, y) + Wave(320.0, 1.0 / 30.0, y);

    static double LngOffset(double x, double y) =>
        300.0 + x + (2.0 * y) + (0.1 * x * x) + (0.1 * x * y) + (0.1 * Math.Sqrt(Math.Abs(x)))
        + Wave(20.0, 6.0, x) + Wave(20.0, 2.0, x)
        + Wave(20.0, 1.0, x) + Wave(40.0, 1.0 / 3.0, x)
        + Wave(150.0, 1.0 / 12.0, x) + Wave(300.0, 1.0 / 30.0, x);

    static double Wave(double size, double frequency, double at) => size * Math.Sin(at * Math.PI * frequency) * 2.0 / 3.0;
}
