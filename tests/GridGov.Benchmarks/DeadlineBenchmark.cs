using System.Diagnostics;
using System.Globalization;
using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Benchmarks;

/// <summary>
/// The cost of computing a deadline: on working days, from any second of 2026, over about a month of the national calendar.
/// </summary>
static class DeadlineBenchmark
{
    const int Starts = 100_000;
    const int Rounds = 9;

    public static int Run()
    {
        var calendar = new WorkingCalendar(Clock.Zone("Asia/Shanghai"),
            ReferenceSeeds.Rows("calendar.csv")
                .Select(row =>
                    new CalendarDay(DateOnly.Parse(row["date"], CultureInfo.InvariantCulture), row["kind"] == "workday", row["name"])),
            [2023, 2024, 2025, 2026]);
        var random = new Random(1);
        var first = Instant.Of(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(8)));
        var starts = Enumerable.Range(0, Starts).Select(_ => first + TimeSpan.FromSeconds(random.Next(365 * 86_400))).ToArray();
        var month = Limit.Parse("22 working_days");
        Console.WriteLine($"{Starts:N0} deadlines a round, median of {Rounds} rounds");
        Report("due and yellow, 22 working days", starts, start => new StageClock(month, start)
            .DeadlineIn(calendar)!.Value.DueAt.Milliseconds);
        Report("the same with three pauses", starts, start => new StageClock(month, start, 1,
            [new(start + TimeSpan.FromDays(1), start + TimeSpan.FromDays(2)),
                new(start + TimeSpan.FromDays(5), start + TimeSpan.FromDays(9)),
                new(start + TimeSpan.FromDays(12), start + TimeSpan.FromDays(13))])
            .DeadlineIn(calendar)!.Value.DueAt.Milliseconds);
        Report("the same with the days skipped and why", starts, start =>
        {
            var due = new StageClock(month, start).DeadlineIn(calendar)!.Value.DueAt;
            return SkippedDays.Between(calendar, month, start, due).Skipped.Count;
        });
        return 0;
    }

    static void Report(string what, Instant[] starts, Func<Instant, long> work)
    {
        long sum = 0;
        var rounds = new double[Rounds];
        for (var round = -2; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            foreach (var start in starts)
                sum += work(start);
            if (round >= 0)
                rounds[round] = watch.Elapsed.TotalMicroseconds / starts.Length;
        }
        Array.Sort(rounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rounds[Rounds / 2],8:F3} µs  {what}   (checksum {sum % 1000})"));
    }
}
