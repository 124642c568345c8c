using FsCheck;
using FsCheck.Fluent;
using GridGov.Domain.Campaigns;

namespace GridGov.Tests.Domain.Campaigns;

/// <summary>The pure rules: statuses, cycles, outcomes and tracks.</summary>
public class CampaignRuleTests
{
    static readonly CampaignStatus[] Ended = [CampaignStatus.Closed, CampaignStatus.Cancelled];

    [Fact]
    public void A_campaign_runs_once_and_ends_for_ever() => RandomSeed.Reproducibly(() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), rolls =>
        {
            var status = CampaignStatus.Planned;
            var starts = 0;
            foreach (var roll in rolls)
            {
                var action = (CampaignAction)(roll % 4);
                if (CampaignLifecycle.After(status, action) is not { } next)
                {
                    CampaignLifecycle.RefusalOf(status).ShouldNotBeNull();
                    continue;
                }
                Ended.ShouldNotContain(status, "nothing leads out of an end");
                if (action == CampaignAction.Edit)
                    next.ShouldBe(status);
                else
                    ((int)next).ShouldBeGreaterThan((int)status, "no status comes back");
                starts += action == CampaignAction.Start ? 1 : 0;
                status = next;
            }
            starts.ShouldBeLessThanOrEqualTo(1);
        }).Check(RandomSeed.Config(200)));

    [Fact]
    public void What_a_day_brings_is_allowed_and_leaves_nothing_for_that_day() => RandomSeed.Reproducibly(() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), ArbMap.Default.ArbFor<int>(), (one, other) =>
        {
            var first = new DateOnly(2026, 1, 1);
            var (from, to) = (first.AddDays(Math.Abs(one % 50)), first.AddDays(50 + Math.Abs(other % 50)));
            for (var day = first; day < to.AddDays(3); day = day.AddDays(1))
            {
                foreach (var status in Enum.GetValues<CampaignStatus>())
                {
                    if (CampaignLifecycle.DueOn(status, from, to, day) is not { } action)
                        continue;
                    var next = CampaignLifecycle.After(status, action).ShouldNotBeNull();
                    CampaignLifecycle.DueOn(next, from, to, day).ShouldBeNull();
                }
            }
        }).Check(RandomSeed.Config(30)));

    [Theory]
    [InlineData(CampaignCycle.Once, "2026-02-10", "2026-01-15", "2026-05-20")]
    [InlineData(CampaignCycle.Day, "2026-02-10", "2026-02-10", "2026-02-10")]
    [InlineData(CampaignCycle.Week, "2026-02-10", "2026-02-09", "2026-02-15")]
    [InlineData(CampaignCycle.Week, "2026-02-15", "2026-02-09", "2026-02-15")]
    [InlineData(CampaignCycle.Week, "2026-01-15", "2026-01-15", "2026-01-18")]
    [InlineData(CampaignCycle.Month, "2026-02-10", "2026-02-01", "2026-02-28")]
    [InlineData(CampaignCycle.Month, "2026-01-20", "2026-01-15", "2026-01-31")]
    [InlineData(CampaignCycle.Quarter, "2026-03-31", "2026-01-15", "2026-03-31")]
    [InlineData(CampaignCycle.Quarter, "2026-04-01", "2026-04-01", "2026-05-20")]
    public void A_cycle_is_clipped_to_the_campaigns_days(CampaignCycle cycle, string day, string first, string last) =>
        Cycle.Of(cycle, new(2026, 1, 15), new(2026, 5, 20), Day(day)).ShouldBe(new Cycle(Day(first), Day(last)));

    [Fact]
    public void Every_day_lies_in_one_cycle_and_the_cycles_leave_no_day_out()
    {
        foreach (var cycle in Enum.GetValues<CampaignCycle>())
        {
            var (from, to) = (new DateOnly(2025, 11, 3), new DateOnly(2027, 2, 27));
            var next = from;
            for (var day = from; day <= to; day = day.AddDays(1))
            {
                var found = Cycle.Of(cycle, from, to, day).ShouldNotBeNull();
                (day >= found.First && day <= found.Last).ShouldBeTrue();
                Cycle.Of(cycle, from, to, found.First).ShouldBe(found);
                if (day == found.First)
                    day.ShouldBe(next, "a cycle begins after the one before");
                if (day == found.Last)
                    next = day.AddDays(1);
            }
            Cycle.Of(cycle, from, to, from.AddDays(-1)).ShouldBeNull();
            Cycle.Of(cycle, from, to, to.AddDays(1)).ShouldBeNull();
        }
    }

    [Fact]
    public void A_jump_is_too_fast_and_what_comes_after_it_is_not()
    {
        var points = new[] { Point(0, 113.6553), Point(60, 113.6563), Point(90, 113.7553), Point(120, 113.6573), Point(180, 113.6583) };
        var (judged, metres) = RoundTrack.Judge(points);
        judged.Select(point => point.TooFast).ShouldBe([false, false, true, false, false]);
        metres.ShouldBe(274, 2);
        RoundTrack.Judge(points.Reverse()).Metres.ShouldBe(metres, "the order of arrival makes no difference");
        RoundTrack.Judge(judged).Points.ShouldBe(judged, "judged again they are the same");
        // A phone that errs by 90 m within a second has not moved.
        RoundTrack.Judge([Point(0, 113.6553), Point(1, 113.6562)]).Points.ShouldAllBe(point => !point.TooFast);
        RoundTrack.Judge([points[0], points[1] with { OutsideGrid = true }, points[3]]).Metres.ShouldBe(183, 2, "straight, past the flagged one");
    }

    [Fact]
    public void Every_kind_of_campaign_has_an_outcome_that_is_a_visit()
    {
        foreach (var kind in Enum.GetValues<CampaignKind>())
            OutcomeRules.AllowedIn(kind).ShouldContain(outcome => OutcomeRules.TakesAnswers(outcome));
        OutcomeRules.AllowedIn(null).ShouldBe(Enum.GetValues<RecordOutcome>());
    }

    static TrackPoint Point(int seconds, double lng) => new(new(1_790_000_000_000 + (seconds * 1000)), lng, 34.75, null, OutsideGrid: false);

    static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
