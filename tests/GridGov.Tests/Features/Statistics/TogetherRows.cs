using System.Globalization;
using GridGov.Data;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Domain.Needs;
using GridGov.Tests.Features.Groups;
using GridGov.Tests.Features.Tickets;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Statistics;

/// <summary>Random needs, claims, series, meetings and points as they stand in the tables, and a plain recount of their measures.</summary>
sealed class TogetherRows(TestStreet street, Dice dice, Instant now, DateOnly today)
{
    const string Salt = "AAAAAAAAAAAAAAAAAAAAAA==";
    const long DayLength = 86_400_000;

    readonly List<Need> needs = [];
    readonly List<Claim> claims = [];
    readonly List<Series> allSeries = [];
    readonly List<Held> meetings = [];
    readonly List<Point> points = [];
    string[] grids = [];

    /// <summary>Null for no group.</summary>
    public IReadOnlyList<string?> Groups { get; private set; } = [];

    sealed record Need(
        Id Id, NeedKind Kind, string Grid, string? Group, bool Continuing, Instant? PublishedAt, NeedClosing? Closing, Instant? ClosedAt);

    sealed record Claim(Need Need, string? Group, Instant At, Instant? ReleasedAt, Instant? ConfirmedAt);

    sealed record Series(Id Id, MeetingKind Kind, string Grid, string? Group, MeetingCycle Cycle, DateOnly From, DateOnly? To);

    sealed record Held(Series Series, DateOnly Day, bool IsHeld);

    sealed record Point(string Grid, string? Group, MeetingKind Kind, Instant At, bool IsCancelled, bool IsAnswered);

    /// <summary>What a recount finds.</summary>
    public sealed record Counted(bool InNumerator, string Grid, string? Group, string Kind, DateOnly Day);

    public async Task Fill(int size)
    {
        grids = [street.Grid, street.NextGrid, street.OtherGrid, street.Community, street.Street];
        Groups = [null, (await street.Group("甲", grid: street.Street)).Id, (await street.Group("乙", grid: street.Street)).Id];
        var (closed, open) = ((await street.Closed()).Id, (await street.File()).Id);
        await street.App.Db.Write(async tx =>
        {
            for (var i = 0; i < size; i++)
                await AddNeed(tx);
            for (var i = 0; i < size / 3; i++)
                await AddSeries(tx);
            for (var i = 0; i < size; i++)
                await AddPoint(tx, TicketSteps.IdOf(dice.OneIn(2) ? closed : open), dice.OneIn(2), closed, open);
        });
    }

    Instant Before(int days) => new(now.Milliseconds - 1 - dice.Next(days * (int)(DayLength / 1000)) * 1000L);

    async Task AddNeed(Tx tx)
    {
        Instant? published = dice.OneIn(6) ? null : Before(60);
        NeedClosing? closing = dice.OneIn(2) ? null : dice.Of(Enum.GetValues<NeedClosing>());
        var need = new Need(tx.NewId(), dice.Of(Enum.GetValues<NeedKind>()), dice.Of(grids), dice.Of([.. Groups]), dice.OneIn(5), published,
            closing, closing is null ? null : Before(20));
        needs.Add(need);
        await tx.Execute("""
            INSERT INTO needs (id, kind, title, grid_code, group_id, salt, hidden, status, closing, continuing, cycle, slots, claim_by,
                               submitted_by, submitted_at, published_at, closed_at, version)
            VALUES (@Id, @Kind, '需求', @Grid, @Group, @Salt, 0, @Status, @Closing, @Continuing, @Cycle, 5, 20300101, @By, 0, @PublishedAt,
                    @ClosedAt, 1)
            """, new
        {
            need.Id, need.Kind, need.Grid, Group = GroupId(need.Group), Salt, Status = closing is null ? "open" : "closed", need.Closing,
            need.Continuing, Cycle = need.Continuing ? "month" : null, By = street.PersonId("worker"), need.PublishedAt, need.ClosedAt,
        });
        for (var i = dice.Next(3); i > 0; i--)
        {
            var at = Before(50);
            Instant? released = dice.OneIn(3) ? Since(at) : null;
            Instant? confirmed = released is null && dice.OneIn(2) ? Since(at) : null;
            var claim = new Claim(need, dice.Of([.. Groups]), at, released, confirmed);
            claims.Add(claim);
            await tx.Execute("""
                INSERT INTO claims (id, need_id, group_id, claimed_by, status, claimed_at, confirmed_at, released_at, disputes, version)
                VALUES (@Id, @Need, @Group, @By, @Status, @At, @ConfirmedAt, @ReleasedAt, 0, 1)
                """, new
            {
                Id = tx.NewId(), Need = need.Id, Group = GroupId(claim.Group), By = street.PersonId("worker"), claim.At,
                Status = released is not null ? "released" : confirmed is not null ? "confirmed" : "serving", claim.ConfirmedAt,
                claim.ReleasedAt,
            });
        }

        Instant Since(Instant from) => new(from.Milliseconds + dice.Next((int)Math.Min(now.Milliseconds - from.Milliseconds, int.MaxValue)));
    }

