using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>
/// Keeps a ticket's clock with its status: starts a run, ends it, lets it stand still while the ticket is suspended, and
/// extends it. A move that changes nothing of that reads and writes nothing here.
/// </summary>
static class StageClocks
{
    /// <summary>The clock of a new ticket; its run is written by <see cref="WriteFirst"/>, after the ticket.</summary>
    /// <param name="acceptLimit">The category's, as the store holds it.</param>
    /// <param name="revision">Of the calendar, read in this transaction.</param>
    public static async Task<(TicketRow Row, Limit Limit)> First(Tx tx, TicketRow row, string acceptLimit, long revision)
    {
        var limit = Limit.Read(acceptLimit).For(Codes<Urgency>.Read(row.Urgency));
        var deadline = new StageClock(limit, tx.Now).DeadlineIn(await WorkingCalendars.Of(tx, row.GridCode, revision))!.Value;
        return (row with { YellowAt = deadline.YellowAt, DueAt = deadline.DueAt, WakeAt = deadline.YellowAt }, limit);
    }

    public static Task WriteFirst(Tx tx, TicketRow row, Limit limit) =>
        tx.Run(InsertFirst, new { row.Id, TimeLimit = limit.ToString(), tx.Now });

    /// <summary>What a move makes of the clock; the columns of the ticket are in the answer, the runs are written.</summary>
    /// <param name="after">The ticket after the move but for its clock.</param>
    public static async Task<TicketRow> Follow(Tx tx, TicketRow before, TicketRow after, TicketAction action)
    {
        var (from, to) = (Codes<TicketStatus>.Read(before.Status), Codes<TicketStatus>.Read(after.Status));
        var (was, runs) = (ClockStages.Of(from), ClockStages.Of(to));
        if (was != runs || (runs is not null && ClockStages.Restarts(action)))
        {
            if (was is not null)
                await End(tx, before);
            after = after with { YellowAt = null, DueAt = null, Alerted = null };
            if (runs is { } stage)
                after = await Begin(tx, after, stage);
        }
        else if (to == TicketStatus.Suspended && from != to)
        {
            after = await Pause(tx, after);
        }
        else if (from == TicketStatus.Suspended && from != to)
        {
            after = await Resume(tx, after);
        }
        if (runs is not null && runs == was && after.Extensions > before.Extensions)
            after = await Extend(tx, after, after.Extensions - before.Extensions);
        return after with { WakeAt = await ComesDue.Next(tx, after) };
    }

    /// <summary>Gives the running clock its original limit once more (延期).</summary>
    static async Task<TicketRow> Extend(Tx tx, TicketRow row, int times)
    {
        await tx.Run(AddExtensions, new { row.Id, Times = times });
        return await Reckon(tx, row);
    }

    static async Task<TicketRow> Pause(Tx tx, TicketRow row)
    {
        await tx.Run(InsertPause, new { row.Id, tx.Now });
        return row with { YellowAt = null, DueAt = null };
    }

    static async Task<TicketRow> Resume(Tx tx, TicketRow row)
    {
        await tx.Run(EndPause, new { row.Id, tx.Now });
        return await Reckon(tx, row);
    }

    /// <summary>
    /// Works the running clock's deadline out anew: after a pause, an extension, a change of the calendar. A light that it
    /// goes back to is said again when it turns again.
    /// </summary>
    public static async Task<TicketRow> Reckon(Tx tx, TicketRow row)
    {
        if (await ClockRow.Running(tx, row.Id) is not { } clock
            || clock.Clock().DeadlineIn(await WorkingCalendars.Of(tx, row.GridCode)) is not { } deadline)
            return row with { YellowAt = null, DueAt = null };
        return row with
        {
            YellowAt = deadline.YellowAt,
            DueAt = deadline.DueAt,
            Alerted = deadline.LightAt(tx.Now) switch
            {
                Light.Green => null,
                Light.Yellow => row.Alerted is null ? null : 1,
                Light.Red => row.Alerted,
            },
        };
    }

    static async Task<TicketRow> Begin(Tx tx, TicketRow row, ClockStage stage)
    {
        var limits = (await tx.One<LimitsRow>(FindLimits, new { row.Category }))!;
        var limit = Limit.Read(limits.Of(stage)).For(Codes<Urgency>.Read(row.Urgency));
        await tx.Run(InsertRun, new { row.Id, Stage = stage.Code(), TimeLimit = limit.ToString(), tx.Now });
        var deadline = new StageClock(limit, tx.Now).DeadlineIn(await WorkingCalendars.Of(tx, row.GridCode, limits.Revision))!.Value;
        return row with { YellowAt = deadline.YellowAt, DueAt = deadline.DueAt };
    }

    static async Task End(Tx tx, TicketRow before)
    {
        await tx.Run(EndRun, new { before.Id, tx.Now, before.DueAt });
        if (Codes<TicketStatus>.Read(before.Status) == TicketStatus.Suspended)
            await tx.Run(EndPause, new { before.Id, tx.Now });
    }

    sealed record LimitsRow
    {
        public required string AcceptLimit { get; init; }
        public required string DispatchLimit { get; init; }
        public required string HandleLimit { get; init; }
        public required string CheckLimit { get; init; }
        public required long Revision { get; init; }

        public string Of(ClockStage stage) => stage switch
        {
            ClockStage.Accept => AcceptLimit,
            ClockStage.Dispatch => DispatchLimit,
            ClockStage.Handle => HandleLimit,
            ClockStage.Check => CheckLimit,
        };
    }

    const string FindLimits = $"""
        SELECT accept_limit, dispatch_limit, handle_limit, check_limit, {WorkingCalendars.RevisionSql} AS revision
          FROM categories
         WHERE code = @Category
        """;

    const string InsertFirst = """
        INSERT INTO ticket_clocks (ticket_id, run, stage, time_limit, started_at)
        VALUES (@Id, 1, 'accept', @TimeLimit, @Now)
        """;

    const string InsertRun = """
        INSERT INTO ticket_clocks (ticket_id, run, stage, time_limit, started_at)
        VALUES (@Id, (SELECT coalesce(max(run), 0) + 1 FROM ticket_clocks WHERE ticket_id = @Id), @Stage, @TimeLimit, @Now)
        """;

    const string EndRun = "UPDATE ticket_clocks SET ended_at = @Now, due_at = @DueAt WHERE ticket_id = @Id AND ended_at IS NULL";

    const string AddExtensions = "UPDATE ticket_clocks SET extensions = extensions + @Times WHERE ticket_id = @Id AND ended_at IS NULL";

    // Put off again in the very millisecond of the time before: that pause goes on.
    const string InsertPause = """
        INSERT INTO ticket_pauses (ticket_id, run, from_at)
        SELECT ticket_id, run, @Now FROM ticket_clocks WHERE ticket_id = @Id AND ended_at IS NULL
        ON CONFLICT (ticket_id, run, from_at) DO UPDATE SET to_at = NULL
        """;

    const string EndPause = "UPDATE ticket_pauses SET to_at = @Now WHERE ticket_id = @Id AND to_at IS NULL";
}
