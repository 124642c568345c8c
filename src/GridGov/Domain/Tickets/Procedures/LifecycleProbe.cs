using System.Collections.Concurrent;
using GridGov.Domain.Posts;
using GridGov.Security;

namespace GridGov.Domain.Tickets.Procedures;

/// <summary>
/// Asks the lifecycle who may do an action in a status: each post at each of its levels, for a ticket handled at each level, by a
/// stranger to the ticket and by whoever filed, verifies, handles, dispatched, resolved or asked. Its conditions are the words for the
/// answers, and an answer without words is an error.
/// </summary>
sealed class LifecycleProbe
{
    const string Grid = "100000000000000";

    static readonly Id Self = new(1);
    static readonly Id Other = new(2);
    static readonly ConcurrentDictionary<(PostKind Post, int Level), Actor> Actors = new();

    /// <summary>How who acts is related to the ticket.</summary>
    enum Relation { Stranger, Filer, Verifier, Handler, Dispatcher, Participant, Resolver, Requester, HandlerByOtherPost }

    static readonly (StepCondition Condition, Func<int, int, bool> Holds)[] Levels =
    [
        (StepCondition.AtHandlingLevel, (post, handling) => post <= handling),
        (StepCondition.OneLevelAbove, (post, handling) => post <= Math.Max(0, handling - 1)),
        (StepCondition.AboveStreet, (_, handling) => handling == 0),
        (StepCondition.NotAboveStreet, (_, handling) => handling > 0),
    ];

    readonly TicketKind kind;
    readonly bool confidential;
    readonly TicketStatus status;
    readonly TicketAction action;
    readonly bool established;
    readonly HashSet<string> refused = new(StringComparer.Ordinal);

    public LifecycleProbe(TicketKind kind, bool confidential, TicketStatus status, TicketAction action, bool established)
    {
        (this.kind, this.confidential, this.status, this.action, this.established) = (kind, confidential, status, action, established);
        Posts = [.. Enum.GetValues<PostKind>()
            .Where(post => PostRights.Of(post).Contains(Lifecycle.CapabilityFor(action)))
            .SelectMany(WaysOf)];
        Refusals = [.. Lifecycle.Rules[action].Refusals.Where(code => !refused.Contains(code))];
    }

    /// <summary>The status afterwards; null when nobody may do it.</summary>
    public TicketStatus? To { get; private set; }

    public IReadOnlyList<PermittedPost> Posts { get; }

    /// <summary>The codes that none of the conditions says: they depend on what else the ticket has.</summary>
    public IReadOnlyList<string> Refusals { get; }

    /// <summary>The ways in which a post may do it: whoever holds it, or only who is related to the ticket.</summary>
    IEnumerable<PermittedPost> WaysOf(PostKind post)
    {
        var free = AllowedFor(post, Relation.Stranger);
        if (free.Count > 0)
        {
            var exceptions =
                from exception in new[]
                {
                    (Relation.Resolver, StepCondition.NotResolver), (Relation.Requester, StepCondition.NotRequester),
                    (Relation.HandlerByOtherPost, StepCondition.NotHandler),
                }
                where AllowedFor(post, exception.Item1).Count == 0
                select exception.Item2;
            yield return new PermittedPost(post, [.. LevelsOf(post, free), .. exceptions]);
        }
        foreach (var (relation, condition) in RelationsOf(post))
        {
            var related = AllowedFor(post, relation);
            if (!related.IsSubsetOf(free))
                yield return new PermittedPost(post, [condition, .. LevelsOf(post, related)]);
        }
    }

