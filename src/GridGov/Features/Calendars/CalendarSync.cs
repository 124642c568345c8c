using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Events;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Calendars;

/// <summary>In a phone's copy: the years of the national calendar, and the exceptions of grids, as year/grid.</summary>
sealed class CalendarSync() : ShortSyncKind("calendar", reads: null)
{
    public override IReadOnlyList<Capability> AlsoDependsOn => [Capability.GridRead];

    public override bool Concerns(Actor actor, JournalNotice notice) => IsReadable(actor, notice.Grid);

    static bool IsReadable(Actor actor, string grid) =>
        grid == GridCode.Everywhere || actor.ScopeOf(Capability.GridRead).Covers(grid);

    protected override async Task<List<SyncEntry>> ListAll(Tx tx, Actor actor, Func<string, bool> isWanted)
    {
        var entries = new List<SyncEntry>();
        foreach (var (year, grid) in await tx.Query(ListYears, columns => (columns.Int(), columns.Text())))
        {
            var id = WorkingCalendars.JournalSubject(year, grid);
            if (IsReadable(actor, grid) && isWanted(id) && await Calendar.Read(tx, year, grid) is var calendar)
                entries.Add(new SyncEntry(id, calendar.Version, calendar));
        }
        return entries;
    }

    /// <summary>The exceptions of grids say whether the national calendar of their year is known.</summary>
    public override Task<List<string>> ListRelated(Tx tx, ILookup<string, string> subjects)
    {
        var years = subjects[Subject].Where(id => !id.Contains('/', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        return years.Count == 0 ? base.ListRelated(tx, subjects) : ListLocal(tx, years);
    }

    static async Task<List<string>> ListLocal(Tx tx, HashSet<string> years) =>
        [.. (await tx.Query(ListYears, columns => WorkingCalendars.JournalSubject(columns.Int(), columns.Text())))
            .Where(id => id.Split('/') is [var year, _] && years.Contains(year))];

    // Bounded by the years and grids for which people enter days.
    const string ListYears = "SELECT year, grid_code FROM calendars ORDER BY year, grid_code LIMIT 100000";
}
