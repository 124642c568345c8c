using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Events;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines;

/// <summary>
/// Recalculates open deadlines after a change of the calendar or the working hours. Tickets are processed by id in
/// portions, each in one transaction that also records the progress, so an interrupted run resumes and several processes move no deadline
/// twice.
/// </summary>
static class CalendarRecalculation
{
    const int Portion = 100;

    public static async Task<int> Run(Db db, CancellationToken ct)
    {
        var moved = 0;
        while (await db.Read(tx => tx.QuerySingle<ChangeRow>(FirstOpen), ct) is { } change)
        {
            ct.ThrowIfCancellationRequested();
            var ids = await db.Read(tx => Candidates(tx, change), ct);
            // All open tickets are read outside the writer; each portion is written on its own.
            foreach (var portion in ids.Chunk(Portion))
            {
                ct.ThrowIfCancellationRequested();
                if (await db.Write(tx => Recalculate(tx, change, portion), ct) is not { } inPortion)
                    return moved;
                moved += inPortion;
                change = change with { LastTicketId = portion[^1] };
            }
            if (ids.Count < MaxIds)
                await db.Write(tx => tx.Execute(Finish, new { change.Revision, change.LastTicketId, tx.Now }), ct);
        }
        return moved;
    }

    static Task<List<long>> Candidates(Tx tx, ChangeRow change) => tx.Query<long>(
        FindOpen, new { change.LastTicketId, From = Days.Begin(change.FirstDay, tx.Zone), MaxIds }, Scope.Of(change.GridCode));

    /// <returns>The number of moved deadlines; null when another process has handled the portion.</returns>
    static async Task<int?> Recalculate(Tx tx, ChangeRow change, long[] portion)
    {
        var parameters = new DynamicParameters();
        for (var i = 0; i < Portion; i++)
            parameters.Add($"id{i}", portion[Math.Min(i, portion.Length - 1)]);
        foreach (var id in portion)
            await tx.LockRow("tickets", new Id(id));
        var moved = 0;
        foreach (var ticket in await TicketForUpdate.List(tx, FindPortion, parameters))
            moved += await Recalculate(tx, change, ticket) ? 1 : 0;
        if (await tx.Execute(Advance, new { change.Revision, change.LastTicketId, Last = portion[^1], Changed = moved }) == 1)
            return moved;
        tx.Rollback();
        return null;
    }

    static async Task<bool> Recalculate(Tx tx, ChangeRow change, TicketForUpdate ticket)
    {
        var (row, pauses) = (ticket.Row, new TicketPauses(tx, ticket.Row.Id));
        var after = await StageClocks.Recalculate(tx, row, ticket.Clock, ticket.Limits, pauses);
        (Instant? Due, ClosingDeadlineRecord Record)? closing = await ClosingDeadline.LoadTerms(tx, row.Id) is { } terms
            ? await ClosingDeadline.Recalculate(tx, row, terms, ticket.Limits, pauses)
            : null;
        // Events record only moved deadlines, because the history is replayed from them.
        if (closing?.Due == ticket.Metrics.ClosingDueAt)
            closing = null;
        if (after.DueAt == row.DueAt && after.YellowAt == row.YellowAt && closing is null)
            return false;
        after = after with { NextWakeUpAt = NextWakeUp.Of(after, ticket.Related, tx.Zone), UpdatedAt = tx.Now, Version = row.Version + 1 };
        var metrics = closing is var (due, _) ? ticket.Metrics.WithClosingDeadline(row, due, tx.DayOf) : ticket.Metrics;
        metrics = await TicketHistory.SaveFormerState(tx, ticket, after, metrics);
        var entry = new JournalEntry(Journal.Ticket, after.Id.ToString(), after.GridCode, "move_deadline", Actor: null, after.Version)
        {
            Payload = new
            {
                change.Cause, change.Revision, Grid = change.GridCode, change.FirstDay, change.LastDay,
                From = row.DueAt?.ToUtc(), To = after.DueAt?.ToUtc(),
            },
            Recalculated =
            [
                (ClosingDeadlineRecord.Member, closing is var (_, record) ? record.ToPayload : null),
                (ClockRecord.Member, ClockRecord.OfChange((row, ticket.Clock), (after, ticket.Clock))),
            ],
        };
        if (await TicketEvents.Append(tx, ticket, [entry], head => TicketUpdate.Run(tx, row, after, metrics, head)) is null)
            throw new InvalidOperationException("A ticket changed within an exclusive transaction.");
        await CounterStore.AppendChanges(tx, CounterKeys.ForTransition(ticket.Metrics.ToCounterKeys(row), metrics.ToCounterKeys(after)));
        DeadlineSignal.RaiseAfterCommit(tx, after.NextWakeUpAt);
        return true;
    }

    sealed record ChangeRow
    {
        public required long Revision { get; init; }
        public required string GridCode { get; init; }
        public required CalendarChangeCause Cause { get; init; }
        public required DateOnly FirstDay { get; init; }
        public required DateOnly LastDay { get; init; }
        public required long LastTicketId { get; init; }
    }

    /// <summary>The most tickets found by one query; the rest follows in the next.</summary>
    const int MaxIds = 1_000_000;

    const string FirstOpen = """
        SELECT revision, grid_code, cause, first_day, last_day, last_ticket_id
          FROM calendar_changes
         WHERE done_at IS NULL
         ORDER BY revision
         LIMIT 1
        """;

    // A clock that was due before the first day that changed is due then still. Only a running clock has a light or a wake-up;
    // and while one runs, so does that of the closing.
    static readonly string FindOpen = $"""
        SELECT t.id
          FROM tickets t
         WHERE t.id IN (SELECT w.id FROM tickets w WHERE w.next_wake_up_at IS NOT NULL
                        UNION ALL
                        SELECT a.id FROM tickets a WHERE a.alerted_light IS NOT NULL)
           AND t.id > @LastTicketId AND (t.due_at >= @From OR t.closing_due_at >= @From) AND @scope({Sql.WithoutIndex("t.grid_code")})
         ORDER BY t.id
         LIMIT @MaxIds
        """;

    static readonly string FindPortion = $"""
        {TicketForUpdate.Select}
         WHERE t.id IN ({string.Join(", ", Enumerable.Range(0, Portion).Select(i => $"@id{i}"))}) AND t.due_at IS NOT NULL
         ORDER BY t.id
        """;

    const string Advance = """
        UPDATE calendar_changes
           SET last_ticket_id = @Last, changed_tickets = changed_tickets + @Changed
         WHERE revision = @Revision AND last_ticket_id = @LastTicketId AND done_at IS NULL
        """;

    const string Finish = """
        UPDATE calendar_changes
           SET done_at = @Now
         WHERE revision = @Revision AND last_ticket_id = @LastTicketId AND done_at IS NULL
        """;
}
