namespace GridGov.Domain.Statistics.Counters;

/// <summary>
/// Recounts all counters from the tickets in its own SQL, and reports or corrects differences. Rows above the street are compared
/// with the streets' rows, which are few.
/// </summary>
public static class CounterAudit
{
    public sealed record Difference
    {
        public required string Counter { get; init; }
        public required string GridCode { get; init; }

        /// <summary>yyyymmdd; for a monthly row the first day.</summary>
        public required int Day { get; init; }
        public required string Category { get; init; }

        /// <summary>What it was found with: a row that is kept and not recounted, or recounted and not kept.</summary>
        public required long Count { get; init; }
        public required string Found { get; init; }
    }

    /// <returns>At most 1,000 differences per part.</returns>
    public static async Task<List<Difference>> Run(Db db, Action<string> progress, CancellationToken ct)
    {
        var differences = new List<Difference>();
        foreach (var part in CounterStore.Parts)
        {
            var mismatches = await db.Read(tx => tx.Query<Mismatch>(
                $"{CompareSql(part)} ORDER BY counter, grid_code, day, category LIMIT 1000", Everything), ct);
            differences.AddRange(mismatches
                .SelectMany(row => new[] { row.As("kept", row.Kept), row.As("recounted", row.Recounted) })
                .Where(difference => difference.Count != 0));
            progress($"codes of {part.CodeLength} digits by {part.Grain.ToCode()} and {part.Detail.ToCode()}");
        }
        return differences;
    }

    /// <summary>Corrects differences street by street in short transactions, then above the street.</summary>
    public static async Task<long> Repair(Db db, Action<int, int> progress, CancellationToken ct)
    {
        var corrected = 0L;
        var streets = await db.Read(tx => tx.Query<string>(ListStreets, new { Length = Street }), ct);
        for (var i = 0; i < streets.Count; i++)
        {
            foreach (var part in CounterStore.Parts.Where(part => part.CodeLength >= Street))
                corrected += await Repair(db, part, new { Low = streets[i], High = streets[i] + ":" }, ct);
            progress(i + 1, streets.Count);
        }
        foreach (var part in CounterStore.Parts.Where(part => part.CodeLength < Street))
            corrected += await Repair(db, part, Everything, ct);
        return corrected;
    }

    static Task<int> Repair(Db db, CounterStore.Part part, object bounds, CancellationToken ct) => db.Write(async tx =>
    {
        var mismatches = await tx.Query<Mismatch>(CompareSql(part), bounds);
        await CounterStore.Correct(tx, part, mismatches.Select(row => (row.Key, (int)(row.Recounted - row.Kept))));
        return mismatches.Count;
    }, ct);

    static readonly int Street = GridCode.Lengths[2];

    /// <summary>Bounds around all codes, which are digits.</summary>
    static readonly object Everything = new { Low = "", High = ":" };

    sealed record Mismatch
    {
        public required string Counter { get; init; }
        public required string GridCode { get; init; }
        public required int Day { get; init; }
        public required string Category { get; init; }
        public required string Programme { get; init; }
        public required string Role { get; init; }
        public required long Kept { get; init; }
        public required long Recounted { get; init; }

        public CounterStore.RowKey Key => new(Counter, GridCode, Day, Category, Programme, Role);

        public Difference As(string found, long count) =>
            new() { Counter = Counter, GridCode = GridCode, Day = Day, Category = Category, Count = count, Found = found };
    }

    static string CompareSql(CounterStore.Part part) => $"""
        SELECT counter, grid_code, day, category, programme, role,
               CAST(sum(kept) AS BIGINT) AS kept, CAST(sum(recounted) AS BIGINT) AS recounted
          FROM (
            SELECT counter, grid_code, day, category, programme, role, count AS kept, 0 AS recounted FROM ({StoredSql(part)}) AS kept_rows
            UNION ALL
            SELECT counter, grid_code, day, category, programme, role, 0, count FROM ({RecountSql(part)}) AS recounted_rows
          ) AS both_rows
         GROUP BY counter, grid_code, day, category, programme, role
        HAVING sum(kept) <> sum(recounted)
        """;

