using GridGov.Data.Statements;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>The time limits of a ticket's category.</summary>
/// <param name="EscalatesWhenRed">Whether an overdue ticket is escalated automatically.</param>
sealed record CategoryLimits(Limit Accept, Limit Dispatch, Limit Handle, Limit Check, bool EscalatesWhenRed, long CalendarRevision)
{
    public Limit Of(ClockStage stage) => stage switch
    {
        ClockStage.Accept => Accept,
        ClockStage.Dispatch => Dispatch,
        ClockStage.Handle => Handle,
        ClockStage.Check => Check,
    };

    public ValueTask<WorkingCalendar> CalendarOf(Tx tx, string grid) => WorkingCalendars.Load(tx, grid, CalendarRevision);

    public static CategoryLimits Read(Columns c) =>
        new(Limit.Parse(c.Text()), Limit.Parse(c.Text()), Limit.Parse(c.Text()), Limit.Parse(c.Text()), c.Flag(), c.Long());

    public const string ColumnList = $"""
        c.accept_limit, c.dispatch_limit, c.handle_limit, c.check_limit, c.escalate_when_red,
               {WorkingCalendars.RevisionSql} AS calendar_revision
        """;
}
