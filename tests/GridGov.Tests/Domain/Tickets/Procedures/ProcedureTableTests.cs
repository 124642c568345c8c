using FsCheck;
using FsCheck.Fluent;
using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Procedures;
using GridGov.Security;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Domain.Tickets.Procedures;

/// <summary>Compares what is drawn with what the lifecycle decides, in both directions.</summary>
public class ProcedureTableTests
{
    static readonly Id Me = new(1);
    static readonly Id Other = new(2);

    static readonly ProcedureTable[] All =
        [.. Enum.GetValues<TicketKind>().SelectMany(kind => new[] { ProcedureTable.Of(kind, false), ProcedureTable.Of(kind, true) })];

    static ProcedureTable TableOf(in TicketState state) => ProcedureTable.Of(state.Kind, state.Confidential);

    /// <summary>Random tickets and people in every post: what the lifecycle accepts of a reachable status is drawn.</summary>
    [Fact]
    public void Every_step_that_the_lifecycle_accepts_is_drawn_for_a_post_and_its_conditions()
    {
        var accepted = new HashSet<(TicketStatus, TicketAction, PostKind)>();
        RandomSeed.Reproducibly(() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), roll =>
        {
            var dice = new Dice(roll);
            var (post, level) = AnyPost(ref dice);
            var state = AnyState(ref dice, post);
            // Only a condition is ever noted.
            if (state is { Status: TicketStatus.Noted, Kind: not TicketKind.Condition })
                return true;
            foreach (var action in Enum.GetValues<TicketAction>())
            {
                var decision = Lifecycle.Decide(state, action, ActorOf(post, level));
                if (!decision.Allowed)
                    continue;
                accepted.Add((state.Status, action, post));
                // Shouldly compiles an expression each time, which takes a minute for all of them.
                if (!WaysOf(TableOf(state), state.Status, action, decision.To)
                    .Any(way => way.Post == post && way.Conditions.All(condition => Holds(condition, state, level))))
                    throw new InvalidOperationException($"{action} by {post} of level {level} is not drawn: {state}");
            }
            return true;
        }).Check(RandomSeed.Config(40_000)));
        accepted.Count.ShouldBeGreaterThan(300);
        accepted.Select(each => (each.Item1, each.Item2)).Where(Lifecycle.Transitions.ContainsKey).Distinct()
            .ShouldBe(Lifecycle.Transitions.Keys, ignoreOrder: true);
    }

    /// <summary>Walks random drawn paths from the report to an end and back; the lifecycle accepts each step.</summary>
    [Fact]
    public void Every_drawn_path_is_accepted_by_the_lifecycle()
    {
        var walked = new HashSet<(ProcedureStep, PostKind)>();
        RandomSeed.Reproducibly(() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(12).ToArbitrary(), rolls =>
        {
            var table = All[rolls.Length == 0 ? 0 : rolls[0] % All.Length];
            var status = TicketStatus.Submitted;
            foreach (var roll in rolls)
            {
                var dice = new Dice(roll);
                var step = dice.Of(table.Steps.Where(step => step.From == status).ToList());
                var way = dice.Of(step.Posts);
                ShouldBeAccepted(table, step.From, step.Action, step.To, way);
                walked.Add((step, way.Post));
                status = step.To;
            }
            return true;
        }).Check(RandomSeed.Config(4_000)));
        walked.Count.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Every_drawn_step_and_act_is_accepted_for_each_of_its_posts()
    {
        foreach (var table in All)
        {
            foreach (var step in table.Steps)
            {
                step.Posts.ShouldNotBeEmpty($"{step.From} {step.Action}");
                foreach (var way in step.Posts)
                    ShouldBeAccepted(table, step.From, step.Action, step.To, way);
            }
            foreach (var (action, statuses, posts, _) in table.Acts)
            {
                foreach (var (status, way) in statuses.SelectMany(status => posts.Select(way => (status, way))))
                    ShouldBeAccepted(table, status, action, status, way);
            }
        }
    }

    [Fact]
    public void Only_conditions_are_noted_and_no_status_is_a_dead_end()
    {
        foreach (var kind in Enum.GetValues<TicketKind>())
        {
            var table = ProcedureTable.Of(kind, confidential: false);
            table.Steps.Any(step => step.Action == TicketAction.Note).ShouldBe(kind == TicketKind.Condition);
            foreach (var status in table.Statuses)
                table.Steps.ShouldContain(step => step.From == status, $"{kind} {status}");
        }
    }

    [Fact]
    public void The_words_say_who_may_check_dispatch_and_take_back()
    {
        var table = ProcedureTable.Of(TicketKind.Event, confidential: false);
        Ways(TicketStatus.Resolved, TicketAction.Pass, PostKind.Inspector).ShouldBe([[StepCondition.NotResolver]]);
        Ways(TicketStatus.Resolved, TicketAction.Pass, PostKind.GridHead)
            .ShouldBe([[StepCondition.AtHandlingLevel, StepCondition.NotResolver]]);
        Ways(TicketStatus.Dispatched, TicketAction.Recall, PostKind.GridHead)
            .ShouldBe([[StepCondition.Dispatcher, StepCondition.AtHandlingLevel]]);
        Ways(TicketStatus.Dispatched, TicketAction.Recall, PostKind.Dispatcher).ShouldBe([[StepCondition.AtHandlingLevel]]);
        Ways(TicketStatus.Dispatched, TicketAction.Take, PostKind.ServiceOfficer).ShouldBe([[StepCondition.Handler]]);
        Ways(TicketStatus.Dispatched, TicketAction.Take, PostKind.GridWorker).ShouldBeEmpty();
        Ways(TicketStatus.Rework, TicketAction.Take, PostKind.GridWorker).ShouldBe([[StepCondition.Handler]]);
        Ways(TicketStatus.Processing, TicketAction.Suspend, PostKind.Dispatcher)
            .ShouldBe([[StepCondition.OneLevelAbove, StepCondition.NotHandler]]);
        table.Steps.Single(step => step.Action == TicketAction.Resolve).Refusals.ShouldBe(["participants-missing", "parts-open"]);
        table.Steps.Where(step => step is { From: TicketStatus.Merged, Action: TicketAction.Reopen }).Select(step => step.To)
            .ShouldBe([TicketStatus.Submitted, TicketStatus.Accepted]);
        table.Acts.Where(act => act.Action == TicketAction.Contact && act.Posts.Any(way => way.Conditions.Count > 0))
            .SelectMany(act => act.From).ShouldBe(Enum.GetValues<TicketStatus>().Where(Lifecycle.IsInHand), ignoreOrder: true);
        ProcedureTable.Of(TicketKind.Event, confidential: true).Acts.Where(act => act.Action == TicketAction.Contact)
            .SelectMany(act => act.Posts).ShouldAllBe(way => way.Conditions.Count == 0);

        IEnumerable<IReadOnlyList<StepCondition>> Ways(TicketStatus from, TicketAction action, PostKind post) =>
            table.Steps.Where(step => step.From == from && step.Action == action).SelectMany(step => step.Posts)
                .Where(way => way.Post == post).Select(way => way.Conditions);
    }

    [Fact]
    public void Every_required_property_of_an_action_has_a_name()
    {
        var verbs = App.Shared.Services.GetRequiredService<TicketVerbs>();
        var required = Enum.GetValues<TicketAction>().SelectMany(verbs.RequiredProperties).Distinct().ToList();
        required.ShouldBe(RequiredPropertyLabels.All.Keys, ignoreOrder: true);
        Enum.GetValues<TicketAction>().Where(verbs.NeedsAfterPhoto).ShouldBe([TicketAction.SelfHandle, TicketAction.Resolve]);
    }

    static void ShouldBeAccepted(ProcedureTable table, TicketStatus status, TicketAction action, TicketStatus to, PermittedPost way)
    {
        var tried =
            from kind in Enum.GetValues<TicketKind>()
            from confidential in new[] { false, true }
            where ReferenceEquals(ProcedureTable.Of(kind, confidential), table)
            from level in Enumerable.Range(0, 4)
            where PostRights.IsHeldAt(way.Post, level)
            from handling in Enumerable.Range(0, 4)
            from established in new[] { true, false }
            let state = StateFor(kind, confidential, status, action, way, handling, established)
            where way.Conditions.All(condition => Holds(condition, state, level))
            select (Decision: Lifecycle.Decide(state, action, ActorOf(way.Post, level)), Level: level);
        var decisions = tried.ToList();
        if (decisions.Count == 0 || !decisions.TrueForAll(each => each.Decision.Allowed)
            || !decisions.Exists(each => each.Decision.To == to))
            throw new InvalidOperationException($"{status} {action} {to} by {way.Post} ({string.Join(", ", way.Conditions)}) is refused.");
    }

    static IEnumerable<PermittedPost> WaysOf(ProcedureTable table, TicketStatus status, TicketAction action, TicketStatus to) =>
    [
        .. table.Steps.Where(step => step.From == status && step.Action == action && step.To == to).SelectMany(step => step.Posts),
        .. table.Acts.Where(act => act.Action == action && act.From.Contains(status)).SelectMany(act => act.Posts),
    ];

    /// <summary>What a condition means, said once more without the lifecycle.</summary>
    static bool Holds(StepCondition condition, in TicketState state, int level) => condition switch
    {
        StepCondition.AtHandlingLevel => level <= state.HandlingLevel,
        StepCondition.OneLevelAbove => level < state.HandlingLevel || level == 0,
        StepCondition.AboveStreet => state.HandlingLevel == 0,
        StepCondition.NotAboveStreet => state.HandlingLevel != 0,
        StepCondition.Filer => state.FiledBy == Me,
        StepCondition.Verifier => state.VerifierId == Me,
        StepCondition.Handler => state.HandlerId == Me,
        StepCondition.Dispatcher => state.DispatchedBy == Me,
        StepCondition.Participant => state.JointAction!.Participants.Any(participant => participant.Person == Me),
        StepCondition.NotResolver => state.ResolvedBy != Me,
        StepCondition.NotRequester => state.Request!.Value.By != Me,
        StepCondition.NotHandler => state.HandlerId != Me,
    };

    static (PostKind Post, int Level) AnyPost(ref Dice dice)
    {
        var post = dice.Of(Enum.GetValues<PostKind>());
        return (post, dice.Of(Enumerable.Range(0, 4).Where(level => PostRights.IsHeldAt(post, level)).ToList()));
    }

    static Actor ActorOf(PostKind post, int level) => new(Me, Id.None, null, "person", mustChangePassword: false,
        [new Post(post, null, level == 0 ? "4101" : "410103003005006"[..GridCode.LengthOf(level)], null, default, null)]);

    static TicketState StateFor(
        TicketKind kind, bool confidential, TicketStatus status, TicketAction action, PermittedPost way, int handling, bool established)
    {
        var answers = Lifecycle.Rules[action].Refusals;
        return new TicketState("410103003005006", status, handling, If(StepCondition.Handler), way.Post, Other)
        {
            Kind = kind, Confidential = confidential, Established = established,
            FiledBy = If(StepCondition.Filer), VerifierId = If(StepCondition.Verifier), DispatchedBy = If(StepCondition.Dispatcher),
            Request = answers.Contains("no-pending-request") ? new PendingRequest(new Id(3), RequestKind.Extension, Other) : null,
            JointAction = answers.Contains("no-open-joint-action")
                ? new OpenJointAction(new Id(4),
                    [new Participant(If(StepCondition.Participant), "x", Arrived: action == TicketAction.ReportResult, Finished: false)])
                : null,
            Order = answers.Contains("no-open-order") ? new OpenOrder(new Id(5), Replied: false) : null,
        };

        Id If(StepCondition condition) => way.Conditions.Contains(condition) ? Me : Other;
    }

    /// <summary>A handler holds a post that is dispatched to, or handled on the spot; no one else's post stands on a ticket.</summary>
    static TicketState AnyState(ref Dice dice, PostKind mine)
    {
        var status = dice.Of(Enum.GetValues<TicketStatus>());
        var handles = CurrentPost.KindsFor(GivenWork.Dispatch).ToList();
        if (status != TicketStatus.Dispatched)
            handles.Add(PostKind.GridWorker);
        var confidential = dice.OneIn(4);
        var me = handles.Contains(mine) && dice.OneIn(3);
        return new TicketState("410103003005006", status, dice.Next(4), me || dice.OneIn(6) ? Me : Other,
            me ? mine : dice.Of(handles), dice.OneIn(6) ? Me : Other, dice.OneIn(8))
        {
            Kind = dice.Of(Enum.GetValues<TicketKind>()), Confidential = confidential,
            FiledBy = dice.OneIn(3) ? Me : Other, Established = dice.OneIn(2), VerifierId = dice.OneIn(3) ? Me : Other,
            DispatchedBy = dice.OneIn(3) ? Me : Other, Evaluated = dice.OneIn(4), Overdue = dice.OneIn(4), Extensions = dice.Next(3),
            Request = dice.OneIn(2) ? null : new PendingRequest(new Id(3), RequestKind.Suspension, dice.OneIn(4) ? Me : Other),
            JointAction = dice.OneIn(2)
                ? null
                : new OpenJointAction(new Id(4),
                    [new Participant(dice.OneIn(2) ? Me : Other, "x", Arrived: dice.OneIn(2), Finished: dice.OneIn(3))]),
            Order = dice.OneIn(2) ? null : new OpenOrder(new Id(5), dice.OneIn(3)),
            Parts = dice.OneIn(4) ? [new PartState("1", TicketStatus.Closed)] : null,
        };
    }
}
