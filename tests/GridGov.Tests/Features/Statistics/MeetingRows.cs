using System.Globalization;
using GridGov.Data;
using GridGov.Data.Journal;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Domain.Needs;
using GridGov.Tests.Features.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Statistics;

/// <summary>
/// Random series, meetings and points as they stand in the tables, with the events that tell what they were before, and a plain recount of
/// their measures at an instant.
/// </summary>
sealed class MeetingRows(
    TestStreet street, Dice dice, Instant now, DateOnly today, string[] grids, IReadOnlyList<string?> groups)
{
    readonly List<Series> allSeries = [];
    readonly List<Held> meetings = [];
    readonly List<Point> points = [];
    readonly Dictionary<Id, Ticket> ticketOfNeed = [];

    /// <summary>A state that lasts until the next one.</summary>
    sealed record State<T>(Instant At, T Value);

    sealed record Series(
        Id Id, MeetingKind Kind, string? Group, MeetingCycle Cycle, DateOnly From, List<State<(string Grid, DateOnly? To)>> States);

    /// <param name="RecordedAt">Null for one that is only planned.</param>
    sealed record Held(Series Series, DateOnly First, Instant? RecordedAt);

    /// <param name="IsClosed">Whether it is closed, from when on.</param>
    sealed record Ticket(Id Id, List<State<bool>> IsClosed);

    sealed record Point(
        string? Group, MeetingKind Kind, List<State<string>> Grids, Instant? CancelledAt, PointStatus Status, Instant? DecidedAt,
        Ticket? Ticket, TogetherRows.Need? Need);

    public async Task Fill(int size, IReadOnlyList<TogetherRows.Need> needs)
    {
        var tickets = new List<Ticket>();
        foreach (var states in new[] { 1, 2, 3, 4 })
            tickets.Add(await AddTicket(TicketSteps.IdOf((await street.File()).Id), states));
        await street.App.Db.Write(async tx =>
        {
            for (var i = 0; i < size / 3; i++)
                await AddSeries(tx);
            for (var i = 0; i < size; i++)
                await AddPoint(tx, dice.Of([.. tickets]), dice.Of([.. needs]));
        });
    }

    Instant Between(Instant from, Instant to) =>
        new(from.Milliseconds + (long)(dice.Next(1_000_000) / 1e6 * (to.Milliseconds - from.Milliseconds)));

    Instant Ago(int days) => new(now.Milliseconds - (days * 86_400_000L));

    /// <summary>Some instants in order, from one on.</summary>
    List<Instant> Instants(Instant from, int count) =>
        [from, .. Enumerable.Range(0, count - 1).Select(_ => Between(from, now)).OrderBy(at => at.Milliseconds)];

    static T At<T>(List<State<T>> states, Instant at, T otherwise) =>
        states.LastOrDefault(state => state.At.Milliseconds <= at.Milliseconds) is { } found ? found.Value : otherwise;

    async Task<Ticket> AddTicket(Id id, int count)
    {
        var ticket = new Ticket(id, [.. Instants(Ago(50), count).Index().Select(each => new State<bool>(each.Item, each.Index % 2 == 1))]);
        await street.App.Db.Write(async tx =>
        {
            await tx.Execute("DELETE FROM ticket_history WHERE ticket_id = @Id", new { Id = id });
            await tx.Execute("UPDATE tickets SET filed_at = @At, status = @Status, state_since = @Since WHERE id = @Id", new
            {
                Id = id, ticket.IsClosed[0].At, Status = StatusOf(ticket.IsClosed[^1]), Since = ticket.IsClosed[^1].At,
            });
            foreach (var (former, next) in ticket.IsClosed.Zip(ticket.IsClosed.Skip(1)).Where(each => each.First.At != each.Second.At))
            {
                await tx.Execute("""
                    INSERT INTO ticket_history (ticket_id, from_at, until_at, version, status, handling_level, grid_code, kind, category,
                                                programme, role, urgency, source, filed_by, filed_at, filed_day)
                    SELECT id, @From, @Until, version, @Status, handling_level, grid_code, kind, category,
                           programme, role, urgency, source, filed_by, filed_at, filed_day
                      FROM tickets
                     WHERE id = @Id
                    """, new { Id = id, From = former.At, Until = next.At, Status = StatusOf(former) });
            }
        });
        return ticket;

        static string StatusOf(State<bool> state) => state.Value ? "closed" : "accepted";
    }

    async Task AddSeries(Tx tx)
    {
        var from = today.AddDays(-dice.Next(80));
        var created = Between(Ago(90), Ago(30));
        var series = new Series(tx.NewId(), dice.Of(Enum.GetValues<MeetingKind>()), dice.Of([.. groups]),
            dice.Of(Enum.GetValues<MeetingCycle>()), from,
            [.. Instants(created, 1 + dice.Next(3)).Select(at => new State<(string, DateOnly?)>(
                at, (dice.Of(grids), dice.OneIn(2) ? null : from.AddDays(dice.Next(100)))))]);
        allSeries.Add(series);
        var last = series.States[^1].Value;
        await tx.Execute("""
            INSERT INTO meeting_series (id, kind, title, grid_code, group_id, cycle, from_day, to_day, salt, created_by, created_at,
                                        version)
            VALUES (@Id, @Kind, '例会', @Grid, @Group, @Cycle, @From, @To, @Salt, @By, @Created, @Version)
            """, new
        {
            series.Id, series.Kind, last.Grid, Group = TogetherRows.GroupId(series.Group), series.Cycle, series.From, last.To,
            TogetherRows.Salt, By = street.PersonId("head1"), Created = created, Version = series.States.Count,
        });
        foreach (var (i, state) in series.States.Index())
        {
            var to = state.Value.To is { } day ? $"\"{day:yyyy-MM-dd}\"" : "null";
            await AddEvent(tx, SeriesRow.Subject, series.Id, state.At, state.Value.Grid, i + 1, $$"""{"toDay":{{to}}}""");
        }
        for (var i = dice.Next(12); i > 0; i--)
            await AddHeld(tx, series);
    }

    /// <summary>A meeting of a series, by its days at the instant at which it was recorded.</summary>
    async Task AddHeld(Tx tx, Series series)
    {
        var recorded = Between(series.States[0].At, now);
        var (grid, to) = At(series.States, recorded, default);
        var last = DayOf(recorded);
        var day = series.From.AddDays(dice.Next(Math.Max(1, last.DayNumber - series.From.DayNumber + 1)));
        if (day > last || day > to)
            return;
        var (isHeld, atOnce) = (dice.Next(3) > 0, dice.OneIn(2));
        var held = new Held(series, CyclesOf(series, to: null).Single(cycle => cycle.First <= day && day <= cycle.Last).First,
            isHeld ? recorded : null);
        meetings.Add(held);
        var (id, planned) = (tx.NewId(), atOnce ? recorded : Between(series.States[0].At, recorded));
        var states = new List<State<string>>();
        if (!isHeld || !atOnce)
            states.Add(new(planned, "planned"));
        if (isHeld)
            states.Add(new(recorded, "held"));
        if (isHeld && dice.OneIn(2))
            states.Add(new(Between(recorded, now), "closed"));
        await AddMeeting(tx, id, series.Kind, grid!, series.Group, states, day, series.Id, held.First);
    }

    /// <param name="states">With their instants, in order.</param>
    async Task AddMeeting(
        Tx tx, Id id, MeetingKind kind, string grid, string? group, List<State<string>> states, DateOnly day, Id? series = null,
        DateOnly? cycle = null)
    {
        var status = states[^1].Value;
        await tx.Execute("""
            INSERT INTO meetings (id, series_id, kind, title, grid_code, group_id, status, planned_at, day, cycle_day, held_at, salt,
                                  created_by, created_at, ended_at, version)
            VALUES (@Id, @Series, @Kind, '会议', @Grid, @Group, @Status, @Created, @Day, @Cycle, @HeldAt, @Salt, @By, @Created, @EndedAt,
                    @Version)
            """, new
        {
            Id = id, Series = series, Kind = kind, Grid = grid, Group = TogetherRows.GroupId(group), Status = status, Day = day,
            Cycle = cycle, HeldAt = status is "held" or "closed" ? states[0].At : (Instant?)null, TogetherRows.Salt,
            By = street.PersonId("head1"), Created = states[0].At, EndedAt = status is "closed" or "cancelled" ? states[^1].At : (Instant?)null, Version = states.Count,
        });
        foreach (var (i, state) in states.Index())
            await AddEvent(tx, MeetingRow.Subject, id, state.At, grid, i + 1, $$"""{"status":"{{state.Value}}"}""");
    }

    async Task AddPoint(Tx tx, Ticket ticket, TogetherRows.Need need)
    {
        var (meeting, kind, group) = (tx.NewId(), dice.Of(Enum.GetValues<MeetingKind>()), dice.Of([.. groups]));
        var at = Between(Ago(60), now);
        Instant? cancelled = dice.OneIn(4) ? Between(at, now) : null;
        List<State<string>> states = [new(at, cancelled is null ? "held" : "planned")];
        if (cancelled is { } end)
            states.Add(new(end, "cancelled"));
        await AddMeeting(tx, meeting, kind, dice.Of(grids), group, states, today);
        var status = dice.Of(Enum.GetValues<PointStatus>());
        Instant? decided = status == PointStatus.Raised ? null : Between(at, now);
        // A need that became a ticket is answered by that.
        if (status == PointStatus.Need && need.Closing == NeedClosing.Ticket && ticketOfNeed.TryAdd(need.Id, ticket))
            await tx.Execute("UPDATE needs SET ticket_id = @Ticket WHERE id = @Id", new { Ticket = ticket.Id, need.Id });
        var point = new Point(group, kind, [.. Instants(at, 1 + dice.Next(2)).Select(each => new State<string>(each, dice.Of(grids)))],
            cancelled, status, decided, status == PointStatus.Ticket ? ticket : null, status == PointStatus.Need ? need : null);
        points.Add(point);
        var id = tx.NewId();
        await tx.Execute("""
            INSERT INTO points (id, meeting_id, position, title, grid_code, status, ticket_id, need_id, salt, raised_by, raised_at,
                                decided_at, version)
            VALUES (@Id, @Meeting, 1, '议题', @Grid, @Status, @Ticket, @Need, @Salt, @By, @At, @DecidedAt, @Version)
            """, new
        {
            Id = id, Meeting = meeting, Grid = point.Grids[^1].Value, Status = status, Ticket = point.Ticket?.Id, Need = point.Need?.Id,
            TogetherRows.Salt, By = street.PersonId("head1"), At = at, point.DecidedAt, Version = point.Grids.Count,
        });
        foreach (var (i, state) in point.Grids.Index())
            await AddEvent(tx, "point", id, state.At, state.Value, i + 1, "{}");
    }

    static Task AddEvent(Tx tx, string kind, Id id, Instant at, string grid, int version, string payload) => tx.Append(new JournalRow
    {
        At = at, Day = Days.Number(tx.DayOf(at)), SubjectKind = kind, Subject = id.ToString(), GridCode = grid, Action = "edit",
        Version = version, Payload = payload,
    });

    public IEnumerable<TogetherRows.Counted> Cycles(Instant at) =>
        from series in allSeries
        let state = At(series.States, at, default)
        where state.Grid is not null
        from cycle in CyclesOf(series, state.To)
        let isHeld = meetings.Exists(held => held.Series == series && held.RecordedAt?.Milliseconds <= at.Milliseconds
            && held.First == cycle.First)
        where isHeld || cycle.Last < DayOf(at)
        select new TogetherRows.Counted(isHeld, state.Grid, series.Group, series.Kind.ToCode(), cycle.First);

    public IEnumerable<TogetherRows.Counted> PointsAt(Instant at)
    {
        bool By(Instant? instant) => instant?.Milliseconds <= at.Milliseconds;
        bool IsClosed(Ticket? ticket) => ticket is not null && At(ticket.IsClosed, at, otherwise: false);
        return from point in points
               where By(point.Grids[0].At) && !By(point.CancelledAt)
               let isAnswered = point.Status switch
               {
                   PointStatus.Noted => By(point.DecidedAt),
                   PointStatus.Ticket => IsClosed(point.Ticket),
                   PointStatus.Need => (point.Need!.Closing == NeedClosing.Fulfilled && By(point.Need.ClosedAt))
                       || IsClosed(ticketOfNeed.GetValueOrDefault(point.Need.Id)),
                   _ => false,
               }
               select new TogetherRows.Counted(
                   isAnswered, At(point.Grids, at, otherwise: ""), point.Group, point.Kind.ToCode(), DayOf(point.Grids[0].At));
    }

    /// <summary>The cycles of a series, from its days one by one.</summary>
    IEnumerable<(DateOnly First, DateOnly Last)> CyclesOf(Series series, DateOnly? to)
    {
        var end = to ?? today.AddDays(400);
        return Enumerable.Range(0, Math.Max(0, end.DayNumber - series.From.DayNumber + 1)).Select(series.From.AddDays)
            .GroupBy(day => series.Cycle switch
            {
                MeetingCycle.Day => $"{day:O}",
                MeetingCycle.Week => $"{ISOWeek.GetYear(day.ToDateTime(default))}-{ISOWeek.GetWeekOfYear(day.ToDateTime(default))}",
                MeetingCycle.Month => $"{day:yyyy-MM}",
                MeetingCycle.Quarter => $"{day.Year}-{(day.Month - 1) / 3}",
                MeetingCycle.Year => $"{day.Year}",
            })
            .Select(days => (days.Min(), days.Max()));
    }

    DateOnly DayOf(Instant instant) => street.App.Services.GetRequiredService<Clock>().DayOf(instant);
}
