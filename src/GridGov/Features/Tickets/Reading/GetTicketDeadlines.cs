using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>All deadlines of a ticket, with the explanation of each.</summary>
public sealed class GetTicketDeadlines(Clock clock, Db db) : ApiEndpoint<ById, Results<Ok<GetTicketDeadlines.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/deadlines");
        Group<TicketGroup>();
        Operation("Get a ticket's deadlines",
            "The deadline of the whole ticket, and each run of each clock in order: limit, start, skipped days with their reasons, " +
            "pauses, extensions, due instant, time left and light, as data and as one sentence in Chinese and in English. A clock that " +
            "has ended keeps its due instant; its days and hours are explained by today's calendar.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The clocks of a ticket.</summary>
    /// <param name="Items">All runs, oldest first; the last one is running if it has no end.</param>
    /// <param name="Closing">The deadline of the whole ticket (结案期限); null before the ticket was established.</param>
    /// <param name="ExternalDueAt">The deadline that another system set, by which lights and alerts warn too; null for none.</param>
    /// <param name="At">The instant for which the time left is computed.</param>
    /// <param name="Version">The ticket's version.</param>
    public sealed record Response(
        IReadOnlyList<Run> Items, ClosingRef? Closing, Instant? ExternalDueAt, Instant At, long Version) : IVersioned;

    /// <summary>
    /// The deadline of the whole ticket (结案期限): the limits of dispatch, handling and check in a row, from the establishment on.
    /// </summary>
    /// <param name="StartedAt">The time at which the ticket was last established.</param>
    /// <param name="Dispatch">The limit of the dispatch; null for a ticket handled on the spot.</param>
    /// <param name="Handle">
    /// The limit of the handling; null while it does not count, for a ticket handled on the spot without an extension.
    /// </param>
    /// <param name="Check">The limit of the check.</param>
    /// <param name="Extensions">The number of times that the limit of the handling was added.</param>
    /// <param name="DueAt">
    /// The last instant in time; null while the deadline is paused, and when the ticket ended other than by closing.
    /// </param>
    /// <param name="DueDay">
    /// The day on which the ticket counts as due: the day of closing if it was closed in time, else the day of the deadline.
    /// </param>
    /// <param name="OnTime">Whether the ticket was closed in time; of closed tickets only.</param>
    public sealed record ClosingRef(
        Instant StartedAt, string? Dispatch, string? Handle, string Check, int Extensions, Instant? DueAt, DateOnly? DueDay, bool? OnTime);

    /// <summary>One run of a clock.</summary>
    /// <param name="Stage">The stage of the clock.</param>
    /// <param name="Limit">The limit: the category's, adjusted for the ticket's urgency.</param>
    /// <param name="Clock">The unit in which the limit counts.</param>
    /// <param name="StartedAt">The time at which the clock was started.</param>
    /// <param name="CountsFrom">The first instant that counts: the start, or the next working time after it.</param>
    /// <param name="Extensions">The number of times that the original limit was added.</param>
    /// <param name="Pauses">The periods in which the clock was paused.</param>
    /// <param name="Skipped">The days off between start and end, with their reasons.</param>
    /// <param name="MadeUp">The weekend days and holidays that counted, with their reasons.</param>
    /// <param name="UnpublishedYears">Years without a published calendar, in which Monday to Friday count as working days.</param>
    /// <param name="Hours">The working hours between start and end, and the rules that they follow; none for other limits.</param>
    /// <param name="YellowAt">The time at which 80 % of the limit is used; null while the clock is paused.</param>
    /// <param name="DueAt">The last instant in time; null while the clock is paused.</param>
    /// <param name="EndedAt">The time at which the clock was stopped; null while it runs.</param>
    /// <param name="UsedSeconds">The counted time used, in seconds; a working day counts as eight hours, whatever its hours.</param>
    /// <param name="LeftSeconds">The counted time left, in seconds; below 0 when overdue.</param>
    /// <param name="Light">The light by this limit, green, yellow or red, now or when the clock was stopped.</param>
    /// <param name="Explanation">The explanation in one sentence.</param>
    public sealed record Run(
        ClockStage Stage, string Limit, LimitClock Clock, Instant StartedAt, Instant CountsFrom, int Extensions,
        IReadOnlyList<PauseRef> Pauses, IReadOnlyList<ExplainedDays> Skipped, IReadOnlyList<ExplainedDays> MadeUp,
        IReadOnlyList<int> UnpublishedYears, IReadOnlyList<ExplainedHours> Hours,
        Instant? YellowAt, Instant? DueAt, Instant? EndedAt, long UsedSeconds, long LeftSeconds, Light Light, DeadlineText Explanation);

    /// <summary>A period in which a clock was paused.</summary>
    /// <param name="From">The first instant of the pause.</param>
    /// <param name="To">The end of the pause; null while it lasts.</param>
    public sealed record PauseRef(Instant From, Instant? To);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            var ticket = await TicketView.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            var calendar = await WorkingCalendars.Load(tx, ticket.Row.GridCode);
            var pauses = new TicketPauses(tx, request.Id);
            var runs = new List<Run>();
            foreach (var run in await ClockRun.List(tx, request.Id))
                runs.Add(Explain(run, await pauses.OfRun(run.Run), ticket.Row.StageDeadline, calendar, clock, tx.Now));
            return TypedResults.Ok(new Response(runs, await Closing(tx, request.Id), ticket.Row.ExternalDueAt, tx.Now, ticket.Row.Version));
        }, ct);

    static async Task<ClosingRef?> Closing(Tx tx, Id id)
    {
        var metrics = await TicketMetrics.Load(tx, id);
        return await ClosingDeadline.LoadTerms(tx, id) is { } terms
            ? new ClosingRef(
                terms.StartedAt, terms.DispatchLimit, terms.HandleTimes > 0 ? terms.HandleLimit : null, terms.CheckLimit, terms.Extensions,
                metrics.ClosingDueAt, metrics.DueDay, metrics.OnTime)
            : null;
    }

    /// <param name="running">The deadline of the run that has not ended.</param>
    static Run Explain(ClockRun row, IReadOnlyList<Pause> pauses, Deadline? running, WorkingCalendar calendar, Clock clock, Instant now)
    {
        var run = row.Clock(pauses);
        // A running clock is due by the stored deadline, which also wakes the ticket; an ended one keeps its due instant.
        var deadline = row.IsRunning ? running
            : run.DeadlineIn(calendar) is { } today && row.DueAt is { } was ? today with { DueAt = was }
            : null;
        var at = row.EndedAt ?? now;
        var used = run.UsedAt(at, calendar);
        var left = run.Allowed - used;
        var light = deadline is { } due ? due.LightAt(at)
            : left < 0 ? Light.Red
            : used * 5 >= run.Allowed * 4 ? Light.Yellow
            : Light.Green;
        var days = SkippedDays.Between(calendar, run.Limit, run.Start, deadline?.DueAt ?? at);
        var input = new ExplanationInput(row.Stage, run, run.CountsFrom(calendar), days, deadline?.DueAt, row.EndedAt, left, light);
        return new Run(
            input.Stage, run.Limit.ToString(), run.Limit.Clock, run.Start, input.CountsFrom, run.Extensions,
            [.. pauses.Select(pause => new PauseRef(pause.From, pause.To))], days.Skipped, days.MadeUp, days.UnpublishedYears,
            days.Hours, deadline?.YellowAt, deadline?.DueAt, row.EndedAt, used / 1000, (long)Math.Floor(left / 1000m), light,
            DeadlineText.Of(input, clock));
    }

    internal sealed record ExplanationInput(
        ClockStage Stage, StageClock Clock, Instant CountsFrom, SkippedDays Days, Instant? DueAt, Instant? EndedAt,
        long LeftMilliseconds, Light Light);
}
