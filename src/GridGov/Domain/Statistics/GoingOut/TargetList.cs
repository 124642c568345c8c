using System.Globalization;
using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
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

/// <summary>
/// The target places that a measure counts, the latest cycle first. Cycles are read in this order and no more of them than a page needs, so
/// a page costs about as much as its own cycles.
/// </summary>
static class TargetList
{
    public readonly record struct Entry(DateOnly First, DateOnly Last, Id Campaign, Id Place, string Grid, bool IsVisited)
    {
        /// <summary>The key of its position in the list.</summary>
        public string Key => $"{Days.Number(First)} {Campaign} {Place}";
    }

    /// <param name="Count">The number of entries in the whole list; null if it was not asked.</param>
    public sealed record Part(List<Entry> Entries, long? Count);

    /// <summary>A cycle of a campaign, in each grid or division of the question in which the campaign has targets.</summary>
    sealed record Slot(DateOnly Day, Id Campaign, IReadOnlyList<(CampaignWithCycles Campaign, int Cycle)> Parts);

    /// <summary>The first cycles of a page are most often all that it needs.</summary>
    const int MaxSlotsAtOnce = 64;

    /// <param name="after">The key of the last entry before; null for the beginning.</param>
    /// <param name="count">Whether to count all entries, for which all cycles are read.</param>
    /// <exception cref="ProblemException">There are too many places and cycles, or the key is none.</exception>
    public static async Task<Part> List(
        Tx tx, TargetMeasure measure, MeasurePart part, CountQuery query, string? after, int rows, bool count)
    {
        var (day, campaign, place) = after is null ? (DateOnly.MaxValue, Id.None, Id.None) : Parse(after);
        var slots = (await CampaignCycles.Load(tx, query, ended: measure.IsTimely))
            .SelectMany(each => each.Cycles.Select((cycle, i) => (cycle.Days.First, Part: (each, i))))
            .GroupBy(each => (each.First, each.Part.each.Id), each => each.Part)
            .Select(group => new Slot(group.Key.First, group.Key.Id, [.. group]))
            .Where(slot => count || !IsBefore(slot))
            .OrderByDescending(slot => slot.Day).ThenBy(slot => slot.Campaign.Value).ToList();
        var (entries, all) = (new List<Entry>(), 0L);
        for (var (next, atOnce) = (0, 1); next < slots.Count && (count || entries.Count < rows);
            next += atOnce, atOnce = Math.Min(atOnce * 2, MaxSlotsAtOnce))
        {
            var portion = slots.GetRange(next, Math.Min(atOnce, slots.Count - next));
            var visits = await Load(tx, measure, query, portion);
            foreach (var slot in portion)
            {
                var found = slot.Parts.SelectMany(each => Select(visits[each.Campaign], each.Campaign.Cycles[each.Cycle], part)).ToList();
                all += found.Count;
                if (entries.Count < rows && !IsBefore(slot))
                {
                    entries.AddRange(found.Where(entry => slot.Day != day || slot.Campaign != campaign || entry.Place.Value > place.Value)
                        .OrderBy(entry => entry.Place.Value).Take(rows - entries.Count));
                }
            }
        }
        return new Part(entries, count ? all : null);

        bool IsBefore(Slot slot) => slot.Day > day || (slot.Day == day && slot.Campaign.Value < campaign.Value);
    }

    static (DateOnly Day, Id Campaign, Id Place) Parse(string key) =>
        key.Split(' ') is [var day, var campaign, var place]
        && DateOnly.TryParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
        && Id.TryParseExact(campaign, out var campaignId) && Id.TryParseExact(place, out var placeId)
            ? (first, campaignId, placeId)
            : throw new ProblemException(Problems.Of("invalid-cursor"));

    /// <summary>The visits in the cycles of some slots, by campaign as it has all its cycles.</summary>
    static async Task<Dictionary<CampaignWithCycles, TargetVisits>> Load(
        Tx tx, TargetMeasure measure, CountQuery query, IEnumerable<Slot> slots)
    {
        var loaded = new Dictionary<CampaignWithCycles, TargetVisits>(ReferenceEqualityComparer.Instance);
        foreach (var group in slots.SelectMany(slot => slot.Parts).GroupBy(each => each.Campaign, each => each.Cycle))
        {
            var cycles = group.Order().Select(i => group.Key.Cycles[i]).ToList();
            loaded[group.Key] = await TargetVisits.Load(tx, measure, group.Key with { Cycles = cycles }, query);
        }
        return loaded;
    }

    static IEnumerable<Entry> Select(TargetVisits visits, CountedCycle cycle, MeasurePart part)
    {
        var position = visits.Campaign.Cycles.Index().First(each => each.Item == cycle).Index;
        return from target in visits.Targets
               where target.IsTargetIn(cycle)
               let isVisited = visits.IsVisited(position, target)
               where part == MeasurePart.Denominator || isVisited == (part == MeasurePart.Numerator)
               select new Entry(cycle.Days.First, cycle.Days.Last, visits.Campaign.Id, target.Place, target.Grid, isVisited);
    }

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
