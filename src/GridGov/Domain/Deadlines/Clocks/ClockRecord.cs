using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>The stage clock in an event's details, under <c>clock</c>: its limit where a run begins, and each new deadline.</summary>
static class ClockRecord
{
    public const string Member = "clock";

    public static object OfBegin(ClockStage stage, Limit limit, TicketRow row) => new
    {
        Stage = stage.ToCode(), Limit = limit.ToString(), YellowAt = row.YellowAt?.ToUtc(), DueAt = row.DueAt?.ToUtc(),
    };

    /// <summary>The record of an amendment, with the limit.</summary>
    /// <returns>Null when nothing of the clock changed.</returns>
    public static object? OfAmendment((TicketRow Row, ClockRun? Run) before, (TicketRow Row, ClockRun? Run) after) =>
        after.Run is { IsRunning: true } run && run.Limit != before.Run?.Limit
            ? OfBegin(run.Stage, run.Limit, after.Row)
            : OfChange(before, after);

    /// <returns>Null when nothing of the clock changed.</returns>
    public static object? OfChange((TicketRow Row, ClockRun? Run) before, (TicketRow Row, ClockRun? Run) after)
    {
        if (after.Run is { IsRunning: true } begun && begun.Run != before.Run?.Run)
            return OfBegin(begun.Stage, begun.Limit, after.Row);
        return (before.Row.YellowAt, before.Row.DueAt) == (after.Row.YellowAt, after.Row.DueAt)
            ? null
            : new { YellowAt = after.Row.YellowAt?.ToUtc(), DueAt = after.Row.DueAt?.ToUtc() };
    }
}
