using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>
/// Starts, ends, pauses and extends a ticket's stage clock with its status. A transition without such a change reads and writes
/// nothing here.
/// </summary>
static class StageClocks
{
    /// <summary>The clock of a new ticket; <see cref="SaveFirst"/> inserts its run after the ticket.</summary>
    public static async Task<(TicketRow Row, Limit Limit)> Start(Tx tx, TicketRow row, Limit acceptLimit, long calendarRevision)
    {
        var limit = acceptLimit.ForUrgency(row.Urgency);
        var deadline = new StageClock(limit, tx.Now).DeadlineIn(await WorkingCalendars.Load(tx, row.GridCode, calendarRevision))!.Value;
        row = row with { YellowAt = deadline.YellowAt, DueAt = deadline.DueAt };
        return (row with { NextWakeUpAt = row.Deadline!.Value.YellowAt }, limit);
    }

    public static Task SaveFirst(Tx tx, TicketRow row, Limit limit) =>
        tx.Execute(InsertFirst, new { row.Id, TimeLimit = limit.ToString(), tx.Now });

    /// <summary>Updates the clock after a transition; returns the ticket's columns and writes the runs.</summary>
    public static async Task<(TicketRow Row, ClockRun? Clock)> OnTransition(
        Tx tx, TicketForUpdate before, TicketRow row, TicketAction action, TicketPauses pauses)
    {
        var (from, to) = (before.Row.Status, row.Status);
        var (was, runs) = (ClockStages.Of(from), ClockStages.Of(to));
        if (was != runs || (runs is not null && ClockStages.Restarts(action)))
            return await Switch(tx, before, row with { YellowAt = null, DueAt = null, AlertedLight = null }, runs);
        var clock = before.Clock;
        if (to == TicketStatus.Suspended && from != to)
        {
            await tx.Execute(InsertPause, new { row.Id, tx.Now });
            row = row with { YellowAt = null, DueAt = null };
        }
        else if (from == TicketStatus.Suspended && from != to)
        {
            await tx.Execute(EndPause, new { row.Id, tx.Now });
            row = await Recalculate(tx, row, clock, before.Limits, pauses);
        }
        var extended = row.Extensions - before.Row.Extensions;
        if (runs is not null && extended > 0 && clock is { IsRunning: true })
        {
            await tx.Execute(AddExtensions, new { row.Id, clock.Run, Times = extended });
            clock = clock with { Extensions = clock.Extensions + extended };
            row = await Recalculate(tx, row, clock, before.Limits, pauses);
        }
        return (row, clock);
    }

    /// <summary>Recalculates the running clock's deadline; a light that becomes possible again is alerted again.</summary>
    public static async Task<TicketRow> Recalculate(Tx tx, TicketRow row, ClockRun? clock, CategoryLimits limits, TicketPauses pauses)
    {
        if (clock is not { IsRunning: true }
            || clock.Clock(await pauses.OfRun(clock.Run)).DeadlineIn(await limits.CalendarOf(tx, row.GridCode)) is not { } deadline)
            return row with { YellowAt = null, DueAt = null };
        row = row with { YellowAt = deadline.YellowAt, DueAt = deadline.DueAt };
        return row with
        {
            AlertedLight = row.Deadline!.Value.LightAt(tx.Now) switch
            {
                Light.Green => null,
                Light.Yellow => row.AlertedLight is null ? null : Light.Yellow,
                Light.Red => row.AlertedLight,
            },
        };
    }

    /// <summary>
    /// Gives the running clock another limit after an amendment; the used time stays. While suspended, the deadline is computed when it
    /// goes on.
    /// </summary>
    /// <param name="limits">The limits of the ticket's category, in its grid's calendar.</param>
    /// <param name="changesLimit">Whether the limit itself changes, and not only the calendar.</param>
    public static async Task<(TicketRow Row, ClockRun? Clock)> OnAmendment(
        Tx tx, TicketForUpdate before, TicketRow row, CategoryLimits limits, bool changesLimit, TicketPauses pauses)
    {
        if (before.Clock is not { IsRunning: true } clock)
            return (row, before.Clock);
        if (changesLimit)
        {
            clock = clock with { Limit = limits.Of(clock.Stage).ForUrgency(row.Urgency) };
            await tx.Execute(SetLimit, new { row.Id, clock.Run, TimeLimit = clock.Limit.ToString() });
        }
        return (row.Status == TicketStatus.Suspended ? row : await Recalculate(tx, row, clock, limits, pauses), clock);
    }

