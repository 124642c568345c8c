using FsCheck;
using FsCheck.Fluent;
using GridGov.Features.Tickets;
using GridGov.Platform;
using GridGov.Platform.Security;

namespace GridGov.Tests;


/// <summary>The pure table, without a store.</summary>
public class LifecycleTests
{
    const string Street = "410103003";
    const string Grid = "410103003005006";

    static readonly Actor[] People =
    [
        Person(1, new Post(PostKind.GridWorker, null, Grid, null, default, null)),
        Person(2, new Post(PostKind.GridHead, null, Grid, Responsibility.First, default, null)),
        Person(3, new Post(PostKind.GridHead, null, Street, Responsibility.First, default, null)),
        Person(4, new Post(PostKind.ServiceOfficer, "urban_management", Grid, null, default, null)),
        Person(5, new Post(PostKind.Dispatcher, null, "410103", null, default, null)),
        Person(6, new Post(PostKind.Inspector, null, Street, null, default, null), new Post(PostKind.ServiceOfficer, "community", Grid, null, default, null)),
        Person(7, new Post(PostKind.Supervisor, null, "410103", null, default, null)),
        Person(8, new Post(PostKind.GridWorker, null, "410104001001001", null, default, null), new Post(PostKind.Supervisor, null, "410104", null, default, null)),
        Person(9, new Post(PostKind.Administrator, null, "*", null, default, null)),
    ];

    static Actor Person(long id, params Post[] posts) => new(new Id(id), Id.None, null, $"person {id}", mustChangePassword: false, posts);

    /// <summary>What an accepted move does to the state; the store's TicketMoves does the same with more columns.</summary>
    static TicketState After(TicketState before, TicketAction action, Decision decision, Actor actor, Actor handler) => before with
    {
        Status = decision.To,
        HandlingLevel = action == TicketAction.Escalate ? before.HandlingLevel - 1 : before.HandlingLevel,
        HandlerId = action switch
        {
            TicketAction.Dispatch => handler.Id,
            TicketAction.SelfHandle => actor.Id,
            TicketAction.Return or TicketAction.Escalate or TicketAction.Reopen or TicketAction.Cancel => null,
            _ => before.HandlerId,
        },
        ResolvedBy = action is TicketAction.Resolve or TicketAction.SelfHandle ? actor.Id : before.ResolvedBy,
    };

    [Fact]
    public void Random_sequences_of_acts_keep_the_rules()
    {
        var acts = Gen.Elements(Enum.GetValues<TicketAction>())
            .Zip(Gen.Choose(0, People.Length - 1)).Zip(Gen.Choose(0, People.Length - 1));
        Prop.ForAll(acts.ListOf(40).ToArbitrary(), sequence =>
        {
            var state = new TicketState(Grid, TicketStatus.Submitted, 3, null, null, null);
            foreach (var ((action, by), to) in sequence)
            {
                var actor = People[by];
                var decision = Lifecycle.Decide(state, action, actor);
                if (!decision.Allowed)
                {
                    Platform_Problem_Is_Known(decision.Refusal!);
                    continue;
                }
                Lifecycle.Moves[(state.Status, action)].ShouldBe(decision.To);
                decision.Post.ShouldNotBeNull().May(Lifecycle.CapabilityFor(action)).ShouldBeTrue();
                GridCode.Covers(decision.Post.Grid, Grid).ShouldBeTrue();
                if (action is TicketAction.Pass or TicketAction.Fail)
                    actor.Id.ShouldNotBe(state.ResolvedBy!.Value);
                if (action is TicketAction.Take or TicketAction.Resolve or TicketAction.Return)
                    actor.Id.ShouldBe(state.HandlerId!.Value);
                state = After(state, action, decision, actor, People[to]);
                state.HandlingLevel.ShouldBeInRange(0, 3);
                if (state.Status is TicketStatus.Dispatched or TicketStatus.Processing or TicketStatus.Rework)
                    state.HandlerId.ShouldNotBeNull();
                if (state.Status is TicketStatus.Resolved)
                    state.ResolvedBy.ShouldNotBeNull();
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    static void Platform_Problem_Is_Known(string code) => GridGov.Platform.Http.ProblemCatalogue.All.ShouldContainKey(code);

    [Fact]
    public void Every_open_status_can_be_left_and_every_move_starts_and_ends_in_the_table()
    {
        foreach (var status in Enum.GetValues<TicketStatus>())
        {
            Lifecycle.Moves.Keys.ShouldContain(key => key.From == status, $"{status} cannot be left");
            Lifecycle.StageOf(status).ShouldBeOneOf(Enum.GetValues<TicketStage>());
        }
    }

    [Fact]
    public void Nothing_resolved_can_be_withdrawn()
    {
        Lifecycle.Moves.ContainsKey((TicketStatus.Resolved, TicketAction.Cancel)).ShouldBeFalse();
        Lifecycle.Moves.ContainsKey((TicketStatus.Resolved, TicketAction.Return)).ShouldBeFalse();
        Lifecycle.Moves.ContainsKey((TicketStatus.Closed, TicketAction.Cancel)).ShouldBeFalse();
    }

    [Fact]
    public void Every_status_is_reached_or_waits_for_its_action()
    {
        // Verifying, suspended, merged and noted are entered by actions that are still to come.
        var reached = Lifecycle.Moves.Values.Append(TicketStatus.Submitted).Distinct();
        Enum.GetValues<TicketStatus>().Except(reached)
            .ShouldBe([TicketStatus.Verifying, TicketStatus.Suspended, TicketStatus.Merged, TicketStatus.Noted]);
    }
}
