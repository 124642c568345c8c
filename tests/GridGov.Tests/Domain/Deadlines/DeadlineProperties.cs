using FsCheck;
using FsCheck.Fluent;
using GridGov.Data;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Tests.Domain.Deadlines;

/// <summary>Properties of every deadline, on random calendars.</summary>
public class DeadlineProperties
{
    const long Minute = 60_000;

    static readonly Instant Base = Instant.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(8)));

    /// <summary>Ordinary hours, and others of eight hours a day with a season.</summary>
    static readonly WorkingHours[][] Hours =
    [
        [],
        [
            new(null, null, null, null, [new((8 * 60) + 30, 12 * 60), new((13 * 60) + 30, 18 * 60)]),
            new(null, 301, 531, null, [new(0, 60), new(6 * 60, 9 * 60), new(20 * 60, 24 * 60)]),
        ],
    ];

    static readonly Gen<WorkingCalendar> Calendars =
        Gen.Choose(0, 399).ListOf(40).Zip(Gen.Elements(Hours)).Select(pair => new WorkingCalendar(Clock.Zone("Asia/Shanghai"),
            pair.Item1.Distinct().Select(day => new CalendarDay(new DateOnly(2026, 1, 1).AddDays(day), day % 3 == 0, "x")), [2026],
            pair.Item2));

    /// <summary>Instants of the first 200 days, often at the edges of the working hours.</summary>
    static readonly Gen<Instant> Instants = Gen.Choose(0, 199).Zip(Gen.OneOf(
            Gen.Elements(0L, 8 * 60, 12 * 60, 14 * 60, 18 * 60).Select(minute => minute * Minute),
            Gen.Choose(0, (24 * 60 * 60) - 1).Select(second => second * 1000L)))
        .Select(at => new Instant(Base.Milliseconds + (at.Item1 * 24 * 60 * Minute) + at.Item2));

    static readonly Gen<Limit> Limits = Gen.Choose(1, 400).Zip(Gen.Elements(Enum.GetValues<LimitClock>()))
        .Select(pair => new Limit(pair.Item1 / (pair.Item2 is LimitClock.WorkingDays or LimitClock.NaturalDays ? 20m : 4m), pair.Item2));

    /// <summary>Limits up to three days, in whole minutes.</summary>
    static readonly Gen<Limit> ShortLimits = Gen.Choose(1, 60).Zip(Gen.Elements(Enum.GetValues<LimitClock>()))
        .Select(pair => new Limit(pair.Item1 / (pair.Item2 is LimitClock.WorkingDays or LimitClock.NaturalDays ? 20m : 4m), pair.Item2));

    static void Check<T>(Gen<T> cases, Func<T, bool> holds) =>
        Prop.ForAll(cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    /// <summary>A model of counted time without interval arithmetic: it checks each minute.</summary>
    static long CountedMinutes(WorkingCalendar calendar, Instant from, Instant to)
    {
        var minutes = 0L;
        for (var at = from.Milliseconds; at < to.Milliseconds; at += Minute)
        {
            var local = new Instant(at).ToUtc().ToOffset(TimeSpan.FromHours(8));
            var (day, minute) = (DateOnly.FromDateTime(local.DateTime), (local.Hour * 60) + local.Minute);
            if (calendar.IsWorking(day) && calendar.HoursOn(day).Spans.Any(span => span.From <= minute && minute < span.To))
                minutes++;
        }
        return minutes;
    }

    [Fact]
    public void The_counted_time_equals_a_count_of_minutes() =>
        Check(from c in Calendars
              from a in Instants
              from days in Gen.Choose(0, 20)
              from minutes in Gen.Choose(0, 1440)
              select (c, a, days,
            minutes), x =>
        {
            var from = new Instant(x.a.Milliseconds / Minute * Minute);
            var to = new Instant(from.Milliseconds + (((x.days * 1440L) + x.minutes) * Minute));
            return x.c.Between(from, to) == CountedMinutes(x.c, from, to) * Minute;
        });

    [Fact]
    public void Exactly_the_limit_is_used_at_the_deadline_and_less_a_moment_before() =>
        Check(from c in Calendars from a in Instants from l in Limits select (c, a, l), x =>
        {
            var run = new StageClock(x.l, x.a);
            var deadline = run.DeadlineIn(x.c)!.Value;
            return run.UsedAt(deadline.DueAt, x.c) == x.l.Milliseconds
                && run.UsedAt(new(deadline.DueAt.Milliseconds - 1), x.c) < x.l.Milliseconds
                && run.UsedAt(deadline.YellowAt, x.c) * 5 >= x.l.Milliseconds * 4
                && run.UsedAt(new(deadline.YellowAt.Milliseconds - 1), x.c) * 5 < x.l.Milliseconds * 4
                && deadline.YellowAt <= deadline.DueAt && deadline.DueAt > x.a;
        });

    [Fact]
    public void Deadlines_are_monotone_in_start_and_limit() =>
        Check(from c in Calendars from a in Instants from b in Instants from l in Limits from m in Limits select (c, a, b, l, m), x =>
        {
            var (early, late) = x.a <= x.b ? (x.a, x.b) : (x.b, x.a);
            var (small, large) = (x.l, x.l with { Amount = x.l.Amount + x.m.Amount });
            return Due(x.c, early, x.l) <= Due(x.c, late, x.l) && Due(x.c, x.a, small) < Due(x.c, x.a, large);
        });

    [Fact]
    public void Consecutive_limits_add_up_to_their_sum() =>
        Check(from c in Calendars from a in Instants from l in Limits from m in Gen.Choose(1, 200) select (c, a, l, m), x =>
        {
            var more = x.l with { Amount = x.m / 4m };
            return Due(x.c, Due(x.c, x.a, x.l), more) == Due(x.c, x.a, x.l with { Amount = x.l.Amount + more.Amount })
                && new StageClock(x.l, x.a, Extensions: 1)
                    .DeadlineIn(x.c)!.Value.DueAt == Due(x.c, x.a, x.l with { Amount = x.l.Amount * 2 });
        });

    [Fact]
    public void A_pause_moves_the_deadline_by_its_counted_time() =>
        Check(from c in Calendars from a in Instants from b in Instants from e in Instants from l in Limits select (c, a, b, e, l), x =>
        {
            var times = new[] { x.a, x.b, x.e }.Order().ToArray();
            var plain = new StageClock(x.l, times[0]);
            var paused = plain with { Pauses = [new Pause(times[1], times[2])] };
            var due = plain.DeadlineIn(x.c)!.Value.DueAt;
            // The limit ran out before the pause, so the pause changes nothing.
            if (due <= times[1])
                return paused.DeadlineIn(x.c)!.Value.DueAt == due;
            var left = x.l.Milliseconds - plain.UsedAt(times[1], x.c);
            var resumed = x.l.OnWorkingDays ? x.c.After(times[2], left) : new Instant(times[2].Milliseconds + left);
            var open = plain with { Pauses = [new Pause(times[1], null)] };
            return paused.DeadlineIn(x.c)!.Value.DueAt == resumed
                && paused.UsedAt(times[2], x.c) == plain.UsedAt(times[1], x.c)
                && open.DeadlineIn(x.c) is null && open.UsedAt(times[2], x.c) == plain.UsedAt(times[1], x.c);
        });

    [Fact]
    public void An_empty_pause_changes_nothing() =>
        Check(from c in Calendars from a in Instants from b in Instants from l in Limits where a <= b select (c, a, b, l), x =>
            new StageClock(x.l, x.a, 0, [new Pause(x.b, x.b)]).DeadlineIn(x.c)!.Value.DueAt == Due(x.c, x.a, x.l));

    [Fact]
    public void The_skipped_days_are_the_days_off() =>
        Check(from c in Calendars from a in Instants from l in Limits select (c, a, l), x =>
        {
            var due = Due(x.c, x.a, x.l);
            var (first, last) = (x.c.DayOf(x.a), x.c.DayOf(due));
            var off = Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Count(i => !x.c.IsWorking(first.AddDays(i)));
            var why = SkippedDays.Between(x.c, x.l, x.a, due);
            return why.Skipped.Sum(days => days.Days) == (x.l.OnWorkingDays ? off : 0)
                && why.Skipped.All(days => days.To.DayNumber - days.From.DayNumber + 1 == days.Days);
        });

    /// <summary>A model of the closing deadline that counts each minute on the current limit's clock until the limit is used up.</summary>
    static Instant? ClosingByMinutes(WorkingCalendar calendar, ClosingTerms terms, IReadOnlyList<Pause> pauses)
    {
        var left = new Queue<(Limit Limit, long Minutes)>();
        if (terms.DispatchLimit is not null)
            Add(terms.DispatchLimit, 1);
        Add(terms.HandleLimit, terms.Extensions + (terms.DispatchLimit is null ? 0 : 1));
        Add(terms.CheckLimit, 1);
        for (var at = terms.StartedAt.Milliseconds; ; at += Minute)
        {
            if (left.Count == 0)
                return new Instant(at);
            var now = new Instant(at);
            if (pauses.Any(pause => pause.From <= now && pause.To is null))
                return null;
            if (pauses.Any(pause => pause.From <= now && pause.To > now))
                continue;
            var (limit, minutes) = left.Peek();
            if (limit.OnWorkingDays && CountedMinutes(calendar, now, new Instant(at + Minute)) == 0)
                continue;
            left.Dequeue();
            if (minutes > 1)
                left = new([(limit, minutes - 1), .. left]);
        }

        void Add(string text, int times)
        {
            if (times > 0)
                left.Enqueue((Limit.Parse(text), Limit.Parse(text).Milliseconds * times / Minute));
        }
    }

    [Fact]
    public void The_closing_deadline_equals_a_count_of_minutes() =>
        Prop.ForAll((from c in Calendars
                     from a in Instants
                     from limits in ShortLimits.ArrayOf(3)
                     from self in Gen.Elements(true, false)
                     from extensions in Gen.Choose(0, 2)
                     from waits in Gen.Choose(1, 6000).ListOf(4)
                     from open in Gen.Elements(true, false, false)
                     select (c, a, limits, self, extensions, waits, open)).ToArbitrary(), x =>
        {
            var start = new Instant(x.a.Milliseconds / Minute * Minute);
            var terms = new ClosingTerms
            {
                StartedAt = start,
                DispatchLimit = x.self ? null : $"{x.limits[0]}",
                HandleLimit = $"{x.limits[1]}",
                CheckLimit = $"{x.limits[2]}",
                Extensions = x.extensions,
            };
            var pauses = new List<Pause>();
            var at = start;
            foreach (var pair in x.waits.Chunk(2).Where(pair => pair.Length == 2))
            {
                var from = at + TimeSpan.FromMinutes(pair[0]);
                at = from + TimeSpan.FromMinutes(pair[1]);
                pauses.Add(new Pause(from, at));
            }
            if (x.open && pauses.Count > 0)
                pauses[^1] = pauses[^1] with { To = null };
            return terms.DueAt(x.c, pauses) == ClosingByMinutes(x.c, terms, pauses);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    static Instant Due(WorkingCalendar calendar, Instant start, Limit limit) =>
        new StageClock(limit, start).DeadlineIn(calendar)!.Value.DueAt;
}
