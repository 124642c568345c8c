using FsCheck;
using FsCheck.Fluent;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Needs.Offers;

namespace GridGov.Tests.Domain.Needs;

/// <summary>The pure rules of needs and claims: statuses, slots, cycles and matches.</summary>
public class NeedLifecycleTests
{
    /// <summary>A need with its claims in memory, which follows the tables as the transitions do.</summary>
    sealed class Model(int slots, bool continuing)
    {
        public NeedStatus Status { get; private set; } = NeedStatus.Submitted;
        public NeedClosing? Closing { get; private set; }
        public List<ClaimStatus> Claims { get; } = [];
        public int Slots => slots;
        public bool Continuing => continuing;

        public ClaimCounts Counts => new(Claims.Count(ClaimLifecycle.IsOpen), Claims.Count(claim => claim == ClaimStatus.Confirmed));

        public bool Do(NeedAction action)
        {
            if (NeedLifecycle.Refusal(Status, Counts, action) is not null)
                return false;
            if (action == NeedAction.Claim)
                Claims.Add(ClaimStatus.Claimed);
            if (action is NeedAction.Withdraw or NeedAction.FileTicket)
            {
                foreach (var (i, claim) in Claims.Index().ToList())
                    Claims[i] = ClaimLifecycle.After(claim, ClaimAction.Release) ?? claim;
            }
            (Status, Closing) = NeedLifecycle.After(Status, action);
            Follow();
            return true;
        }

        public bool Do(int which, ClaimAction action)
        {
            if (Claims.Count == 0 || ClaimLifecycle.After(Claims[which % Claims.Count], action) is not { } next)
                return false;
            Claims[which % Claims.Count] = next;
            Follow();
            return true;
        }

        void Follow()
        {
            if (Status is NeedStatus.Open or NeedStatus.Taken)
                (Status, Closing) = NeedLifecycle.ByClaims(slots, continuing, Counts);
        }
    }

