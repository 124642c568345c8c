using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>Every clock that runs or ran on a ticket, and why it is due when it is due.</summary>
public sealed class GetTicketDeadlines(Clock clock, Db db) : ApiEndpoint<ById, Results<Ok<GetTicketDeadlines.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/deadlines");
        Group<TicketGroup>();
        Operation("Why is a ticket due when it is due?",
            "The deadline of the whole ticket; and each run of each clock in its order: limit, start, days skipped and why, pauses, extensions, due instant, what is left, light; as data, and as one sentence in Chinese and in English. A clock that has ended keeps the due instant that it had; its days are told by today's calendar.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The clocks of a ticket.</summary>
    /// <param name="Items">Every run, oldest first; the last one runs if it has no end.</param>
    /// <param name="Closing">The deadline of the whole ticket (结案期限); null before it was established.</param>
    /// <param name="At">The instant for which it tells what is left.</param>
    /// <param name="Version">The ticket's version.</param>
    public sealed record Response(IReadOnlyList<Run> Items, ClosingRef? Closing, Instant At, long Version) : IVersioned;

    /// <summary>The deadline of the whole ticket (结案期限): the limits for dispatch, handling and check, one after the other from the establishment on.</summary>
    /// <param name="StartedAt">When it was established, for the last time.</param>
    /// <param name="Dispatch">The limit for the dispatch; null when it was handled on the spot.</param>
    /// <param name="Handle">The limit for the handling; of what was handled on the spot, what an extension adds.</param>
    /// <param name="Check">The limit for the check.</param>
    /// <param name="Extensions">How often the handling's limit was added.</param>
    /// <param name="DueAt">The last instant in time; null while it stands still, and when the ticket ended otherwise than by its closing.</param>
    /// <param name="DueDay">The day on which the ticket counts as due: of its closing when that was in time, else that of the deadline.</param>
    /// <param name="OnTime">Of a closed ticket: whether it was closed in time.</param>
    public sealed record ClosingRef(
        Instant StartedAt, string? Dispatch, string Handle, string Check, int Extensions, Instant? DueAt, DateOnly? DueDay, bool? OnTime);

    /// <summary>One run of a clock.</summary>
    /// <param name="Stage">Which of the four.</param>
    /// <param name="Limit">The limit, as the ticket's urgency made it of the category's.</param>
    /// <param name="Clock">What it is counted in.</param>
    /// <param name="StartedAt">When it was started.</param>
    /// <param name="CountsFrom">The first instant that counts: the next working time, when it was started outside.</param>
    /// <param name="Extensions">How often the original limit was added.</param>
    /// <param name="Pauses">Times in which it stood still.</param>
    /// <param name="Skipped">Days off between start and end, and why.</param>
    /// <param name="MadeUp">Days that counted although they are a weekend or a holiday, and why.</param>
    /// <param name="UnpublishedYears">Years whose calendar is not published: Monday to Friday were taken for working days.</param>
    /// <param name="YellowAt">When 80 % are used; null while it stands still.</param>
    /// <param name="DueAt">The last instant in time; null while it stands still.</param>
    /// <param name="EndedAt">When it was stopped; null while it runs.</param>
    /// <param name="UsedSeconds">The counted time used.</param>
    /// <param name="LeftSeconds">The counted time left; below 0 when it is overdue.</param>
    /// <param name="Light">Green, yellow or red: now, or when it was stopped.</param>
    /// <param name="Explanation">The same in a sentence.</param>
    public sealed record Run(
        ClockStage Stage, string Limit, LimitClock Clock, Instant StartedAt, Instant CountsFrom, int Extensions, IReadOnlyList<PauseRef> Pauses,
        IReadOnlyList<ExplainedDays> Skipped, IReadOnlyList<ExplainedDays> MadeUp, IReadOnlyList<int> UnpublishedYears,
        Instant? YellowAt, Instant? DueAt, Instant? EndedAt, long UsedSeconds, long LeftSeconds, Light Light, DeadlineText Explanation);

    /// <summary>A time in which a clock stood still.</summary>
    /// <param name="From">Since when.</param>
    /// <param name="To">Until when; null while it does.</param>
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
                runs.Add(Explain(run, await pauses.OfRun(run.Run), ticket.Row.Deadline, calendar, clock, tx.Now));
            return TypedResults.Ok(new Response(runs, await Closing(tx, request.Id), tx.Now, ticket.Row.Version));
        }, ct);

    static async Task<ClosingRef?> Closing(Tx tx, Id id)
    {
        var metrics = await TicketMetrics.Load(tx, id);
        return await ClosingDeadline.LoadTerms(tx, id) is { } terms
            ? new ClosingRef(
                terms.StartedAt, terms.DispatchLimit, terms.HandleLimit, terms.CheckLimit, terms.Extensions,
                metrics.ClosingDueAt, metrics.DueDay, metrics.OnTime)
            : null;
    }

    /// <param name="running">The deadline of the run that has not ended.</param>
    static Run Explain(ClockRun row, IReadOnlyList<Pause> pauses, Deadline? running, WorkingCalendar calendar, Clock clock, Instant now)
    {
        var run = row.Clock(pauses);
        // What runs is due as the ticket says, which the watch goes by; what has ended, as it was.
        var deadline = row.IsRunning ? running
            : run.DeadlineIn(calendar) is { } today && row.DueAt is { } was ? today with { DueAt = was }
            : null;
        var at = row.EndedAt ?? now;
        var used = run.UsedAt(at, calendar);
        var left = run.Allowed - used;
        var light = deadline is { } due ? due.LightAt(at) : left < 0 ? Light.Red : used * 5 >= run.Allowed * 4 ? Light.Yellow : Light.Green;
        var days = SkippedDays.Between(calendar, run.Limit, run.Start, deadline?.DueAt ?? at);
        var input = new ExplanationInput(row.Stage, run, run.CountsFrom(calendar), days, deadline?.DueAt, row.EndedAt, left, light);
        return new Run(
            input.Stage, run.Limit.ToString(), run.Limit.Clock, run.Start, input.CountsFrom, run.Extensions,
            [.. pauses.Select(pause => new PauseRef(pause.From, pause.To))], days.Skipped, days.MadeUp, days.UnpublishedYears,
            deadline?.YellowAt, deadline?.DueAt, row.EndedAt, used / 1000, (long)Math.Floor(left / 1000m), light, DeadlineText.Of(input, clock));
    }

    /// <summary>What the sentence tells.</summary>
    internal sealed record ExplanationInput(
        ClockStage Stage, StageClock Clock, Instant CountsFrom, SkippedDays Days, Instant? DueAt, Instant? EndedAt, long LeftMilliseconds, Light Light);
}