    /// <summary>How the holder of a post can be related to a ticket by that post.</summary>
    IEnumerable<(Relation, StepCondition)> RelationsOf(PostKind post)
    {
        var rights = PostRights.Of(post);
        if (rights.Contains(Capability.TicketFile))
            yield return (Relation.Filer, StepCondition.Filer);
        if (CurrentPost.KindsFor(GivenWork.Verify).Contains(post))
            yield return (Relation.Verifier, StepCondition.Verifier);
        // Who handled on the spot handles again after a failed check, and is never dispatched to.
        if (CurrentPost.KindsFor(GivenWork.Dispatch).Contains(post)
            || (status != TicketStatus.Dispatched && rights.Contains(Capability.TicketSelfHandle)))
            yield return (Relation.Handler, StepCondition.Handler);
        if (rights.Contains(Capability.TicketDispatch))
            yield return (Relation.Dispatcher, StepCondition.Dispatcher);
        if (CurrentPost.KindsFor(GivenWork.Summon).Contains(post))
            yield return (Relation.Participant, StepCondition.Participant);
    }

    HashSet<(int Post, int Handling)> AllowedFor(PostKind post, Relation relation)
    {
        var allowed = new HashSet<(int, int)>();
        foreach (var (level, handling) in AllLevels(post))
        {
            var decision = Lifecycle.Decide(StateOf(post, relation, handling), action, ActorOf(post, level));
            if (decision.Refusal is { } code)
            {
                refused.Add(code);
                continue;
            }
            allowed.Add((level, handling));
            To = decision.To;
        }
        return allowed;
    }

    static IEnumerable<(int Post, int Handling)> AllLevels(PostKind post) =>
        from level in Enumerable.Range(0, 4)
        where PostRights.IsHeldAt(post, level)
        from handling in Enumerable.Range(0, 4)
        select (level, handling);

    /// <summary>The fewest conditions on the levels that say exactly what is allowed.</summary>
    IReadOnlyList<StepCondition> LevelsOf(PostKind post, HashSet<(int Post, int Handling)> allowed)
    {
        var all = AllLevels(post).ToList();
        var sets = Enumerable.Range(0, 1 << Levels.Length).OrderBy(bits => int.PopCount(bits))
            .Select(bits => Levels.Where((_, i) => (bits >> i & 1) == 1).ToList());
        foreach (var set in sets)
        {
            if (allowed.SetEquals(all.Where(at => set.TrueForAll(level => level.Holds(at.Post, at.Handling)))))
                return [.. set.Select(level => level.Condition)];
        }
        throw new InvalidOperationException($"No words say at which levels {post} may {action} a ticket that is {status}.");
    }

    static Actor ActorOf(PostKind post, int level) => Actors.GetOrAdd((post, level), static held => new Actor(
        Self, Id.None, null, "", mustChangePassword: false,
        [new Post(held.Post, null, held.Level == 0 ? GridCode.Everywhere : Grid[..GridCode.LengthOf(held.Level)], null, default, null)]));

    /// <summary>A ticket that nothing but the relation keeps from the action.</summary>
    TicketState StateOf(PostKind post, Relation relation, int handling)
    {
        var isHandler = relation is Relation.Handler or Relation.HandlerByOtherPost;
        return new TicketState(Grid, status, handling, If(isHandler), HandlerPost(), If(relation == Relation.Resolver))
        {
            Kind = kind,
            Confidential = confidential,
            Established = established,
            FiledBy = If(relation == Relation.Filer),
            VerifierId = If(relation == Relation.Verifier),
            DispatchedBy = If(relation == Relation.Dispatcher),
            Request = Answers("no-pending-request")
                ? new PendingRequest(Other, RequestKind.Extension, If(relation == Relation.Requester))
                : null,
            JointAction = Answers("no-open-joint-action") ? new OpenJointAction(Other, [Summoned()]) : null,
            Order = Answers("no-open-order") ? new OpenOrder(Other, Replied: false) : null,
        };

        static Id If(bool related) => related ? Self : Other;

        // Who reports has arrived.
        Participant Summoned() => new(
            If(relation == Relation.Participant), "", Arrived: action == TicketAction.ReportResult, Finished: false);

        PostKind? HandlerPost() => relation == Relation.HandlerByOtherPost
            ? Enum.GetValues<PostKind>().First(other => other != post)
            : post;

        bool Answers(string refusal) => Lifecycle.Rules[action].Refusals.Contains(refusal);
    }
}