    /// <summary>Ends the current run and begins the next with one statement.</summary>
    static async Task<(TicketRow Row, ClockRun? Clock)> Switch(Tx tx, TicketForUpdate before, TicketRow row, ClockStage? next)
    {
        if (before.Row.Status == TicketStatus.Suspended)
            await tx.Execute(EndPause, new { row.Id, tx.Now });
        var ends = before.Clock is { IsRunning: true };
        var ended = ends ? before.Clock! with { EndedAt = tx.Now, DueAt = before.Row.DueAt } : before.Clock;
        if (next is not { } stage)
        {
            if (ends)
                await tx.Execute(EndRun, new { row.Id, ended!.Run, tx.Now, ended.DueAt });
            return (row, ended);
        }
        var begun = new ClockRun(
            (ended?.Run ?? 0) + 1, stage, before.Limits.Of(stage).ForUrgency(row.Urgency), tx.Now, Extensions: 0, EndedAt: null,
            DueAt: null);
        var limit = begun.Limit.ToString();
        if (ends)
        {
            await tx.Execute(EndAndBegin, new
            {
                row.Id, tx.Now, begun.Run, begun.Stage, TimeLimit = limit,
                EndedRun = ended!.Run, EndedStage = ended.Stage, EndedLimit = ended.Limit.ToString(),
                ended.StartedAt, ended.Extensions, ended.DueAt,
            });
        }
        else
        {
            await tx.Execute(Begin, new { row.Id, tx.Now, begun.Run, begun.Stage, TimeLimit = limit });
        }
        var deadline = begun.Clock([]).DeadlineIn(await before.Limits.CalendarOf(tx, row.GridCode))!.Value;
        return (row with { YellowAt = deadline.YellowAt, DueAt = deadline.DueAt }, begun);
    }

    const string InsertFirst = """
        INSERT INTO ticket_clocks (ticket_id, run, stage, time_limit, started_at)
        VALUES (@Id, 1, 'accept', @TimeLimit, @Now)
        """;

    const string Begin = """
        INSERT INTO ticket_clocks (ticket_id, run, stage, time_limit, started_at)
        VALUES (@Id, @Run, @Stage, @TimeLimit, @Now)
        """;

    // The ended run exists, so its row becomes an update.
    const string EndAndBegin = """
        INSERT INTO ticket_clocks (ticket_id, run, stage, time_limit, started_at, extensions, ended_at, due_at)
        VALUES (@Id, @EndedRun, @EndedStage, @EndedLimit, @StartedAt, @Extensions, @Now, @DueAt),
               (@Id, @Run, @Stage, @TimeLimit, @Now, 0, NULL, NULL)
        ON CONFLICT (ticket_id, run) DO UPDATE SET ended_at = excluded.ended_at, due_at = excluded.due_at
        """;

    const string EndRun = "UPDATE ticket_clocks SET ended_at = @Now, due_at = @DueAt WHERE ticket_id = @Id AND run = @Run";

    const string SetLimit = "UPDATE ticket_clocks SET time_limit = @TimeLimit WHERE ticket_id = @Id AND run = @Run";

    const string AddExtensions = "UPDATE ticket_clocks SET extensions = extensions + @Times WHERE ticket_id = @Id AND run = @Run";

    // A second suspension in the same millisecond continues the pause.
    const string InsertPause = """
        INSERT INTO ticket_pauses (ticket_id, run, from_at)
        SELECT ticket_id, run, @Now FROM ticket_clocks WHERE ticket_id = @Id AND ended_at IS NULL
        ON CONFLICT (ticket_id, run, from_at) DO UPDATE SET to_at = NULL
        """;

    const string EndPause = "UPDATE ticket_pauses SET to_at = @Now WHERE ticket_id = @Id AND to_at IS NULL";
}
