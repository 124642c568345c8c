using System.Collections.Concurrent;
using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Posts;
using GridGov.Security;

namespace GridGov.Features.Appointments;

/// <summary>A grid and who works there today.</summary>
sealed record GridStaff(
    GridRef Grid, Holder? First, Holder? Direct, IReadOnlyList<LocateGrids.RoleHolder> Roles, IReadOnlyList<Holder> Workers);

/// <summary>
/// Who works in each grid today, in memory, because phones ask at every step. Cleared by <see cref="CacheInvalidation"/>.
/// </summary>
public sealed class GridStaffCache
{
    const int MaxCached = 20_000;

    /// <summary>Manual changes in the database invalidate nothing, so they show after this time.</summary>
    static readonly TimeSpan CacheDuration = TimeSpan.FromMinutes(1);

    readonly Engine engine;
    readonly Clock clock;
    readonly ConcurrentDictionary<string, Entry> byCode = new(StringComparer.Ordinal);
    int changes;

    public GridStaffCache(Engine engine, Clock clock)
    {
        (this.engine, this.clock) = (engine, clock);
        engine.CacheInvalidation.Subscribe(CacheTopic.Rights, _ => Clear());
        engine.CacheInvalidation.Subscribe(CacheTopic.Grids, _ => Clear());
    }

    /// <summary>The number of changes so far. What a snapshot taken before the next one shows may be kept.</summary>
    internal int Changes => Volatile.Read(ref changes);

    /// <param name="codes">Grids that exist.</param>
    /// <param name="before"><see cref="Changes"/> before the transaction began.</param>
    internal async ValueTask<Dictionary<string, GridStaff>> Load(Tx tx, IReadOnlyCollection<string> codes, int before)
    {
        var found = new Dictionary<string, GridStaff>(codes.Count, StringComparer.Ordinal);
        var isUsable = engine.CacheInvalidation.IsConnected && before == Changes;
        foreach (var code in codes)
        {
            if (isUsable && byCode.TryGetValue(code, out var entry) && entry.Day == tx.Today
                && clock.GetElapsedTime(entry.Timestamp) < CacheDuration)
                found[code] = entry.Staff;
        }
        if (found.Count < codes.Count)
            await Read(tx, [.. codes.Where(code => !found.ContainsKey(code))], found, before);
        return found;
    }

    async Task Read(Tx tx, IReadOnlyList<string> codes, Dictionary<string, GridStaff> found, int before)
    {
        var timestamp = clock.GetTimestamp();
        var parameters = new DynamicParameters();
        parameters.Add("Day", tx.Today);
        parameters.Add("UsableAt", VacantPosts.UsableAt(tx.Today, tx.Now, tx.Zone));
        var rows = await tx.Query(
            $"{Select} WHERE g.code IN {InList.Of(parameters, "code", codes)} ORDER BY g.code, a.from_day, a.id", Row.Read, parameters);
        if (byCode.Count >= MaxCached)
            byCode.Clear();
        foreach (var grid in rows.GroupBy(row => row.Grid.Code, StringComparer.Ordinal))
        {
            var staff = found[grid.Key] = ToStaff([.. grid]);
            byCode[grid.Key] = new Entry(staff, timestamp, tx.Today);
            // What was read may be older than a change that was committed since.
            if (before != Changes)
                byCode.TryRemove(grid.Key, out _);
        }
    }

    /// <summary>Clears all, because finding the grids that a change affects is not worth it.</summary>
    void Clear()
    {
        Interlocked.Increment(ref changes);
        byCode.Clear();
    }

    static GridStaff ToStaff(List<Row> rows)
    {
        var holders = rows.Where(row => row.Holder is not null).ToList();
        return new GridStaff(
            rows[0].Grid, Head(Responsibility.First), Head(Responsibility.Direct),
            [.. holders.Where(row => row is { Role: not null, Holder.Disabled: false })
                .Select(row => new LocateGrids.RoleHolder(row.Role!, row.Holder!))],
            [.. holders.Where(row => row is { Post: PostKind.GridWorker, Holder.Disabled: false }).Select(row => row.Holder!)]);

        Holder? Head(Responsibility responsibility) =>
            holders.Find(row => row.Post == PostKind.GridHead && row.Responsibility == responsibility)?.Holder;
    }

    readonly record struct Entry(GridStaff Staff, long Timestamp, DateOnly Day);

    sealed record Row(GridRef Grid, PostKind? Post, string? Role, Responsibility? Responsibility, Holder? Holder)
    {
        public static Row Read(Columns c)
        {
            var grid = new GridRef(c.Text(), c.Text(), c.Int());
            var (post, role, responsibility) = (c.EnumOrNull<PostKind>(), c.TextOrNull(), c.EnumOrNull<Responsibility>());
            var (id, person, name, from) = (c.IdOrNull(), c.IdOrNull(), c.TextOrNull(), c.DayOrNull());
            var (to, disabled) = (c.DayOrNull(), c.Flag());
            return new Row(grid, post, role, responsibility,
                id is null ? null : new Holder(id.Value, new Appointment.PersonRef(person!.Value, name!), from!.Value, to, disabled));
        }
    }

    const string Select = """
        SELECT g.code, g.name, g.level, a.post, a.role, a.responsibility, a.id, a.person_id, p.name, a.from_day, a.to_day,
               CASE WHEN EXISTS (SELECT 1 FROM disabled_periods d
                                  WHERE d.person_id = a.person_id AND d.from_at <= @UsableAt
                                    AND (d.until_at IS NULL OR d.until_at > @UsableAt))
                    THEN 1 ELSE 0 END AS person_disabled
          FROM grids g
          LEFT JOIN appointments a
            ON a.grid_code = g.code AND a.post IN ('grid_head', 'grid_worker', 'service_officer', 'instructor')
           AND a.status IN ('effective', 'suspended') AND a.from_day <= @Day AND (a.to_day IS NULL OR a.to_day > @Day)
          LEFT JOIN people p ON p.id = a.person_id
        """;
}
