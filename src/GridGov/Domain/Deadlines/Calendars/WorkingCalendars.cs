using System.Collections.Concurrent;
using System.Collections.Frozen;
using GridGov.Domain.Events;

namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>
/// The working calendars of the deployment: the national one and its local exceptions. Kept in memory, by the revision that
/// a transaction reads: as every change counts the revision up, and is written alone, nobody works with an older one than
/// the store has at that moment, in whatever process.
/// </summary>
public sealed class WorkingCalendars
{
    /// <summary>The present revision, to be selected along with something else.</summary>
    public const string RevisionSql = "(SELECT coalesce(max(revision), 0) FROM calendar_changes)";

    volatile Snapshot? current;

    /// <summary>The calendar of a grid.</summary>
    /// <param name="revision">As read in this transaction.</param>
    public static async ValueTask<WorkingCalendar> Load(Tx tx, string grid, long revision)
    {
        var kept = tx.Cache<WorkingCalendars>();
        var snapshot = kept.current;
        if (snapshot?.Revision != revision)
        {
            snapshot = await LoadSnapshot(tx, revision);
            if (kept.current is not { } other || other.Revision < revision)
                kept.current = snapshot;
        }
        return snapshot.Of(grid);
    }

    public static async ValueTask<WorkingCalendar> Load(Tx tx, string grid) => await Load(tx, grid, await tx.QuerySingle<long>($"SELECT {RevisionSql} AS revision"));

    /// <summary>Plants a year of the national calendar, if the store does not have it yet.</summary>
    public static async Task Publish(Tx tx, int year, IReadOnlyList<CalendarDay> days)
    {
        if (await GetVersion(tx, year, GridCode.Everywhere) is not null)
            return;
        await Replace(tx, year, GridCode.Everywhere, days, readVersion: null);
        await Journal.Append(tx, new JournalEntry("calendar", JournalSubject(year, GridCode.Everywhere), GridCode.Everywhere, "publish", Actor: null, Version: 2)
        {
            Payload = new { Days = days.Count },
        });
    }

    /// <summary>The name under which the journal keeps a calendar's history.</summary>
    public static string JournalSubject(int year, string grid) => grid == GridCode.Everywhere ? $"{year}" : $"{year}/{grid}";

    /// <summary>Null while nothing was ever said of the year at this grid, which reads as version 1.</summary>
    public static Task<long?> GetVersion(Tx tx, int year, string grid) => tx.QuerySingle<long?>(FindVersion, new { Year = year, Grid = grid });

    public static async Task<List<CalendarDay>> GetDays(Tx tx, int year, string grid) =>
        (await tx.Query<DayRow>(ListDays, new { Year = year, Grid = grid })).ConvertAll(row => row.ToDay());

    /// <summary>Writes a year's days anew. A new revision makes every process read them, and the watch work out the open deadlines.</summary>
    /// <param name="readVersion">Null when there is no row yet.</param>
    /// <returns>The version after it.</returns>
    public static async Task<long> Replace(Tx tx, int year, string grid, IReadOnlyList<CalendarDay> days, long? readVersion)
    {
        var before = await GetDays(tx, year, grid);
        var version = (readVersion ?? 1) + 1;
        await tx.Execute(readVersion is null ? AddCalendar : BumpCalendar, new { Year = year, Grid = grid, Version = version });
        await tx.Execute(RemoveDays, new { Year = year, Grid = grid });
        foreach (var day in days)
            await tx.Execute(AddDay, new { Year = year, Grid = grid, day.Day, day.Working, day.Name });

        var changed = before.Select(Said).ToHashSet();
        changed.SymmetricExceptWith(days.Select(Said));
        if (changed.Count > 0)
        {
            await tx.Execute(AddChange, new { At = tx.Now, Grid = grid, First = changed.Min(day => day.Day), Last = changed.Max(day => day.Day) });
            tx.Invalidate(CacheTopic.Calendars);
        }
        return version;

        static (DateOnly Day, bool Working, string Name) Said(CalendarDay day) => (day.Day, day.Working, day.Name);
    }

    static async Task<Snapshot> LoadSnapshot(Tx tx, long revision)
    {
        var days = (await tx.Query<DayRow>(ListAll)).ConvertAll(row => row.ToDay());
        var national = days.Where(day => day.Grid is null).ToList();
        return new Snapshot(revision, tx.Zone, national,
            [.. national.Select(day => day.Day.Year).Distinct()],
            days.Where(day => day.Grid is not null).GroupBy(day => day.Grid!, StringComparer.Ordinal).ToFrozenDictionary(local => local.Key, local => local.ToList()));
    }

    /// <summary>All calendars of one revision.</summary>
    sealed record Snapshot(
        long Revision, TimeZoneInfo Zone, List<CalendarDay> National, IReadOnlyList<int> Published, FrozenDictionary<string, List<CalendarDay>> Local)
    {
        readonly ConcurrentDictionary<string, WorkingCalendar> byGrid = new(StringComparer.Ordinal);

        public WorkingCalendar Of(string grid)
        {
            // The lowest ancestor of which something is said stands for all grids below it.
            var lowest = GridCode.Everywhere;
            if (Local.Count > 0)
            {
                foreach (var length in GridCode.Lengths)
                {
                    if (length <= grid.Length && Local.ContainsKey(grid[..length]))
                        lowest = grid[..length];
                }
            }
            return byGrid.TryGetValue(lowest, out var calendar) ? calendar : byGrid.GetOrAdd(lowest, Make(lowest));
        }

        WorkingCalendar Make(string lowest) => new(Zone,
            [.. National, .. Local.Where(local => GridCode.Covers(local.Key, lowest)).SelectMany(local => local.Value)], Published);
    }

    sealed record DayRow
    {
        public required string GridCode { get; init; }
        public required DateOnly Day { get; init; }
        public required bool Working { get; init; }
        public required string Name { get; init; }

        public CalendarDay ToDay() => new(Day, Working, Name, GridCode == GridGov.Data.GridCode.Everywhere ? null : GridCode);
    }

    const string FindVersion = "SELECT version FROM calendars WHERE year = @Year AND grid_code = @Grid";

    const string ListDays = """
        SELECT grid_code, day, working, name
          FROM calendar_days
         WHERE year = @Year AND grid_code = @Grid
         ORDER BY day
         LIMIT 366
        """;

    // Bounded by the days of the years and grids that somebody entered by hand.
    const string ListAll = "SELECT grid_code, day, working, name FROM calendar_days ORDER BY year, grid_code, day LIMIT 1000000";

    const string AddCalendar = "INSERT INTO calendars (year, grid_code, version) VALUES (@Year, @Grid, @Version)";

    const string BumpCalendar = "UPDATE calendars SET version = @Version WHERE year = @Year AND grid_code = @Grid";

    const string RemoveDays = "DELETE FROM calendar_days WHERE year = @Year AND grid_code = @Grid";

    const string AddDay = "INSERT INTO calendar_days (year, grid_code, day, working, name) VALUES (@Year, @Grid, @Day, @Working, @Name)";

    // With no clock running there is nothing to work out anew.
    const string AddChange = $"""
        INSERT INTO calendar_changes (revision, at, grid_code, first_day, last_day, done_at)
        VALUES ({RevisionSql} + 1, @At, @Grid, @First, @Last,
                CASE WHEN EXISTS (SELECT 1 FROM tickets WHERE next_wake_up_at IS NOT NULL) OR EXISTS (SELECT 1 FROM tickets WHERE alerted_light IS NOT NULL) THEN NULL ELSE CAST(@At AS BIGINT) END)
        """;
}