    static string StoredSql(CounterStore.Part part) => $"""
        SELECT counter, grid_code, day, category, programme, role, CAST(sum(count) AS BIGINT) AS count
          FROM (
            SELECT counter, grid_code, day, category, programme, role, count FROM counters
             WHERE detail = '{part.Detail.ToCode()}' AND grain = '{part.Grain.ToCode()}' AND code_length = {part.CodeLength}
               AND grid_code >= @Low AND grid_code < @High
            UNION ALL
            SELECT counter, {part.Key}, delta FROM counter_changes WHERE {part.Condition} AND grid_code >= @Low AND grid_code < @High
          ) AS kept
         GROUP BY counter, grid_code, day, category, programme, role
        HAVING sum(count) <> 0
        """;

    static string RecountSql(CounterStore.Part part) => part.CodeLength < Street
        ? $"""
        SELECT counter, substr(grid_code, 1, {part.CodeLength}) AS grid_code, day, category, programme, role,
               CAST(sum(count) AS BIGINT) AS count
          FROM ({StoredSql(part with { CodeLength = Street })}) AS streets
         GROUP BY counter, substr(grid_code, 1, {part.CodeLength}), day, category, programme, role
        HAVING sum(count) <> 0
        """
        : $"""
        SELECT counter, grid_code, day, category, programme, role, count(*) AS count
          FROM (SELECT counter, {part.Key} FROM (
            {string.Join("\n            UNION ALL\n            ", Counted.Select(counted => counted.Rows))}
          ) AS counted WHERE {part.Condition}) AS recounted
         GROUP BY counter, grid_code, day, category, programme, role
        """;

    /// <summary>Rows that count once each.</summary>
    /// <param name="Day">The day by which they count.</param>
    /// <param name="Of">The related table; null for tickets.</param>
    sealed record RecountedRows(string Counter, string Day, string Where, string? Of = null)
    {
        public string Rows => $"""
            SELECT {Counter} AS counter, t.grid_code, {Day} AS day, t.category, t.programme, t.role
              FROM {(Of is null ? "tickets t" : $"{Of} x JOIN tickets t ON t.id = x.ticket_id")}
             WHERE t.grid_code >= @Low AND t.grid_code < @High AND {Where}
            """;
    }

    static readonly IReadOnlyList<RecountedRows> Counted =
    [
        new("t.status", "t.filed_day", "t.filed_day > 0"),
        new("'established'", "t.accepted_day",
            "t.accepted_day IS NOT NULL AND t.has_parts = 0 AND t.status NOT IN ('rejected', 'cancelled', 'merged', 'noted')"),
        new("'established_closed'", "t.accepted_day", "t.accepted_day IS NOT NULL AND t.has_parts = 0 AND t.status = 'closed'"),
        new("'closed_on_day'", "t.closed_day", "t.has_parts = 0 AND t.status = 'closed'"),
        new("'closed_at_street'", "t.closed_day", "t.has_parts = 0 AND t.status = 'closed' AND t.handling_level >= 1"),
        new("'due'", "t.due_day", "t.due_day IS NOT NULL"),
        new("'due_closed'", "t.due_day", "t.due_day IS NOT NULL AND t.status = 'closed'"),
        new("'due_on_time'", "t.due_day", "t.due_day IS NOT NULL AND t.on_time = 1"),
        new("'decided'", "t.decided_day", "t.decided_day IS NOT NULL"),
        new("'decided_valid'", "t.decided_day", "t.decided_day IS NOT NULL AND t.decision = 'valid'"),
        new("'contacts_due'", "t.contact_due_day", "t.contact_due_day IS NOT NULL"),
        new("'contacted_in_time'", "t.contact_due_day", "t.contact_due_day IS NOT NULL AND t.contacted_at <= t.contact_due_at"),
        new("'checks'", "x.day", "t.has_parts = 0", "ticket_checks"),
        new("'failed_checks'", "x.day", "t.has_parts = 0 AND x.action = 'fail'", "ticket_checks"),
        new("'dispatches'", "x.day", "t.has_parts = 0", "ticket_dispatches"),
        new("'dispatches_returned'", "x.day", "t.has_parts = 0 AND x.returned_at IS NOT NULL", "ticket_dispatches"),
        new("'call_backs'", "x.day", "x.solved IS NOT NULL", "ticket_contacts"),
        new("'call_backs_solved'", "x.day", "x.solved = 1", "ticket_contacts"),
        new("'call_backs_satisfied'", "x.day", "x.satisfied = 1", "ticket_contacts"),
    ];

    const string ListStreets = """
        SELECT street_code FROM tickets
        UNION
        SELECT grid_code FROM counters WHERE detail = 'programme' AND grain = 'month' AND code_length = @Length
        UNION
        SELECT substr(grid_code, 1, @Length) FROM counter_changes
         ORDER BY 1
        """;
}
