using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Tests.Domain.Tickets;

/// <summary>The lifecycle table without a store; LifecycleProperties checks random sequences of actions.</summary>
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
        Person(6, new Post(PostKind.Inspector, null, Street, null, default, null),
            new Post(PostKind.ServiceOfficer, "community", Grid, null, default, null)),
        Person(7, new Post(PostKind.Supervisor, null, "410103", null, default, null)),
        Person(8, new Post(PostKind.GridWorker, null, "410104001001001", null, default, null),
            new Post(PostKind.Supervisor, null, "410104", null, default, null)),
        Person(9, new Post(PostKind.Administrator, null, "*", null, default, null)),
    ];

    static Actor Person(long id, params Post[] posts) => new(new Id(id), Id.None, null, $"person {id}", mustChangePassword: false, posts);

    static void Platform_Problem_Is_Known(string code) => GridGov.Api.ProblemCatalogue.All.ShouldContainKey(code);

    [Fact]
    public void Every_open_status_can_be_left_and_every_move_starts_and_ends_in_the_table()
    {
        foreach (var status in Enum.GetValues<TicketStatus>())
        {
            Lifecycle.Transitions.Keys.ShouldContain(key => key.From == status, $"{status} cannot be left");
            Lifecycle.StageOf(status).ShouldBeOneOf(Enum.GetValues<TicketStage>());
        }
    }

    [Fact]
    public void A_resolved_ticket_cannot_be_withdrawn()
    {
        Lifecycle.Transitions.ContainsKey((TicketStatus.Resolved, TicketAction.Cancel)).ShouldBeFalse();
        Lifecycle.Transitions.ContainsKey((TicketStatus.Resolved, TicketAction.Return)).ShouldBeFalse();
        Lifecycle.Transitions.ContainsKey((TicketStatus.Closed, TicketAction.Cancel)).ShouldBeFalse();
    }

    [Fact]
    public void Every_status_is_reached()
    {
        var reached = Lifecycle.Transitions.Values.Append(TicketStatus.Submitted).Distinct();
        Enum.GetValues<TicketStatus>().Except(reached).ShouldBeEmpty();
    }

    [Fact]
    public void An_action_either_moves_the_status_or_leaves_it()
    {
        foreach (var action in Enum.GetValues<TicketAction>())
            (Lifecycle.Transitions.Keys.Any(key => key.Action == action) ^ Lifecycle.ActionsWithoutTransition.ContainsKey(action))
                .ShouldBeTrue($"{action}");
    }

    /// <summary>Checks every combination of states, reachable or not.</summary>
    [Fact]
    public void Every_state_and_action_has_a_decision()
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
                _ = Lifecycle.DecideAutomatically(state, action);
            }
        }
    }
}