    [Fact]
    public void Whatever_is_done_slots_are_filled_once_and_a_closed_need_stays_closed() => RandomSeed.Reproducibly(() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte, bool)>(), ArbMap.Default.ArbFor<(byte, byte)[]>(), (kind, rolls) =>
        {
            var model = new Model(1 + (kind.Item1 % 3), kind.Item2);
            var confirmed = 0;
            foreach (var (roll, which) in rolls)
            {
                var before = (model.Status, model.Closing);
                // Acts on claims are rarer than on needs, so each of them is tried as often as any.
                var done = roll % 13 < 7 ? model.Do((NeedAction)(roll % 13)) : model.Do(which, (ClaimAction)((roll % 13) - 7));
                if (!done)
                    (model.Status, model.Closing).ShouldBe(before);
                if (before.Status == NeedStatus.Closed)
                    (model.Status, model.Closing).ShouldBe(before, "nothing leads out of a closed need");
                Check(model, confirmed);
                confirmed = model.Counts.Confirmed;
            }
        }).Check(RandomSeed.Config(400)));

    static void Check(Model model, int confirmedBefore)
    {
        model.Counts.Filled.ShouldBeLessThanOrEqualTo(model.Slots);
        model.Counts.Confirmed.ShouldBeGreaterThanOrEqualTo(confirmedBefore, "a confirmed claim stays confirmed");
        (model.Closing is not null).ShouldBe(model.Status == NeedStatus.Closed);
        switch (model.Status)
        {
            case NeedStatus.Submitted:
                model.Claims.ShouldBeEmpty();
                break;
            case NeedStatus.Open:
                model.Counts.Filled.ShouldBeLessThan(model.Slots);
                break;
            case NeedStatus.Taken:
                model.Counts.Filled.ShouldBe(model.Slots);
                (model.Continuing || model.Counts.Open > 0).ShouldBeTrue("without open claims it is fulfilled");
                break;
            case NeedStatus.Closed:
                if (model.Closing is NeedClosing.Withdrawn or NeedClosing.Declined)
                    model.Counts.Filled.ShouldBe(0);
                break;
        }
    }

    [Fact]
    public void From_everywhere_the_office_reaches_an_end()
    {
        foreach (var status in Enum.GetValues<NeedStatus>().Where(status => status != NeedStatus.Closed))
        {
            foreach (var counts in new[] { new ClaimCounts(0, 0), new ClaimCounts(1, 0), new ClaimCounts(1, 1), new ClaimCounts(0, 1) })
                NeedLifecycle.Refusal(status, counts, NeedAction.FileTicket).ShouldBeNull();
        }
        // Claims that go on can be released, and then a need is declined, or closed with what was confirmed.
        foreach (var status in Enum.GetValues<ClaimStatus>().Where(ClaimLifecycle.IsOpen))
            ClaimLifecycle.After(status, ClaimAction.Release).ShouldBe(ClaimStatus.Released);
        NeedLifecycle.Refusal(NeedStatus.Open, new ClaimCounts(0, 0), NeedAction.Decline).ShouldBeNull();
        NeedLifecycle.Refusal(NeedStatus.Open, new ClaimCounts(0, 1), NeedAction.Close).ShouldBeNull();
        NeedLifecycle.Refusal(NeedStatus.Taken, new ClaimCounts(0, 1), NeedAction.Close).ShouldBeNull();
    }

    [Fact]
    public void Each_refusal_has_a_code_that_the_catalogue_knows()
    {
        var codes = NeedProblems.All.Select(problem => problem.Code).ToHashSet();
        foreach (var status in Enum.GetValues<NeedStatus>())
        {
            foreach (var action in Enum.GetValues<NeedAction>())
            {
                foreach (var counts in new[] { new ClaimCounts(0, 0), new ClaimCounts(1, 0), new ClaimCounts(1, 1), new ClaimCounts(0, 1) })
                {
                    if (NeedLifecycle.Refusal(status, counts, action) is { } code)
                        codes.ShouldContain(code);
                }
            }
        }
        foreach (var status in Enum.GetValues<ClaimStatus>())
            codes.ShouldContain(ClaimLifecycle.RefusalOf(status));
        foreach (var action in Enum.GetValues<OfferAction>())
        {
            OfferLifecycle.Refusal(withdrawn: false, action).ShouldBeNull();
            codes.ShouldContain(OfferLifecycle.Refusal(withdrawn: true, action).ShouldNotBeNull());
        }
    }

    [Fact]
    public void A_record_pays_its_own_cycle_and_what_is_owed_begins_with_the_first_without_one()
    {
        static DateOnly Day(int month, int day) => new(2026, month, day);
        OwedCycles.FirstOf(NeedCycle.Week, Day(3, 4)).ShouldBe(Day(3, 2));
        OwedCycles.FirstOf(NeedCycle.Month, Day(3, 31)).ShouldBe(Day(3, 1));
        OwedCycles.FirstOf(NeedCycle.Quarter, Day(12, 31)).ShouldBe(Day(10, 1));
        OwedCycles.Owed(NeedCycle.Week, Day(3, 2), Day(3, 4), new HashSet<DateOnly>()).ShouldBe((1, Day(3, 2), Day(3, 8)));
        OwedCycles.Owed(NeedCycle.Week, Day(3, 2), Day(3, 16), new HashSet<DateOnly> { Day(3, 9) }).ShouldBe((2, Day(3, 2), Day(3, 8)));
        OwedCycles.Owed(NeedCycle.Week, Day(3, 9), Day(3, 8), new HashSet<DateOnly>()).ShouldBeNull();
        OwedCycles.Next(NeedCycle.Month, Day(1, 1), new HashSet<DateOnly> { Day(1, 1), Day(2, 1), Day(4, 1) }).ShouldBe(Day(3, 1));
        OwedCycles.Next(NeedCycle.Quarter, Day(1, 1), new HashSet<DateOnly> { Day(1, 1) }).ShouldBe(Day(4, 1));
    }

    [Fact]
    public void An_offer_matches_by_grid_days_and_distance_and_says_why()
    {
        const string Street = "410103003", Unit = "410103003005006";
        var need = new MatchSide(Unit, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31), 113.65, 34.75);
        var offer = new MatchSide(Street, new DateOnly(2026, 3, 31), null, 113.66, 34.75);
        var (reasons, metres, rank) = OfferMatch.Compare(need, offer).ShouldNotBeNull();
        reasons.Select(reason => reason.Code).ShouldBe(
            [MatchReason.SameKind, MatchReason.GridCovered, MatchReason.DaysOverlap, MatchReason.Near]);
        metres.ShouldNotBeNull().ShouldBeInRange(900, 930);
        OfferMatch.Compare(need, offer with { Grid = Unit })!.Value.Rank.ShouldBeLessThan(rank, "the same grid is nearer");
        OfferMatch.Compare(need, offer with { Lng = null, Lat = null })!.Value.Reasons.Count.ShouldBe(3);
        OfferMatch.Compare(need, offer with { Lng = 113.9 })!.Value.Reasons.Count.ShouldBe(3, "25 km are not near");
        OfferMatch.Compare(need, offer with { From = new DateOnly(2026, 4, 1) }).ShouldBeNull("a day too late");
        OfferMatch.Compare(need, offer with { From = new DateOnly(2026, 1, 1), To = new DateOnly(2026, 2, 28) })
            .ShouldBeNull("a day too early");
        OfferMatch.Compare(need with { From = null, To = null }, offer with { From = new DateOnly(2030, 1, 1) }).ShouldNotBeNull();
        OfferMatch.Compare(need, offer with { Grid = "410103004" }).ShouldBeNull("another street");
        OfferMatch.Compare(need with { Grid = Street }, offer with { Grid = Unit })!.Value.Reasons[1].Code.ShouldBe(MatchReason.GridInside);
    }
}
