using FsCheck;
using FsCheck.Fluent;
using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;
using static GridGov.Domain.PublicReports.PublicTimeline;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>The public steps of random histories.</summary>
public class PublicTimelineTests
{
    static readonly Instant Start = Instant.Of(new DateTimeOffset(2026, 11, 18, 9, 0, 0, TimeSpan.FromHours(8)));

    [Fact]
    public void Every_move_of_a_ticket_is_a_step_with_words_in_both_languages()
    {
        foreach (var ((_, action), to) in Lifecycle.Transitions)
        {
            var label = PublicSteps.LabelOf(PublicSteps.Of(action.ToCode(), to));
            label.In(chinese: true).ShouldNotBeNullOrEmpty();
            label.In(chinese: false).ShouldNotBeNullOrEmpty();
        }
        Lifecycle.Transitions.Select(move => PublicSteps.Of(move.Key.Action.ToCode(), move.Value)).Append(PublicStep.Received).Distinct()
            .ShouldBe(Enum.GetValues<PublicStep>(), ignoreOrder: true);
    }

    [Fact]
    public void A_timeline_begins_with_its_receipt_repeats_no_step_and_has_nothing_of_another_ticket_from_before_the_merge() =>
        RandomSeed.Reproducibly(() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(12).ToArbitrary(), rolls =>
        {
            // Events of two tickets, interleaved; the first is merged into the second at the end of its own.
            var (own, other) = (new List<Change>(), new List<Change>());
            foreach (var (i, roll) in rolls.Index())
            {
                var move = Lifecycle.Transitions.ElementAt(roll % Lifecycle.Transitions.Count);
                (roll / 7 % 2 == 0 ? own : other).Add(new Change(i + 1, At(i), move.Key.Action.ToCode(), move.Value));
            }
            var merged = own.Count > 0 ? own[^1].Seq : 0;
            if (own.Count > 0)
                own[^1] = own[^1] with { Action = "merge", To = TicketStatus.Merged };
            var entries = Of([own, other], Start);
            entries[0].ShouldBe(new Entry(Start, PublicStep.Received));
            entries.Zip(entries.Skip(1)).ShouldAllBe(pair => pair.First.Step != pair.Second.Step && pair.First.At <= pair.Second.At);
            // An instant of the other ticket is shown only from the merge on.
            var before = other.Where(change => change.Seq < merged).Select(change => change.At).ToList();
            entries.Select(entry => entry.At).Intersect(before).ShouldBeEmpty();
            return true;
        }).Check(RandomSeed.Config(2_000)));

    static Instant At(int i) => Start + TimeSpan.FromMinutes(i + 1);
}
