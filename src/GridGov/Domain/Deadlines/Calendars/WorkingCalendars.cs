using System.Collections.Concurrent;
using System.Collections.Frozen;
using GridGov.Domain.Events;

namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>The kind of change after which open deadlines are recalculated.</summary>
enum CalendarChangeCause
{
    Calendar,
    WorkingHours,
}

/// <summary>
/// The national calendar, its local exceptions and the working hours, cached by the revision that a transaction reads.
/// Every change is an exclusive write that increments the revision, so no process uses an outdated calendar.
/// </summary>
public sealed class WorkingCalendars
{
    public const string RevisionSql = "(SELECT coalesce(max(revision), 0) FROM calendar_changes)";

    volatile Snapshot? current;

    /// <param name="revision">As read in this transaction.</param>
    public static async ValueTask<WorkingCalendar> Load(Tx tx, string grid, long revision)
    {
        var cache = tx.Cache<WorkingCalendars>();
        var snapshot = cache.current;
        if (snapshot?.Revision != revision)
        {
            snapshot = await LoadSnapshot(tx, revision);
            if (cache.current is not { } other || other.Revision < revision)
                cache.current = snapshot;
        }
        return snapshot.Of(grid);
    }

    public static async ValueTask<WorkingCalendar> Load(Tx tx, string grid) =>
        await Load(tx, grid, await tx.QuerySingle<long>($"SELECT {RevisionSql} AS revision"));

    /// <summary>Adds a year of the national calendar, unless the store has it.</summary>
    public static async Task Publish(Tx tx, int year, IReadOnlyList<CalendarDay> days)
    {
        if (await GetVersion(tx, year, GridCode.Everywhere) is not null)
            return;
        await Replace(tx, year, GridCode.Everywhere, days, readVersion: null);
        var subject = JournalSubject(year, GridCode.Everywhere);
        await Journal.Append(tx, new JournalEntry("calendar", subject, GridCode.Everywhere, "publish", Actor: null, Version: 2)
        {
            Payload = new { Days = days.Count },
        });
    }

    public static string JournalSubject(int year, string grid) => grid == GridCode.Everywhere ? $"{year}" : $"{year}/{grid}";

    /// <summary>Null while the year has no entry at this grid, which reads as version 1.</summary>
    public static Task<long?> GetVersion(Tx tx, int year, string grid) =>
        tx.QuerySingle<long?>(FindVersion, new { Year = year, Grid = grid });

    public static async Task<List<CalendarDay>> GetDays(Tx tx, int year, string grid) =>
        (await tx.Query<DayRow>(ListDays, new { Year = year, Grid = grid })).ConvertAll(row => row.ToDay());

    /// <summary>Replaces a year's days. A new revision reloads the calendars and recalculates open deadlines.</summary>
    /// <param name="readVersion">Null for a new row.</param>
    public static async Task<long> Replace(Tx tx, int year, string grid, IReadOnlyList<CalendarDay> days, long? readVersion)
    {
        var before = await GetDays(tx, year, grid);
        var version = (readVersion ?? 1) + 1;
        await tx.Execute(readVersion is null ? AddCalendar : BumpCalendar, new { Year = year, Grid = grid, Version = version });
        await tx.Execute(RemoveDays, new { Year = year, Grid = grid });
        foreach (var day in days)
            await tx.Execute(AddDay, new { Year = year, Grid = grid, day.Day, day.Working, day.Name });

        var changed = before.Select(KeyOf).ToHashSet();
        changed.SymmetricExceptWith(days.Select(KeyOf));
        if (changed.Count > 0)
            await RecordChange(tx, grid, changed.Min(day => day.Day), changed.Max(day => day.Day), CalendarChangeCause.Calendar);
        return version;

        static (DateOnly Day, bool Working, string Name) KeyOf(CalendarDay day) => (day.Day, day.Working, day.Name);
    }

