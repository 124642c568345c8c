using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Places;

namespace GridGov.Domain.Statistics.GoingOut;

/// <summary>A target place of a campaign in a cycle.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="CampaignName">The campaign's name.</param>
/// <param name="CycleFrom">The first day of the cycle, yyyy-MM-dd.</param>
/// <param name="CycleLast">The last day of the cycle, yyyy-MM-dd.</param>
/// <param name="PlaceId">The place.</param>
/// <param name="PlaceName">The place's name.</param>
/// <param name="PlaceKind">The kind of place.</param>
/// <param name="Address">Its address; null without one.</param>
/// <param name="GridCode">The code of the grid in which it was a target place.</param>
/// <param name="GridName">The name of the grid.</param>
/// <param name="Visited">Whether it counts in the numerator.</param>
/// <param name="LastVisitedOn">
/// The day of the last record there whose outcome is not absent, of any campaign or none, yyyy-MM-dd; null without any.
/// </param>
public sealed record CountedPlace(
    Id CampaignId, string CampaignName, DateOnly CycleFrom, DateOnly CycleLast, Id PlaceId, string PlaceName, PlaceKind PlaceKind,
    string? Address, string GridCode, string GridName, bool Visited, DateOnly? LastVisitedOn);

/// <summary>The target places that a measure counts, the latest cycle first.</summary>
static class TargetList
{
    public readonly record struct Entry(DateOnly First, DateOnly Last, Id Campaign, Id Place, string Grid, bool IsVisited)
    {
        /// <summary>The key of its position in the list.</summary>
        public string Key => $"{30_000_000 - Days.Number(First)}{Campaign}{Place}";
    }

    /// <exception cref="GridGov.Api.ProblemException">There are too many places and cycles.</exception>
    public static async Task<List<Entry>> Find(Tx tx, TargetMeasure measure, MeasurePart part, CountQuery query)
    {
        var entries = new List<Entry>();
        foreach (var root in query.Roots)
        {
            foreach (var visits in await TargetVisits.Load(tx, measure, root, query))
            {
                foreach (var (i, cycle) in visits.Campaign.Cycles.Index())
                {
                    entries.AddRange(
                        from target in visits.Targets
                        where target.IsTargetIn(cycle)
                        let isVisited = visits.IsVisited(i, target)
                        where part == MeasurePart.Denominator || isVisited == (part == MeasurePart.Numerator)
                        select new Entry(
                            cycle.Days.First, cycle.Days.Last, visits.Campaign.Id, target.Place, target.Grid, isVisited));
                }
            }
        }
        return entries;
    }

    /// <summary>The entries after a position, in the list's order.</summary>
    /// <param name="last">The key of the last entry before; null for the beginning.</param>
    public static List<Entry> Page(List<Entry> entries, string? last, int rows) =>
        [.. entries.Select(entry => (entry.Key, Entry: entry)).Where(each => string.CompareOrdinal(each.Key, last) > 0)
            .OrderBy(each => each.Key, StringComparer.Ordinal).Take(rows).Select(each => each.Entry)];

    public static async Task<List<CountedPlace>> Show(Tx tx, IReadOnlyList<Entry> entries, Instant? asOf)
    {
        const int AtOnce = 256;
        var shown = new List<CountedPlace>(entries.Count);
        foreach (var chunk in entries.Chunk(AtOnce))
        {
            var places = (await Read(tx, "SELECT p.id, p.name, p.kind, p.address FROM places p WHERE p.id IN",
                c => (Id: c.Id(), Name: c.Text(), Kind: c.Enum<PlaceKind>(), Address: c.TextOrNull()), chunk.Select(each => each.Place)))
                .ToDictionary(place => place.Id);
            var campaigns = (await Read(tx, "SELECT c.id, c.name FROM campaigns c WHERE c.id IN",
                c => KeyValuePair.Create(c.Id(), c.Text()), chunk.Select(each => each.Campaign))).ToDictionary();
            var grids = (await Read(tx, "SELECT g.code, g.name FROM grids g WHERE g.code IN",
                c => KeyValuePair.Create(c.Text(), c.Text()), chunk.Select(each => each.Grid))).ToDictionary(StringComparer.Ordinal);
            var visits = await LastVisits(tx, chunk, asOf);
            shown.AddRange(chunk.Select(entry =>
            {
                var place = places[entry.Place];
                return new CountedPlace(
                    entry.Campaign, campaigns[entry.Campaign], entry.First, entry.Last, entry.Place, place.Name, place.Kind, place.Address,
                    entry.Grid, grids[entry.Grid], entry.IsVisited,
                    visits.TryGetValue(entry.Place, out var day) ? Days.Of(day) : null);
            }));
        }
        return shown;
    }

    static async Task<Dictionary<Id, int>> LastVisits(Tx tx, IEnumerable<Entry> entries, Instant? asOf)
    {
        var parameters = new DynamicParameters();
        if (asOf is { } instant)
            parameters.Add("AsOf", instant);
        return (await tx.Query($"""
            SELECT r.place_id, max(r.day) AS day
              FROM records r
             WHERE r.place_id IN {InList.Of(parameters, "key", entries.Select(each => each.Place).Distinct())}
               AND r.outcome <> 'absent'{RecordRows.Valid(asOf)}
             GROUP BY r.place_id
            """, c => KeyValuePair.Create(c.Id(), c.Int()), parameters)).ToDictionary();
    }

    static Task<List<T>> Read<T, TKey>(Tx tx, string select, Func<Columns, T> read, IEnumerable<TKey> keys)
    {
        var parameters = new DynamicParameters();
        return tx.Query($"{select} {InList.Of(parameters, "key", keys.Distinct())}", read, parameters);
    }
}