    async Task AddSeries(Tx tx)
    {
        var from = today.AddDays(-dice.Next(80));
        var series = new Series(tx.NewId(), dice.Of(Enum.GetValues<MeetingKind>()), dice.Of(grids), dice.Of([.. Groups]),
            dice.Of(Enum.GetValues<MeetingCycle>()), from, dice.OneIn(2) ? null : from.AddDays(dice.Next(100)));
        allSeries.Add(series);
        await tx.Execute("""
            INSERT INTO meeting_series (id, kind, title, grid_code, group_id, cycle, from_day, to_day, salt, created_by, created_at, version)
            VALUES (@Id, @Kind, '例会', @Grid, @Group, @Cycle, @From, @To, @Salt, @By, 0, 1)
            """, new
        {
            series.Id, series.Kind, series.Grid, Group = GroupId(series.Group), series.Cycle, series.From, series.To, Salt,
            By = street.PersonId("head1"),
        });
        for (var i = dice.Next(12); i > 0; i--)
        {
            var day = from.AddDays(dice.Next(Math.Max(1, today.DayNumber - from.DayNumber + 1)));
            if (day > today || day > series.To)
                continue;
            var held = new Held(series, day, dice.Next(3) > 0);
            meetings.Add(held);
            await AddMeeting(tx, tx.NewId(), series.Kind, series.Grid, series.Group, held.IsHeld ? dice.Of(["held", "closed"]) : "planned", day,
                series.Id, CyclesOf(series).Single(cycle => cycle.First <= day && day <= cycle.Last).First);
        }
    }

    Task AddMeeting(
        Tx tx, Id id, MeetingKind kind, string grid, string? group, string status, DateOnly day, Id? series = null, DateOnly? cycle = null) =>
        tx.Execute("""
            INSERT INTO meetings (id, series_id, kind, title, grid_code, group_id, status, planned_at, day, cycle_day, held_at, salt, created_by,
                                  created_at, version)
            VALUES (@Id, @Series, @Kind, '会议', @Grid, @Group, @Status, @Now, @Day, @Cycle, @HeldAt, @Salt, @By, 0, 1)
            """, new
        {
            Id = id, Series = series, Kind = kind, Grid = grid, Group = GroupId(group), Status = status, tx.Now, Day = day, Cycle = cycle,
            HeldAt = status is "held" or "closed" ? tx.Now : (Instant?)null, Salt, By = street.PersonId("head1"),
        });

