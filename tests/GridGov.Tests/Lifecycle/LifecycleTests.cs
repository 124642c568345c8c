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

    /// <summary>What an accepted act does to the state; the store's TicketMoves does the same with more columns.</summary>
    static TicketState After(TicketState before, TicketAction action, Decision decision, Actor actor, Actor other)
    {
        var after = before with { Status = decision.To };
        after = action switch
        {
            TicketAction.Escalate => after with { HandlingLevel = before.HandlingLevel - 1, HandlerId = null, HandlerPost = null },
            TicketAction.Dispatch => after with { HandlerId = other.Id, HandlerPost = other.Posts[0].Kind, Extensions = 0 },
            TicketAction.SelfHandle => after with { HandlerId = actor.Id, HandlerPost = PostKind.GridWorker },
            TicketAction.Return or TicketAction.Cancel or TicketAction.Reject or TicketAction.Merge => after with { HandlerId = null, HandlerPost = null },
            TicketAction.Reopen => after with { HandlerId = null, HandlerPost = null, Evaluated = false, Extensions = 0, ResolvedBy = null },
            TicketAction.Verify => after with { VerifierId = other.Id },
            TicketAction.Evaluate => after with { Evaluated = true },
            TicketAction.RequestExtension => after with { Request = new PendingRequest(new Id(1), RequestKind.Extension, actor.Id) },
            TicketAction.RequestSuspension => after with { Request = new PendingRequest(new Id(2), RequestKind.Suspension, actor.Id) },
            TicketAction.ApproveRequest or TicketAction.RefuseRequest => after with
            {
                Request = null,
                Extensions = before.Extensions + (action == TicketAction.ApproveRequest && before.Request!.Value.Kind == RequestKind.Extension ? 1 : 0),
            },
            TicketAction.Summon => after with { JointAction = new OpenJointAction(new Id(3), [new Participant(actor.Id, "a", false, false), new Participant(other.Id, "b", false, false)]) },
            TicketAction.Arrive => after with { JointAction = Joint(participant => participant.Person == actor.Id ? participant with { Arrived = true } : participant) },
            TicketAction.ReportResult => after with { JointAction = Joint(participant => participant.Person == actor.Id ? participant with { Finished = true } : participant) },
            TicketAction.Excuse => after with { JointAction = Joint(participant => participant with { Finished = true }) },
            TicketAction.CancelJointAction => after with { JointAction = null },
            TicketAction.Supervise => after with { Order = new OpenOrder(new Id(4), Replied: false) },
            TicketAction.Reply => after with { Order = new OpenOrder(new Id(4), Replied: true) },
            TicketAction.Remind => after with { Order = new OpenOrder(new Id(4), Replied: false) },
            TicketAction.Lift => after with { Order = null },
            _ => after,
        };
        if (action is TicketAction.Resolve or TicketAction.SelfHandle)
            after = after with { ResolvedBy = actor.Id };
        if (after.Request is { } request
            && (after.HandlerId != before.HandlerId || !Lifecycle.Stays[request.Kind == RequestKind.Extension ? TicketAction.RequestExtension : TicketAction.RequestSuspension].Contains(after.Status)))
            after = after with { Request = null };
        return Lifecycle.HasEnded(after.Status) ? after with { JointAction = null, Order = null } : after;

        OpenJointAction? Joint(Func<Participant, Participant> change)
        {
            var changed = before.JointAction! with { Participants = [.. before.JointAction.Participants.Select(change)] };
            return changed.Missing.Any() ? changed : null;
        }
    }

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
                if (Lifecycle.Stays.ContainsKey(action))
                    decision.To.ShouldBe(state.Status);
                else
                    Lifecycle.Moves[(state.Status, action)].ShouldBe(decision.To);
                decision.Post.ShouldNotBeNull().May(Lifecycle.CapabilityFor(action)).ShouldBeTrue();
                GridCode.Covers(decision.Post.Grid, Grid).ShouldBeTrue();
                if (action is TicketAction.Pass or TicketAction.Fail)
                    actor.Id.ShouldNotBe(state.ResolvedBy!.Value);
                if (action is TicketAction.Take or TicketAction.Resolve or TicketAction.Return)
                    actor.Id.ShouldBe(state.HandlerId!.Value);
                if (action is TicketAction.ApproveRequest or TicketAction.RefuseRequest)
                    actor.Id.ShouldNotBe(state.Request!.Value.By);
                if (action is TicketAction.Resolve)
                    state.JointAction.ShouldBeNull();
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
    public void Every_status_is_reached()
    {
        var reached = Lifecycle.Moves.Values.Append(TicketStatus.Submitted).Distinct();
        Enum.GetValues<TicketStatus>().Except(reached).ShouldBeEmpty();
    }

    [Fact]
    public void An_action_either_moves_the_status_or_leaves_it()
    {
        foreach (var action in Enum.GetValues<TicketAction>())
            (Lifecycle.Moves.Keys.Any(key => key.Action == action) ^ Lifecycle.Stays.ContainsKey(action)).ShouldBeTrue($"{action}");
    }

    /// <summary>Every state there can be, made without regard to how one gets there: the table answers for all of them.</summary>
    [Fact]
    public void Decisions_are_total()
    {
        var states =
            from status in Enum.GetValues<TicketStatus>()
            from level in new[] { 0, 1, 2, 3 }
            from handler in new (Id?, PostKind?)[] { (null, null), (new Id(4), PostKind.ServiceOfficer), (new Id(6), null) }
            from open in new[] { false, true }
            select new TicketState(Grid, status, level, handler.Item1, handler.Item2, handler.Item1)
            {
                Kind = TicketKind.Condition,
                Overdue = open,
                VerifierId = new Id(1),
                Request = open ? new PendingRequest(new Id(1), RequestKind.Suspension, new Id(4)) : null,
                JointAction = open ? new OpenJointAction(new Id(2), [new Participant(new Id(4), "a", true, false)]) : null,
                Order = open ? new OpenOrder(new Id(3), false) : null,
            };
        foreach (var state in states)
        {
            foreach (var action in Enum.GetValues<TicketAction>())
            {
                foreach (var actor in People)
                {
                    var decision = Lifecycle.Decide(state, action, actor);
                    if (decision.Refusal is { } code)
                        Platform_Problem_Is_Known(code);
                    else
                        decision.Post.ShouldNotBeNull();
                }
                _ = Lifecycle.DecideByItself(state, action);
            }
        }
    }
}
