using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GridGov.Geo;

namespace GridGov.Domain.Campaigns;

/// <summary>A point of a track, as the phone gave it and as it was judged.</summary>
readonly record struct TrackPoint(Instant DoneAt, double Lng, double Lat, double? AccuracyM, bool OutsideGrid, bool TooFast = false);

/// <summary>What new points change in a track.</summary>
/// <param name="Added">The new points, judged.</param>
/// <param name="Flipped">The times of the points after them that are judged differently now.</param>
/// <param name="Decimetres">By how much the track becomes longer, or shorter.</param>
readonly record struct TrackChange(List<TrackPoint> Added, List<Instant> Flipped, long Decimetres);

/// <summary>The rules of tracks. They are pure and ask no database.</summary>
static class RoundTrack
{
    /// <summary>150 km/h: faster than anybody goes in a street, and slower than a position jumps that is wrong.</summary>
    public const double MaxMetresPerSecond = 150 / 3.6;

    /// <summary>Two positions this near are never too fast, because a phone errs by as much at any time.</summary>
    public const double ErrorMetres = 100;

    /// <summary>Fourteen hours of a point every ten seconds.</summary>
    public const int MaxPoints = 5_000;

    /// <summary>A flag depends on so many points before, and on nothing else, so that a new point changes few flags.</summary>
    public const int Reach = 6;

    /// <summary>Judges the points in the order of their times, and adds up the way between those without a flag.</summary>
    public static (List<TrackPoint> Points, double Metres) Judge(IEnumerable<TrackPoint> points)
    {
        List<TrackPoint> ordered = [.. points.OrderBy(point => point.DoneAt)];
        List<TrackPoint> judged = [.. ordered.Select((point, i) => point with { TooFast = IsTooFast(ordered, i) })];
        return (judged, ToMetres(Decimetres(judged)));
    }

    /// <summary>Judges new points, and those after them within reach.</summary>
    /// <param name="known">
    /// Judged points in the order of their times: those between the new ones, <see cref="Reach"/> before and after, and beyond these on
    /// each side the nearest without a flag.
    /// </param>
    public static TrackChange Add(IReadOnlyList<TrackPoint> known, IReadOnlyCollection<TrackPoint> added)
    {
        var fresh = added.Select(point => point.DoneAt).ToHashSet();
        List<TrackPoint> ordered = [.. known.Concat(added).OrderBy(point => point.DoneAt)];
        var (judged, written, flipped, within) = (new List<TrackPoint>(ordered.Count), new List<TrackPoint>(), new List<Instant>(), 0);
        foreach (var (i, point) in ordered.Index())
        {
            var isNew = fresh.Contains(point.DoneAt);
            within = isNew ? Reach : within - 1;
            var now = within >= 0 ? point with { TooFast = IsTooFast(ordered, i) } : point;
            judged.Add(now);
            if (isNew)
                written.Add(now);
            else if (now.TooFast != point.TooFast)
                flipped.Add(point.DoneAt);
        }
        return new TrackChange(written, flipped, Decimetres(judged) - Decimetres(known));
    }

    /// <summary>The length of a track to which a change was made.</summary>
    public static double Extend(double metres, long decimetres) => ToMetres((long)Math.Round(metres * 10) + decimetres);

    /// <summary>
    /// Whether nobody gets there so fast from most of the points before. One wrong position among them makes neither it plausible nor
    /// those after it too fast.
    /// </summary>
    static bool IsTooFast(List<TrackPoint> points, int at)
    {
        var (first, tooFast) = (Math.Max(0, at - Reach), 0);
        for (var i = first; i < at; i++)
            tooFast += IsTooFast(points[i], points[at]) ? 1 : 0;
        return tooFast * 2 > at - first;
    }

    static bool IsTooFast(TrackPoint from, TrackPoint to) =>
        Metres(from, to) is > ErrorMetres and var metres && metres > MaxMetresPerSecond * (to.DoneAt - from.DoneAt).TotalSeconds;

    /// <summary>
    /// The way in whole decimetres, which add up to the same in any order. A way that nobody goes so fast does not count.
    /// </summary>
    static long Decimetres(IEnumerable<TrackPoint> points)
    {
        var (way, before) = (0L, (TrackPoint?)null);
        foreach (var point in points.Where(point => point is { OutsideGrid: false, TooFast: false }))
        {
            if (before is { } last && !IsTooFast(last, point))
                way += (long)Math.Round(Metres(last, point) * 10);
            before = point;
        }
        return way;
    }

    static double ToMetres(long decimetres) => decimetres / 10.0;

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
