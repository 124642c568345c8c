using System.Globalization;
using System.Text.Json;
using GridGov.Domain.Events;

namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>The stored working hours of the deployment and of grids.</summary>
public static class WorkingHoursStore
{
    /// <param name="Grid"><see cref="GridCode.Everywhere"/> for the deployment.</param>
    /// <param name="Version">1 while nothing is stored.</param>
    public sealed record Entry(string Grid, IReadOnlyList<WorkingHours> Rules, long Version);

    public static async Task<Entry> Find(Tx tx, string grid) =>
        await tx.QuerySingle<Row>(FindOne, new { Grid = grid }) is { } row ? row.ToEntry() : new Entry(grid, [], 1);

    /// <summary>All entries by grid.</summary>
    public static async Task<List<Entry>> List(Tx tx) => (await tx.Query<Row>(ListAll)).ConvertAll(row => row.ToEntry());

    /// <summary>Replaces the rules of a grid, and lets the open deadlines below it be recalculated.</summary>
    public static async Task<long> Replace(Tx tx, Entry before, IReadOnlyList<WorkingHours> rules)
    {
        var version = before.Version + 1;
        await tx.Execute(Save, new { before.Grid, Rules = JsonSerializer.Serialize(rules.Select(StoredRule.Of)), Version = version });
        var changed = before.Rules.Where(rule => !rules.Any(rule.Matches)).Concat(rules.Where(rule => !before.Rules.Any(rule.Matches)));
        // Without a difference only the order of the rules changed.
        var first = changed.Select(rule => rule.ValidFrom ?? FirstDay).DefaultIfEmpty(FirstDay).Min();
        await WorkingCalendars.RecordChange(tx, before.Grid, first, LastDay, CalendarChangeCause.WorkingHours);
        return version;
    }

    /// <summary>Sets the hours of a grid for which none were ever set.</summary>
    public static async Task Publish(Tx tx, string grid, IReadOnlyList<WorkingHours> rules)
    {
        if (await Find(tx, grid) is not { Version: 1 } entry)
            return;
        var version = await Replace(tx, entry, rules);
        await Journal.Append(tx, new JournalEntry(JournalKind, grid, grid, "publish", Actor: null, version)
        {
            Payload = new { Rules = rules.Count },
        });
    }

    /// <summary>Reads a row of the seeds.</summary>
    public static WorkingHours Parse(string grid, IReadOnlyDictionary<string, string> row) => new StoredRule(
        row["hours"],
        SeasonDay.TryParse(row["season_from"], out var from) ? from : null,
        SeasonDay.TryParse(row["season_to"], out var to) ? to : null,
        Days.TryParse(row["valid_from"], out var since) ? Days.Number(since) : null).ToRule(grid);

    public const string JournalKind = "working_hours";

    /// <summary>Whether two rules say the same; a record compares its list by reference.</summary>
    public static bool Matches(this WorkingHours one, WorkingHours other) =>
        one with { Spans = [] } == other with { Spans = [] } && one.Spans.SequenceEqual(other.Spans);

    // Deadlines lie between these days, as calendars do.
    static readonly DateOnly FirstDay = new(1990, 1, 1);
    static readonly DateOnly LastDay = new(2200, 12, 31);

    sealed record Row
    {
        public required string GridCode { get; init; }
        public required string Rules { get; init; }
        public required long Version { get; init; }

        public Entry ToEntry() => new(
            GridCode, [.. JsonSerializer.Deserialize<List<StoredRule>>(Rules)!.Select(rule => rule.ToRule(GridCode))], Version);
    }

    sealed record StoredRule(string Hours, int? From, int? To, int? Since)
    {
        public static StoredRule Of(WorkingHours rule) =>
            new(rule.Hours, rule.SeasonFrom, rule.SeasonTo, rule.ValidFrom is { } day ? Days.Number(day) : null);

        public WorkingHours ToRule(string grid) => new(
            grid == GridGov.Data.GridCode.Everywhere ? null : grid, From, To,
            Since is { } day
                ? DateOnly.ParseExact(day.ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture)
                : null,
            [.. Hours.Split(' ').Select(text => WorkSpan.TryParse(text, out var span) ? span : throw new FormatException(text))]);
    }

    const string FindOne = "SELECT grid_code, rules, version FROM working_hours WHERE grid_code = @Grid";

    // Bounded by the grids for which people set hours.
    const string ListAll = "SELECT grid_code, rules, version FROM working_hours ORDER BY grid_code LIMIT 100000";

    const string Save = """
        INSERT INTO working_hours (grid_code, rules, version)
        VALUES (@Grid, @Rules, @Version)
        ON CONFLICT (grid_code) DO UPDATE SET rules = excluded.rules, version = excluded.version
        """;
}
