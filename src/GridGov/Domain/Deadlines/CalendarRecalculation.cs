using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Events;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines;

/// <summary>
/// Works open deadlines out anew after a change of the calendar. Tickets that move after the change have the new calendar
/// anyway; the others are gone through in the order of their ids, in portions, each in one transaction with the mark that
/// says how far it has come: so it goes on where it was cut off, and no deadline is moved twice, however many processes do it.
/// </summary>
static class CalendarRecalculation
{
    const int Portion = 100;

    /// <summary>Finishes every change that is open.</summary>
    /// <returns>How many deadlines it moved.</returns>
    public static async Task<int> Run(Db db, CancellationToken ct)
    {
        var moved = 0;
        while (await db.Read(tx => tx.QuerySingle<ChangeRow>(FirstOpen), ct) is { } change)
        {
            ct.ThrowIfCancellationRequested();
            var ids = await db.Read(tx => Candidates(tx, change), ct);
            // Read past the writer, because it looks at all open tickets; written portion by portion.
            foreach (var portion in ids.Chunk(Portion))
            {
                ct.ThrowIfCancellationRequested();
                // Another process is at it.
                if (await db.Write(tx => Recalculate(tx, change, portion), ct) is not { } inPortion)
                    return moved;
                moved += inPortion;
                change = change with { Reached = portion[^1] };
            }
            if (ids.Count < MaxIds)
                await db.Write(tx => tx.Execute(Finish, new { change.Revision, change.Reached, tx.Now }), ct);
        }
        return moved;
    }

    static Task<List<long>> Candidates(Tx tx, ChangeRow change)
    {
        var midnight = change.FirstDay.ToDateTime(TimeOnly.MinValue);
        var from = Instant.Of(new DateTimeOffset(midnight, tx.Zone.GetUtcOffset(midnight)));
        return tx.Query<long>(FindOpen, new { change.Reached, From = from, MaxIds }, Scope.Of(change.GridCode));
    }

    /// <returns>How many deadlines were moved; null when another process was here first.</returns>
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
        if (await tx.Execute(Advance, new { change.Revision, change.Reached, Last = portion[^1], Moved = moved }) == 1)
            return moved;
        tx.Rollback();
        return null;
    }

    /// <returns>Whether a deadline of the ticket is another one now.</returns>
    static async Task<bool> Recalculate(Tx tx, ChangeRow change, TicketForUpdate ticket)
    {
        var (row, pauses) = (ticket.Row, new TicketPauses(tx, ticket.Row.Id));
        var after = await StageClocks.Recalculate(tx, row, ticket.Clock, ticket.Limits, pauses);
        (Instant? Due, ClosingDeadlineRecord Said)? closing = await ClosingDeadline.LoadTerms(tx, row.Id) is { } terms
            ? await ClosingDeadline.Recalculate(tx, row, terms, ticket.Limits, pauses)
            : null;
        // What is not moved is not said: the history is told from what events say.
        if (closing?.Due == ticket.Metrics.ClosingDueAt)
            closing = null;
        if (after.DueAt == row.DueAt && after.YellowAt == row.YellowAt && closing is null)
            return false;
        after = after with { WakeAt = NextWakeUp.Of(after, ticket.Related, tx.Zone), UpdatedAt = tx.Now, Version = row.Version + 1 };
        var metrics = closing is var (due, _) ? ticket.Metrics.WithClosingDeadline(row, due, tx.DayOf) : ticket.Metrics;
        metrics = await TicketHistory.SaveFormerState(tx, ticket, after, metrics);
        var entry = new JournalEntry(Journal.Ticket, after.Id.ToString(), after.GridCode, "move_deadline", Actor: null, after.Version)
        {
            Payload = new
            {
                Cause = "calendar", change.Revision, Grid = change.GridCode, change.FirstDay, change.LastDay,
                From = row.DueAt?.ToUtc(), To = after.DueAt?.ToUtc(),
            },
            Recalculated = closing is var (_, said) ? (ClosingDeadlineRecord.Member, said.ToPayload) : null,
        };
        if (await TicketEvents.Append(tx, ticket, [entry], head => TicketUpdate.Run(tx, after, metrics, row.Version, head)) is null)
            throw new InvalidOperationException("A ticket changed within the transaction that had it alone.");
        await CounterStore.AppendChanges(tx, CounterKeys.ForTransition(ticket.Metrics.ToCounterKeys(row), metrics.ToCounterKeys(after)));
        DeadlineSignal.RaiseAfterCommit(tx, after.WakeAt);
        return true;
    }

    sealed record ChangeRow
    {
        public required long Revision { get; init; }
        public required string GridCode { get; init; }
        public required DateOnly FirstDay { get; init; }
        public required DateOnly LastDay { get; init; }
        public required long Reached { get; init; }
    }

    /// <summary>Looked up at once; more are looked up when these are done.</summary>
    const int MaxIds = 1_000_000;

    const string FirstOpen = """
        SELECT revision, grid_code, first_day, last_day, reached
          FROM calendar_changes
         WHERE done_at IS NULL
         ORDER BY revision
         LIMIT 1
        """;

    // A clock that was due before the first day that changed is due then still. Only a running one can be alerted or wake;
    // and while one runs, so does that of the closing.
    static readonly string FindOpen = $"""
        SELECT t.id
          FROM tickets t
         WHERE t.id IN (SELECT w.id FROM tickets w WHERE w.wake_at IS NOT NULL UNION ALL SELECT a.id FROM tickets a WHERE a.alerted IS NOT NULL)
           AND t.id > @Reached AND (t.due_at >= @From OR t.closing_due_at >= @From) AND @scope({Sql.WithoutIndex("t.grid_code")})
         ORDER BY t.id
         LIMIT @MaxIds
        """;

    static readonly string FindPortion = $"""
        {TicketForUpdate.Select}
         WHERE t.id IN ({string.Join(", ", Enumerable.Range(0, Portion).Select(i => $"@id{i}"))}) AND t.due_at IS NOT NULL
         ORDER BY t.id
        """;

    const string Advance = "UPDATE calendar_changes SET reached = @Last, moved = moved + @Moved WHERE revision = @Revision AND reached = @Reached AND done_at IS NULL";

    const string Finish = "UPDATE calendar_changes SET done_at = @Now WHERE revision = @Revision AND reached = @Reached AND done_at IS NULL";
}
