using FsCheck;
using FsCheck.Fluent;
using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Tests.Domain.Tickets;

/// <summary>
/// Drives the lifecycle table and its callers with random sequences of actions: by any person, in any order, at any time.
/// </summary>
public class LifecycleProperties
{
    const int Sequences = 60_000;

    /// <summary>The number of actions in one sequence.</summary>
    const int Acts = 16;

    static readonly TicketAction[] Actions = Enum.GetValues<TicketAction>();

    /// <summary>The possible actions of each status; those that change the status stand twice.</summary>
    static readonly TicketAction[][] Possible =
    [
        .. Enum.GetValues<TicketStatus>().Select(status => Actions
            .Where(action => LifecycleModel.StatusAfter(status, action) is not null)
            .SelectMany(action =>
                Enumerable.Repeat(action, LifecycleModel.Moves.ContainsKey((status, action)) ? 4 : action == TicketAction.Comment ? 1 : 2))
                    .ToArray()),
    ];

    static readonly TicketAction[][] Moving =
        [.. Enum.GetValues<TicketStatus>()
            .Select(status => LifecycleModel.Moves.Keys.Where(key => key.From == status).Select(key => key.Action).Order().ToArray())];

    /// <summary>Counts the states and results on the way, because a walk of refusals alone proves nothing.</summary>
    sealed class WalkCounts
    {
        public HashSet<TicketStatus> Statuses { get; } = [];
        public HashSet<TicketAction> Done { get; } = [];
        public HashSet<(TicketStatus, TicketAction)> Moves { get; } = [];
        public HashSet<string> Refusals { get; } = [];
        public int ByItself { get; set; }
        public long Succeeded { get; set; }
    }

