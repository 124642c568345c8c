using GridGov.Features.Assessments;

namespace GridGov.Tests.Features.Assessments;

public class AssessedPeriodTests
{
    [Theory]
    [InlineData(PeriodKind.Day, "2012-06-30", "2012-06-30", "2012-07-01")]
    [InlineData(PeriodKind.Week, "2012-07-01", "2012-06-25", "2012-07-02")] // a Sunday belongs to the week of the preceding Monday
    [InlineData(PeriodKind.Week, "2012-07-02", "2012-07-02", "2012-07-09")]
    [InlineData(PeriodKind.Month, "2012-02-29", "2012-02-01", "2012-03-01")]
    [InlineData(PeriodKind.Quarter, "2012-06-30", "2012-04-01", "2012-07-01")]
    [InlineData(PeriodKind.Quarter, "2012-12-31", "2012-10-01", "2013-01-01")]
    [InlineData(PeriodKind.Year, "2012-12-31", "2012-01-01", "2013-01-01")]
    public void A_day_lies_in_one_period_of_each_kind(PeriodKind kind, string day, string from, string to)
    {
        var period = AssessedPeriod.Of(kind, DateOnly.Parse(day));
        period.From.ShouldBe(DateOnly.Parse(from));
        period.To.ShouldBe(DateOnly.Parse(to));
        AssessedPeriod.IsFirstDay(kind, period.From).ShouldBeTrue();
        AssessedPeriod.IsFirstDay(kind, period.From.AddDays(1)).ShouldBe(kind == PeriodKind.Day);
    }

    [Fact]
    public void Periods_follow_one_another_without_gap_over_twelve_years()
    {
        foreach (var kind in Enum.GetValues<PeriodKind>())
        {
            var period = AssessedPeriod.Of(kind, new DateOnly(2020, 1, 1));
            while (period.From.Year < 2032)
            {
                var next = AssessedPeriod.Of(kind, period.To);
                next.From.ShouldBe(period.To);
                AssessedPeriod.LastBefore(kind, next.From).ShouldBe(period, "over on the first day of the next");
                AssessedPeriod.LastBefore(kind, next.Last).ShouldBe(period, "and the latest that is, until the next is over");
                period = next;
            }
        }
    }

    [Theory]
    [InlineData(PeriodKind.Day, "2012-06-30", "2012年6月30日", "30 June 2012")]
    [InlineData(PeriodKind.Week, "2012-06-25", "2012年第26周（6月25日至7月1日）", "Week 26 of 2012 (25 June to 1 July)")]
    [InlineData(PeriodKind.Week, "2024-12-30", "2025年第1周（12月30日至1月5日）", "Week 1 of 2025 (30 December to 5 January)")]
    [InlineData(PeriodKind.Month, "2012-06-01", "2012年6月", "June 2012")]
    [InlineData(PeriodKind.Quarter, "2012-04-01", "2012年第2季度", "Q2 2012")]
    [InlineData(PeriodKind.Year, "2012-01-01", "2012年", "2012")]
    public void Periods_have_a_name_in_both_languages(PeriodKind kind, string from, string chinese, string english)
    {
        var period = new AssessedPeriod(kind, DateOnly.Parse(from));
        period.Name(chinese: true).ShouldBe(chinese);
        period.Name(chinese: false).ShouldBe(english);
    }
}
