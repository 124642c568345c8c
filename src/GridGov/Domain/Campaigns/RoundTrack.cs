using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GridGov.Geo;

namespace GridGov.Domain.Campaigns;

/// <summary>A point of a track, as the phone gave it and as it was judged.</summary>
readonly record struct TrackPoint(Instant DoneAt, double Lng, double Lat, double? AccuracyM, bool OutsideGrid, bool TooFast = false);

/// <summary>The rules of tracks. They are pure and ask no database.</summary>
static class RoundTrack
{
    /// <summary>150 km/h: faster than anybody goes in a street, and slower than a position jumps that is wrong.</summary>
    public const double MaxMetresPerSecond = 150 / 3.6;

    /// <summary>Two positions this near are never too fast, because a phone errs by as much at any time.</summary>
    public const double ErrorMetres = 100;

    /// <summary>A day of a point every four seconds.</summary>
    public const int MaxPoints = 20_000;

    /// <summary>
    /// Judges the points in the order of their times, each against the last one that was not too fast, and adds up the way between those
    /// without a flag.
    /// </summary>
    public static (List<TrackPoint> Points, double Metres) Judge(IEnumerable<TrackPoint> points)
    {
        var (judged, metres) = (new List<TrackPoint>(), 0.0);
        TrackPoint? before = null, counted = null;
        foreach (var point in points.OrderBy(point => point.DoneAt))
        {
            var now = point with { TooFast = before is { } last && IsTooFast(last, point) };
            judged.Add(now);
            if (now.TooFast)
                continue;
            before = now;
            if (now.OutsideGrid)
                continue;
            metres += counted is { } from ? Metres(from, now) : 0;
            counted = now;
        }
        return (judged, Math.Round(metres, 1));
    }

    static bool IsTooFast(TrackPoint from, TrackPoint to) =>
        Metres(from, to) is > ErrorMetres and var metres && metres > MaxMetresPerSecond * (to.DoneAt - from.DoneAt).TotalSeconds;

    static double Metres(TrackPoint from, TrackPoint to) => GeoCells.Distance(from.Lng, from.Lat, to.Lng, to.Lat);

    /// <summary>The hash of the judged points, for events.</summary>
    public static string HashOf(IEnumerable<TrackPoint> points)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var point in points)
        {
            hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{point.DoneAt.Milliseconds} {point.Lng:R} {point.Lat:R} {point.AccuracyM:R} {point.OutsideGrid} {point.TooFast}\n")));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