    [Fact]
    public void No_sequence_of_actions_makes_an_illegal_ticket_and_every_decision_is_justified()
    {
        var seen = new WalkCounts();
        RandomSeed.Reproducibly(() => Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue).ArrayOf(Acts), Shorter), rolls =>
        {
            Walk(rolls, seen);
            return true;
        }).Check(RandomSeed.Config(Sequences)));

        seen.Statuses.ShouldBe(Enum.GetValues<TicketStatus>(), ignoreOrder: true);
        seen.Done.ShouldBe(Actions, ignoreOrder: true);
        seen.Moves.ShouldBe(LifecycleModel.Moves.Keys, ignoreOrder: true);
        seen.Refusals.ShouldBe(LifecycleModel.Refusals, ignoreOrder: true);
        seen.ByItself.ShouldBeGreaterThan(100);
        // More than a third of all actions succeed.
        seen.Succeeded.ShouldBeGreaterThan(Sequences * Acts / 3);
    }

    /// <summary>Random states, reachable or not, and people in random posts.</summary>
    [Fact]
    public void Every_decision_in_every_possible_state_is_justified() => RandomSeed.Reproducibly(() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), roll =>
        {
            var dice = new Dice(roll);
            var cast = new TestCast(ref dice);
            var state = AnyState(cast, ref dice);
            foreach (var action in Actions)
            {
                var actor = dice.Of(cast.People);
                ShouldBeJustified(state, action, actor);
                var byItself = Lifecycle.DecideAutomatically(state, action);
                (byItself.Allowed ? byItself.To : null as TicketStatus?).ShouldBe(
                    action == TicketAction.Escalate && state.HandlingLevel == 0 ? null : LifecycleModel.StatusAfter(state, action));
            }
            return true;
        }).Check(RandomSeed.Config(10_000)));

    [Fact]
    public void The_lifecycle_table_has_the_transitions_of_the_domain() =>
        Lifecycle.Transitions.ShouldBe(LifecycleModel.Moves, ignoreOrder: true);

    static void Walk(int[] rolls, WalkCounts seen)
    {
        if (rolls.Length == 0)
            return;
        var start = new Dice(rolls[0]);
        var cast = new TestCast(ref start);
        var ticket = new InMemoryTicket(cast, start.Of(Enum.GetValues<TicketKind>()),
            start.OneIn(8) ? start.Of<TicketStatus>([TicketStatus.Processing, TicketStatus.Closed]) : null, unverified: start.OneIn(8));
        ShouldBeLegal(TicketInvariants.Fault(ticket.View), null, null, ticket.State);
        foreach (var roll in rolls)
            Step(ticket, cast, new Dice(roll), seen);
    }

    static void Step(InMemoryTicket ticket, TestCast cast, Dice dice, WalkCounts seen)
    {
        ticket.Wait(dice.OneIn(4) ? TimeSpan.FromHours(dice.Next(60)) : TimeSpan.FromMinutes(dice.Next(60)));
        ticket.RetireGrid(dice.OneIn(10));
        ticket.WorkOnParts(dice);
        var before = ticket.View;
        var state = ticket.State;
        seen.Statuses.Add(state.Status);
        if (dice.OneIn(8))
        {
            if (ticket.Watch() is not { } watched)
                return;
            seen.ByItself += watched.Decision.Allowed ? 1 : 0;
            ShouldBeLegal(watched.Decision.Allowed ? TicketInvariants.Fault(before, ticket.View) : TicketInvariants.Fault(ticket.View),
                watched.Action, null, state);
            return;
        }

        var (action, actor, decision) = Choose(state, cast, ref dice, seen);
        if (!decision.Allowed || !ticket.Do(action, decision, actor, ref dice))
        {
            ticket.View.ShouldBe(before);
            return;
        }
        seen.Succeeded++;
        seen.Done.Add(action);
        if (Lifecycle.Transitions.ContainsKey((state.Status, action)))
            seen.Moves.Add((state.Status, action));
        seen.Statuses.Add(ticket.State.Status);
        ShouldBeLegal(action == TicketAction.Comment ? TicketInvariants.Fault(ticket.View) : TicketInvariants.Fault(before, ticket.View),
            action,
            actor, state);
    }

    /// <summary>Any action of any person; or, more often, a possible action by the first person who may take it.</summary>
    static (TicketAction, Actor, Decision) Choose(in TicketState state, TestCast cast, ref Dice dice, WalkCounts seen)
    {
        var anything = dice.OneIn(4);
        var action = dice.Of(anything ? Actions : Possible[(int)state.Status]);
        if (!anything && !IsOpen(state, action))
            action = dice.Of(Moving[(int)state.Status]);
        // Follows an open item to its end, which independent random actions would rarely reach.
        if (!anything && dice.OneIn(4))
            action = state.Request is not null
                ? TicketAction.ApproveRequest
                : state.Status == TicketStatus.Processing ? TicketAction.RequestExtension : action;
        var start = dice.OneIn(4) ? dice.Next(cast.People.Count) : Likely(state, action, cast, ref dice);
        for (var i = 0; ; i++)
        {
            var actor = cast.People[(start + i) % cast.People.Count];
            var decision = ShouldBeJustified(state, action, actor);
            if (decision.Refusal is { } refusal)
                seen.Refusals.Add(refusal);
            if (decision.Allowed || anything || i == cast.People.Count)
                return (action, actor, decision);
        }
    }

    /// <summary>Whether the item that the action answers exists.</summary>
    static bool IsOpen(in TicketState state, TicketAction action) => action switch
    {
        TicketAction.ApproveRequest or TicketAction.RefuseRequest => state.Request is not null,
        TicketAction.Arrive or TicketAction.ReportResult or TicketAction.Excuse or TicketAction.CancelJointAction =>
            state.JointAction is not null,
        TicketAction.Reply or TicketAction.Remind or TicketAction.Lift => state.Order is not null,
        _ => true,
    };

    /// <summary>The index of the first person to try.</summary>
    static int Likely(in TicketState state, TicketAction action, TestCast cast, ref Dice dice)
    {
        var who = action switch
        {
            TicketAction.Take or TicketAction.Return or TicketAction.Resolve or TicketAction.RequestExtension
                or TicketAction.RequestSuspension => state.HandlerId,
            TicketAction.Withdraw => state.FiledBy,
            TicketAction.ReportBack => state.VerifierId,
            TicketAction.Arrive or TicketAction.ReportResult => state.JointAction?.Unfinished.First().Person,
            _ => null,
        };
        var at = who is { } id ? cast.People.FindIndex(person => person.Id == id) : -1;
        return at < 0 ? dice.Next(cast.People.Count) : at;
    }

    static Decision ShouldBeJustified(in TicketState state, TicketAction action, Actor actor)
    {
        var decision = Lifecycle.Decide(state, action, actor);
        ShouldBeLegal(LifecycleModel.Fault(state, action, actor, decision), action, actor, state);
        // The contract lists the refusals of the table, so no other one may occur.
        if (decision.Refusal is { } code && !Lifecycle.RefusalsOf(action).Contains(code))
            ShouldBeLegal($"{code} is no refusal of it", action, actor, state);
        return decision;
    }

    static void ShouldBeLegal(string? fault, TicketAction? action, Actor? actor, in TicketState state)
    {
        if (fault is not null)
            throw new InvalidOperationException($"{fault}: {action} by {actor?.Name ?? "the program"} "
                + $"({string.Join(", ", actor?.Posts ?? [])}) of {state}");
    }

    static TicketState AnyState(TestCast cast, ref Dice dice)
    {
        var (handler, resolver, verifier, asker) = (Someone(ref dice), Someone(ref dice), Someone(ref dice), Someone(ref dice));
        var (filer, dispatcher) = (dice.Of(cast.People), Someone(ref dice));
        var called = new Participant[dice.Next(4)];
        for (var i = 0; i < called.Length; i++)
            called[i] = new Participant(dice.Of(cast.People).Id, "x", Arrived: dice.OneIn(2), Finished: dice.OneIn(2));
        return new TicketState(cast.Grid, dice.Of(Enum.GetValues<TicketStatus>()), dice.Next(4), handler?.Id,
            handler is null || dice.OneIn(5) ? null : dice.Of(handler.Posts).Kind, resolver?.Id, dice.OneIn(5))
        {
            Kind = dice.Of(Enum.GetValues<TicketKind>()),
            Confidential = dice.OneIn(4),
            Unverified = dice.OneIn(4),
            FiledBy = filer.Id,
            Established = dice.OneIn(2),
            DispatchedBy = dispatcher?.Id,
            VerifierId = verifier?.Id,
            Evaluated = dice.OneIn(2),
            Overdue = dice.OneIn(3),
            Extensions = dice.Next(4),
            Request = asker is null
                ? null
                : new PendingRequest(new Id(1), dice.OneIn(2) ? RequestKind.Extension : RequestKind.Suspension, asker.Id),
            JointAction = dice.OneIn(2) ? null : new OpenJointAction(new Id(2), called.DistinctBy(one => one.Person).ToList()),
            Order = dice.OneIn(2) ? null : new OpenOrder(new Id(3), dice.OneIn(2)),
            Whole = dice.OneIn(3) ? dice.Of(Enum.GetValues<TicketStatus>()) : null,
            Parts = dice.OneIn(2)
                ? null
                :
                [
                    new PartState("1", dice.Of(Enum.GetValues<TicketStatus>())),
                    new PartState("2", dice.Of(Enum.GetValues<TicketStatus>())),
                ],
        };

        Actor? Someone(ref Dice dice) => dice.OneIn(3) ? null : dice.Of(cast.People);
    }

    /// <summary>Shrinks a failing sequence: first it leaves out whole stretches, then single actions.</summary>
    static IEnumerable<int[]> Shorter(int[] rolls)
    {
        for (var length = rolls.Length / 2; length >= 1; length /= 2)
        {
            for (var from = 1; from + length <= rolls.Length; from += length)
                yield return [.. rolls[..from], .. rolls[(from + length)..]];
        }
    }
}
