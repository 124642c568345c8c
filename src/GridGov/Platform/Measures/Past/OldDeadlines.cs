using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Platform.Measures;

/// <summary>
/// What events from before they said their deadlines leave open, as well as can be known now: the limits that the ticket's
/// own clocks had, else those that the category has today, on today's calendar.
/// </summary>
public sealed class OldDeadlines
{
    readonly List<RunRow> runs;
    readonly LimitsRow limits;
    readonly Urgency urgency;

    OldDeadlines(WorkingCalendar calendar, List<RunRow> runs, LimitsRow limits, Urgency urgency) =>
        (Calendar, this.runs, this.limits, this.urgency) = (calendar, runs, limits, urgency);

    public WorkingCalendar Calendar { get; }

    public static async Task<OldDeadlines> Of(Tx tx, Id ticket, MeasuredTicket state) => new(
        await WorkingCalendars.Of(tx, state.GridCode),
        await tx.List<RunRow>(ListRuns, new { Id = ticket }),
        (await tx.One<LimitsRow>(FindLimits, new { state.Category }))!,
        Codes<Urgency>.Read(state.Urgency));

    /// <summary>The limits of a ticket that was established then.</summary>
    public ClosingTerms TermsAt(Instant established, bool selfHandled) => new()
    {
        StartedAt = established,
        DispatchLimit = selfHandled ? null : LimitOf(established, "dispatch", limits.DispatchLimit),
        HandleLimit = LimitOf(established, "handle", limits.HandleLimit),
        CheckLimit = LimitOf(established, "check", limits.CheckLimit),
    };

    string LimitOf(Instant established, string stage, string today) =>
        runs.Find(run => run.Stage == stage && run.StartedAt >= established)?.TimeLimit ?? Limit.Read(today).For(urgency).ToString();

    sealed record RunRow
    {
        public required string Stage { get; init; }
        public required string TimeLimit { get; init; }
        public required Instant StartedAt { get; init; }
    }

    sealed record LimitsRow
    {
        public required string DispatchLimit { get; init; }
        public required string HandleLimit { get; init; }
        public required string CheckLimit { get; init; }
    }

    const string ListRuns = "SELECT stage, time_limit, started_at FROM ticket_clocks WHERE ticket_id = @Id ORDER BY run LIMIT 1000";

    const string FindLimits = "SELECT dispatch_limit, handle_limit, check_limit FROM categories WHERE code = @Category";
}
