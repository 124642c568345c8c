using FsCheck;
using FsCheck.Fluent;
using GridGov.Domain;
using GridGov.Domain.Meetings;
using GridGov.Domain.Meetings.Series;
using GridGov.Domain.Statistics;

namespace GridGov.Tests.Features.Meetings;

/// <summary>The status tables and the cycles, which ask no database.</summary>
public class MeetingLifecycleTests
{
    static readonly Dictionary<(MeetingStatus, MeetingAction), MeetingStatus> Moves = new()
    {
        [(MeetingStatus.Planned, MeetingAction.Hold)] = MeetingStatus.Held,
        [(MeetingStatus.Planned, MeetingAction.Cancel)] = MeetingStatus.Cancelled,
        [(MeetingStatus.Held, MeetingAction.Close)] = MeetingStatus.Closed,
    };

    [Fact]
    public void No_sequence_of_actions_reaches_anything_but_the_table_and_nothing_is_a_dead_end()
    {
        var (actions, kinds) = (Enum.GetValues<MeetingAction>(), Enum.GetValues<MeetingKind>());
        var (statuses, refusals) = (new HashSet<MeetingStatus>(), new HashSet<string>());
        RandomSeed.Reproducibly(() => Prop.ForAll(Arb.From(Gen.Choose(0, 10_000).ArrayOf(12)), rolls =>
        {
            var status = MeetingStatus.Planned;
            foreach (var roll in rolls)
            {
                var (action, kind, raised) = (actions[roll % actions.Length], kinds[roll / 10 % kinds.Length], roll / 100 % 2);
                var refusal = MeetingLifecycle.RefusalOf(status, kind, raised, action);
                var after = MeetingLifecycle.After(status, action);
                if (refusal is not null)
                {
                    refusals.Add(refusal);
                    continue;
                }
                after.ShouldBe(Moves.GetValueOrDefault((status, action), status));
                status = after!.Value;
                statuses.Add(status);
            }
            return true;
        }).Check(RandomSeed.Config(5_000)));
        statuses.ShouldBe(Enum.GetValues<MeetingStatus>(), ignoreOrder: true);
        refusals.ShouldBe(
            ["meeting-not-held", "meeting-already-held", "meeting-closed", "meeting-cancelled", "meeting-not-a-review", "points-undecided"],
            ignoreOrder: true);
        foreach (var status in new[] { MeetingStatus.Planned, MeetingStatus.Held })
            Moves.Keys.ShouldContain(each => each.Item1 == status
                && MeetingLifecycle.RefusalOf(status, MeetingKind.Joint, 0, each.Item2) == null);
    }

    [Fact]
    public void A_point_is_decided_once_and_its_ticket_comes_from_the_meeting()
    {
        foreach (var action in Enum.GetValues<PointAction>())
        {
            PointLifecycle.After(PointStatus.Raised, action).ShouldNotBeNull();
            foreach (var decided in new[] { PointStatus.Ticket, PointStatus.Need, PointStatus.Noted })
                PointLifecycle.After(decided, action).ShouldBeNull();
        }
        PointLifecycle.OriginOf(MeetingKind.Deputies).ShouldBe((TicketSource.Deputy, null));
        PointLifecycle.OriginOf(MeetingKind.RoundTable).ShouldBe((TicketSource.Enterprise, Urgency.GreenChannel));
        PointLifecycle.OriginOf(MeetingKind.Joint).ShouldBe((TicketSource.MemberUnit, null));
        PointLifecycle.OriginOf(MeetingKind.Review).ShouldBe((TicketSource.Meeting, null));
    }

    [Fact]
    public void Cycles_cover_each_day_of_a_series_once_and_none_outside_it()
    {
        var begin = new DateOnly(2015, 1, 1);
        var days = Gen.Choose(0, 4_000).Select(begin.AddDays);
        var input = from cycle in Gen.Elements(Enum.GetValues<MeetingCycle>())
                    from first in days
                    from length in Gen.Choose(-1, 900)
                    from day in days
                    from span in Gen.Choose(1, 500)
                    select (cycle, first, Last: length < 0 ? (DateOnly?)null : first.AddDays(length), new Period(day, day.AddDays(span)));
        RandomSeed.Reproducibly(() => Prop.ForAll(Arb.From(input), given =>
        {
            var (cycle, first, last, period) = given;
            var cycles = SeriesCycle.List(cycle, first, last, period).ToList();
            for (var day = period.From; day < period.To; day = day.AddDays(1))
            {
                var found = cycles.FindAll(each => each.First <= day && day <= each.Last);
                if (day < first || day > last)
                    SeriesCycle.Of(cycle, first, last, day).ShouldBeNull();
                else
                    found.ShouldBe([SeriesCycle.Of(cycle, first, last, day)!.Value]);
            }
            foreach (var (one, next) in cycles.Zip(cycles.Skip(1)))
                next.First.ShouldBe(one.Last.AddDays(1));
            cycles.ShouldAllBe(each => each.First >= first && (last == null || each.Last <= last) && each.First <= each.Last);
            return true;
        }).Check(RandomSeed.Config(2_000)));
        SeriesCycle.Of(MeetingCycle.Quarter, begin, null, new DateOnly(2017, 3, 30))
            .ShouldBe(new SeriesCycle(new DateOnly(2017, 1, 1), new DateOnly(2017, 3, 31)));
        SeriesCycle.Of(MeetingCycle.Week, new DateOnly(2026, 11, 25), null, new DateOnly(2026, 11, 26))
            .ShouldBe(new SeriesCycle(new DateOnly(2026, 11, 25), new DateOnly(2026, 11, 29)));
        SeriesCycle.Of(MeetingCycle.Year, begin, new DateOnly(2015, 6, 30), new DateOnly(2015, 2, 1))!.Value.Last
            .ShouldBe(new DateOnly(2015, 6, 30));
    }
}