    /// <summary>Adds a revision, which reloads the calendars and recalculates open deadlines.</summary>
    internal static async Task RecordChange(Tx tx, string grid, DateOnly first, DateOnly last, CalendarChangeCause cause)
    {
        await tx.Execute(AddChange, new { At = tx.Now, Grid = grid, First = first, Last = last, Cause = cause });
        tx.Invalidate(CacheTopic.Calendars);
    }

    static async Task<Snapshot> LoadSnapshot(Tx tx, long revision)
    {
        var days = (await tx.Query<DayRow>(ListAll)).ConvertAll(row => row.ToDay());
        var national = days.Where(day => day.Grid is null).ToList();
        return new Snapshot(revision, tx.Zone, national,
            [.. national.Select(day => day.Day.Year).Distinct()],
            days.Where(day => day.Grid is not null).GroupBy(day => day.Grid!, StringComparer.Ordinal)
                .ToFrozenDictionary(local => local.Key, local => local.ToList()),
            (await WorkingHoursStore.List(tx)).SelectMany(entry => entry.Rules)
                .GroupBy(rule => rule.Grid ?? GridCode.Everywhere, StringComparer.Ordinal)
                .ToFrozenDictionary(rules => rules.Key, rules => rules.ToList()));
    }

    sealed record Snapshot(
        long Revision, TimeZoneInfo Zone, List<CalendarDay> National, IReadOnlyList<int> Published,
        FrozenDictionary<string, List<CalendarDay>> Local, FrozenDictionary<string, List<WorkingHours>> Hours)
    {
        readonly ConcurrentDictionary<string, WorkingCalendar> byGrid = new(StringComparer.Ordinal);

        public WorkingCalendar Of(string grid)
        {
            // All grids below the lowest ancestor with exceptions or hours share its calendar.
            var lowest = GridCode.Everywhere;
            if (Local.Count + Hours.Count > 0)
            {
                foreach (var length in GridCode.Lengths)
                {
                    if (length <= grid.Length && (Local.ContainsKey(grid[..length]) || Hours.ContainsKey(grid[..length])))
                        lowest = grid[..length];
                }
            }
            return byGrid.TryGetValue(lowest, out var calendar) ? calendar : byGrid.GetOrAdd(lowest, Make(lowest));
        }

        WorkingCalendar Make(string lowest) => new(Zone,
            [.. National, .. Local.Where(local => GridCode.Covers(local.Key, lowest)).SelectMany(local => local.Value)], Published,
            Hours.Where(local => GridCode.Covers(local.Key, lowest)).SelectMany(local => local.Value));
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

    // Bounded by the days that people entered.
    const string ListAll = "SELECT grid_code, day, working, name FROM calendar_days ORDER BY year, grid_code, day LIMIT 1000000";

    const string AddCalendar = "INSERT INTO calendars (year, grid_code, version) VALUES (@Year, @Grid, @Version)";

    const string BumpCalendar = "UPDATE calendars SET version = @Version WHERE year = @Year AND grid_code = @Grid";

    const string RemoveDays = "DELETE FROM calendar_days WHERE year = @Year AND grid_code = @Grid";

    const string AddDay = "INSERT INTO calendar_days (year, grid_code, day, working, name) VALUES (@Year, @Grid, @Day, @Working, @Name)";

    // Without running clocks there is nothing to recalculate.
    const string AddChange = $"""
        INSERT INTO calendar_changes (revision, at, grid_code, first_day, last_day, cause, done_at)
        VALUES ({RevisionSql} + 1, @At, @Grid, @First, @Last, @Cause,
                CASE WHEN EXISTS (SELECT 1 FROM tickets WHERE next_wake_up_at IS NOT NULL)
                      OR EXISTS (SELECT 1 FROM tickets WHERE alerted_light IS NOT NULL)
                     THEN NULL
                     ELSE CAST(@At AS BIGINT)
                END)
        """;
}