    async Task AddPoint(Tx tx, Id ticket, bool viaNeed, string closed, string open)
    {
        var (meeting, kind, group) = (tx.NewId(), dice.Of(Enum.GetValues<MeetingKind>()), dice.Of([.. Groups]));
        var isCancelled = dice.OneIn(5);
        await AddMeeting(tx, meeting, kind, dice.Of(grids), group, isCancelled ? "cancelled" : "held", today);
        var status = dice.Of(Enum.GetValues<PointStatus>());
        var need = status == PointStatus.Need ? dice.Of(needs) : null;
        var isTicketClosed = ticket.ToString() == closed;
        // A need that became a ticket is answered by that.
        if (need is { Closing: NeedClosing.Ticket } && viaNeed)
            await tx.Execute("UPDATE needs SET ticket_id = @Ticket WHERE id = @Id", new { Ticket = ticket, need.Id });
        ticketOf[need?.Id ?? Id.None] = need is { Closing: NeedClosing.Ticket } && viaNeed
            ? isTicketClosed
            : ticketOf.GetValueOrDefault(need?.Id ?? Id.None);
        var (at, grid) = (Before(60), dice.Of(grids));
        pending.Add(() => new Point(grid, group, kind, at, isCancelled, status switch
        {
            PointStatus.Noted => true,
            PointStatus.Ticket => isTicketClosed,
            PointStatus.Need => need!.Closing == NeedClosing.Fulfilled || ticketOf.GetValueOrDefault(need.Id),
            _ => false,
        }));
        await tx.Execute("""
            INSERT INTO points (id, meeting_id, position, title, grid_code, status, ticket_id, need_id, salt, raised_by, raised_at, version)
            VALUES (@Id, @Meeting, 1, '议题', @Grid, @Status, @Ticket, @Need, @Salt, @By, @At, 1)
            """, new
        {
            Id = tx.NewId(), Meeting = meeting, Grid = grid, Status = status, Ticket = status == PointStatus.Ticket ? ticket : (Id?)null,
            Need = need?.Id, Salt, By = street.PersonId("head1"), At = at,
        });
    }

    /// <summary>Whether the ticket that a need became is closed; a later point of the same need may have changed which one it is.</summary>
    readonly Dictionary<Id, bool> ticketOf = [];
    readonly List<Func<Point>> pending = [];

    public IEnumerable<Counted> Of(string measure, string root, DateOnly begin, DateOnly to, Instant at)
    {
        if (points.Count == 0)
            points.AddRange(pending.Select(make => make()));
        return Everything(measure, at).Where(one => one.Grid.StartsWith(root, StringComparison.Ordinal) && one.Day >= begin && one.Day < to);
    }

    IEnumerable<Counted> Everything(string measure, Instant at)
    {
        bool By(Instant? instant) => instant is { } known && known.Milliseconds <= at.Milliseconds;
        bool Stands(Claim claim) => By(claim.At) && !By(claim.ReleasedAt);
        return measure switch
        {
            "claim_rate" => from need in needs
                            where By(need.PublishedAt) && !(need.Closing is NeedClosing.Withdrawn or NeedClosing.Declined && By(need.ClosedAt))
                            select new Counted(claims.Exists(claim => claim.Need == need && Stands(claim)), need.Grid, need.Group,
                                need.Kind.ToCode(), DayOf(need.PublishedAt!.Value)),
            "fulfilment_rate" => from claim in claims
                                 where Stands(claim) && !claim.Need.Continuing
                                 select new Counted(By(claim.ConfirmedAt), claim.Need.Grid, claim.Group, claim.Need.Kind.ToCode(), DayOf(claim.At)),
            "meeting_rate" => from series in allSeries
                              from cycle in CyclesOf(series)
                              let isHeld = meetings.Exists(held => held.Series == series && held.IsHeld
                                  && held.Day >= cycle.First && held.Day <= cycle.Last)
                              where isHeld || cycle.Last < today
                              select new Counted(isHeld, series.Grid, series.Group, series.Kind.ToCode(), cycle.First),
            "answer_rate" => from point in points
                             where !point.IsCancelled
                             select new Counted(point.IsAnswered, point.Grid, point.Group, point.Kind.ToCode(), DayOf(point.At)),
            _ => throw new ArgumentOutOfRangeException(nameof(measure)),
        };
    }

    /// <summary>The cycles of a series until today, from its days one by one.</summary>
    IEnumerable<(DateOnly First, DateOnly Last)> CyclesOf(Series series)
    {
        var end = series.To ?? today.AddDays(400);
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

    static Id? GroupId(string? group) => group is null ? null : TicketSteps.IdOf(group);
}
