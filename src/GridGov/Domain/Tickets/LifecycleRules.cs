using GridGov.Security;
using GridGov.Text;
using static GridGov.Domain.Tickets.TicketAction;

namespace GridGov.Domain.Tickets;

public static partial class Lifecycle
{
    public const int MaxExtensions = 2;

    /// <summary>Decides on an action; the list of possible actions uses it too, so both agree.</summary>
    public static Decision Decide(TicketState ticket, TicketAction action, Actor actor)
    {
        var posts = actor.PostsFor(CapabilityFor(action), ticket.Grid).ToList();
        if (posts.Count == 0)
            return Decision.Refused("post-not-allowed", CapabilityLabels.Of(CapabilityFor(action)));
        if (ticket.HandlingLevel > 0 && IsLimitedAboveStreet(action))
            posts.RemoveAll(post => post.Kind == PostKind.Supervisor);
        if (posts.Count == 0)
            return Decision.Refused("only-above-street");
        if (StatusAfter(ticket, action) is not { } to)
            return Decision.Refused("action-not-allowed-in-status", Labels.Of(ticket.Status));
        return ApplyRules(ticket, action, actor, posts) switch
        {
            (null, var refused) => refused,
            var (post, _) => new Decision(to, post),
        };
    }

    /// <summary>Decides on an automatic action, by the table alone.</summary>
    public static Decision DecideAutomatically(TicketState ticket, TicketAction action) => StatusAfter(ticket, action) is not { } to
        ? Decision.Refused("action-not-allowed-in-status", Labels.Of(ticket.Status))
        : action == Escalate && ticket.HandlingLevel == 0
            ? Decision.Refused("already-above-street")
            : new Decision(to, Post: null);

    /// <summary>Decides on handing an open ticket over to another handler, which keeps its status.</summary>
    public static Decision DecideHandOver(TicketState ticket, Actor actor)
    {
        if (!IsInHand(ticket.Status))
            return Decision.Refused("action-not-allowed-in-status", Labels.Of(ticket.Status));
        var decision = Decide(ticket with { Status = TicketStatus.Processing }, Reassign, actor);
        return decision.Allowed ? decision with { To = ticket.Status } : decision;
    }

    /// <summary>Decides whether the actor may call the reporters as the ticket's handler, and read who they are for it.</summary>
    public static Decision DecideHandlerCall(TicketState ticket, Actor actor)
    {
        var posts = actor.PostsFor(CapabilityFor(Contact), ticket.Grid).Where(post => PostRights.ReadsOwnOnly(post.Kind)).ToList();
        return posts.Count == 0
            ? Decision.Refused("post-not-allowed", CapabilityLabels.Of(CapabilityFor(Contact)))
            : CheckHandlerCall(ticket, actor, posts) switch
            {
                (null, var refused) => refused,
                var (post, _) => new Decision(ticket.Status, post),
            };
    }

    /// <summary>The condition of <see cref="IsInHand"/> on tickets t, by which the index of a handler's open tickets is used.</summary>
    public const string InHand = "t.closed_at IS NULL AND t.status IN ('dispatched', 'processing', 'suspended', 'rework')";

    /// <summary>Whether a handler works on it, or has to.</summary>
    public static bool IsInHand(TicketStatus status) =>
        status is TicketStatus.Dispatched or TicketStatus.Processing or TicketStatus.Suspended or TicketStatus.Rework;

    /// <summary>Whether the work of a part is done, or not to be done: what its whole waits for before it is resolved.</summary>
    public static bool IsDone(TicketStatus status) => status == TicketStatus.Resolved || HasEnded(status);

    static TicketStatus? StatusAfter(TicketState ticket, TicketAction action) =>
        ReturnsToReport(ticket, action) ? TicketStatus.Submitted : StatusAfter(ticket.Status, action);

    static TicketStatus? StatusAfter(TicketStatus status, TicketAction action) =>
        Transitions.TryGetValue((status, action), out var to) ? to
        : ActionsWithoutTransition.TryGetValue(action, out var possible) && possible.Contains(status) ? status
        : null;

    /// <summary>
    /// A report that was merged before anybody accepted it, or that nobody has verified yet, waits for its acceptance again.
    /// </summary>
    static bool ReturnsToReport(TicketState ticket, TicketAction action) =>
        action == Reopen && HasEnded(ticket.Status) && !ticket.Established && (ticket.Status == TicketStatus.Merged || ticket.Unverified);

    /// <summary>The post with which the actor may act, or the refusal.</summary>
    static (Post? Post, Decision Refused) ApplyRules(TicketState ticket, TicketAction action, Actor actor, List<Post> posts)
    {
        switch (action)
        {
            case Withdraw:
                return ticket.FiledBy == actor.Id ? Allow(posts[0]) : Refuse("not-the-filer");

            case Amend when AtLevel(ticket, posts.FindAll(post => post.May(Capability.TicketAccept))) is ({ } amending, _):
                return Allow(amending);
            case Amend:
                return ticket.FiledBy == actor.Id && ticket.Status is (TicketStatus.Submitted or TicketStatus.Verifying)
                    ? Allow(posts[0])
                    : Refuse("not-the-amender");

            case Merge or Split or Cancel when AtLevel(ticket, posts) is ({ }, _) && RefuseByParts(ticket, action) is { } refused:
                return (null, refused);
            case Note when ticket.Kind != TicketKind.Condition:
                return Refuse("not-a-condition", Labels.Of(ticket.Kind));
            // Each of them establishes the ticket, which somebody has to see on the spot before.
            case Accept or Note when ticket.Unverified && AtLevel(ticket, posts) is ({ }, _):
            case SelfHandle when ticket.Unverified:
                return Refuse("verification-needed");
            // A level cannot decide on tickets escalated above it.
            case Accept or Verify or Reject or Merge or Note or Dispatch or Reassign or Cancel or Split:
                return AtLevel(ticket, posts);
            case Recall when ticket.DispatchedBy != actor.Id && AtLevel(ticket, posts) is ({ }, _):
                // Heads take back only their own dispatches.
                return posts.Find(post => post.Kind != PostKind.GridHead && post.Level <= ticket.HandlingLevel) is { } recalling
                    ? Allow(recalling)
                    : Refuse("not-the-dispatcher");
            case Recall:
                return AtLevel(ticket, posts);
            case Escalate:
                {
                    return AtLevel(ticket, posts) is ({ }, _) && ticket.HandlingLevel == 0
                        ? Refuse("already-above-street")
                        : AtLevel(ticket, posts);
                }

            case TicketAction.ReportBack:
                return ticket.VerifierId == actor.Id ? Allow(posts[0]) : Refuse("not-the-verifier");

            case Resolve when HandlerPost(ticket, actor, posts) is { } handling:
                return ticket.JointAction?.Unfinished.Select(participant => participant.Name).ToList() is { Count: > 0 } missing
                    ? Refuse("participants-missing", new LocalizedText(string.Join('、', missing), string.Join(", ", missing)))
                    : RefuseByParts(ticket, action) is { } unfinished ? (null, unfinished)
                    : Allow(handling);
            case Take or Return or Resolve:
                return HandlerPost(ticket, actor, posts) is { } handler ? Allow(handler) : Refuse("not-the-handler");

            case Pass or Fail:
                // Inspectors check all tickets; heads those handled at their level or below.
                if (posts.Find(p => p.Kind != PostKind.GridHead || p.Level <= ticket.HandlingLevel) is not { } checking)
                    return Refuse("handling-level-above-post", ticket.HandlingLevel);
                if (ticket.ResolvedBy == actor.Id)
                    return Refuse("resolver-cannot-check");
                return RefuseByParts(ticket, action) is { } notEnded ? (null, notEnded) : Allow(checking);
            case Evaluate when ticket.ResolvedBy == actor.Id:
                return Refuse("resolver-cannot-check");
            case Evaluate when ticket.Evaluated:
                return Refuse("already-evaluated");

            case Reopen when ticket.GridRetired:
                return Refuse("grid-already-retired", ticket.Grid);
            case Reopen when ticket.Whole is { } whole && HasEnded(whole):
                return Refuse("whole-ended");

            case Resume:
                // By the handler, or by those who could grant the suspension.
                if (HandlerPost(ticket, actor, posts) is { } own)
                    return Allow(own);
                return posts.Exists(IsApprover) ? LevelAbove(ticket, posts.FindAll(IsApprover)) : Refuse("not-the-handler");

            case TicketAction.RequestExtension or TicketAction.RequestSuspension:
                return CheckRequest(ticket, action, HandlerPost(ticket, actor, posts));
            case Suspend:
                if (ticket.HandlerId == actor.Id)
                    return Refuse("requester-cannot-decide");
                return ticket.Overdue ? Refuse("deadline-passed") : LevelAbove(ticket, posts);
            case TicketAction.ApproveRequest or TicketAction.RefuseRequest:
                if (ticket.Request is not { } request)
                    return Refuse("no-pending-request");
                if (request.By == actor.Id)
                    return Refuse("requester-cannot-decide");
                return action == TicketAction.ApproveRequest && ticket.Overdue ? Refuse("deadline-passed") : LevelAbove(ticket, posts);

            case Summon:
                return AtLevel(ticket, posts) is ({ } summoning, _)
                    ? ticket.JointAction is null ? Allow(summoning) : Refuse("joint-action-open")
                    : AtLevel(ticket, posts);
            case Excuse or TicketAction.CancelJointAction:
                return ticket.JointAction is null ? Refuse("no-open-joint-action") : AtLevel(ticket, posts);
            case TicketAction.Arrive or TicketAction.ReportResult:
                return CheckJointAction(ticket, action, actor, posts);

            case Supervise when ticket.Order is not null:
                return Refuse("order-open");
            case Remind or Lift when ticket.Order is null:
                return Refuse("no-open-order");
            case Reply:
                return CheckReply(ticket, actor, posts);

            case Contact:
                return posts.Find(p => !PostRights.ReadsOwnOnly(p.Kind)) is { } calling
                    ? Allow(calling)
                    : CheckHandlerCall(ticket, actor, posts);

            // The capability is enough: SelfHandle, Evaluate, Reopen, Comment, Supervise, Remind, Lift.
            default:
                return Allow(posts[0]);
        }
    }

    static (Post? Post, Decision Refused) CheckRequest(TicketState ticket, TicketAction action, Post? handling)
    {
        if (handling is null)
            return Refuse("not-the-handler");
        if (ticket.Request is not null)
            return Refuse("request-pending");
        if (ticket.Overdue)
            return Refuse("deadline-passed");
        return action == TicketAction.RequestExtension && ticket.Extensions >= MaxExtensions
            ? Refuse("extensions-used-up", MaxExtensions)
            : Allow(handling);
    }

    static (Post? Post, Decision Refused) CheckJointAction(TicketState ticket, TicketAction action, Actor actor, List<Post> posts)
    {
        if (ticket.JointAction is not { } joint)
            return Refuse("no-open-joint-action");
        foreach (var participant in joint.Participants)
        {
            if (participant.Person != actor.Id)
                continue;
            if (participant.Finished)
                return Refuse("participant-finished");
            if (participant.Arrived == (action == TicketAction.Arrive))
                return Refuse(participant.Arrived ? "already-arrived" : "not-arrived-yet");
            return Allow(posts[0]);
        }
        return Refuse("not-summoned");
    }

    /// <summary>Handlers call the reporters of a ticket while it is in their hands; those of confidential tickets never.</summary>
    static (Post? Post, Decision Refused) CheckHandlerCall(TicketState ticket, Actor actor, List<Post> posts) =>
        ticket.Confidential ? Refuse("post-not-allowed", CapabilityLabels.Of(CapabilityFor(Contact)))
        : IsInHand(ticket.Status) && HandlerPost(ticket, actor, posts) is { } handler ? Allow(handler)
        : Refuse("not-the-handler");

    /// <summary>
    /// A part is neither split nor merged, and a whole not merged; a whole is resolved after its parts, and closed or cancelled when they
    /// have ended.
    /// </summary>
    static Decision? RefuseByParts(TicketState ticket, TicketAction action) => action switch
    {
        Merge or Split when ticket.Whole is not null => Decision.Refused("ticket-is-part"),
        Merge when ticket.Parts is not null => Decision.Refused("ticket-has-parts"),
        Resolve when FindOpenParts(ticket, IsDone) is { } open => Decision.Refused("parts-open", open),
        Pass or Cancel when FindOpenParts(ticket, HasEnded) is { } open => Decision.Refused("parts-open", open),
        _ => null,
    };

    /// <summary>The numbers of the parts of which a condition does not hold; null when it holds of all.</summary>
    static LocalizedText? FindOpenParts(TicketState ticket, Func<TicketStatus, bool> isFinished)
    {
        var open = ticket.Parts?.Where(part => !isFinished(part.Status)).Select(part => part.Number).ToList();
        return open is { Count: > 0 } ? new LocalizedText(string.Join('、', open), string.Join(", ", open)) : null;
    }

    /// <summary>The handler, or the heads and dispatchers of the ticket's level, may reply.</summary>
    static (Post? Post, Decision Refused) CheckReply(TicketState ticket, Actor actor, List<Post> posts)
    {
        if (ticket.Order is not { } order)
            return Refuse("no-open-order");
        var post = HandlerPost(ticket, actor, posts)
            ?? posts.Find(p => p.Kind is PostKind.GridHead or PostKind.Dispatcher && p.Level <= ticket.HandlingLevel);
        return post is null ? Refuse("not-addressed")
            : order.Replied ? Refuse("already-replied")
            : Allow(post);
    }

    static (Post? Post, Decision Refused) Allow(Post post) => (post, default);

    static (Post? Post, Decision Refused) Refuse(string code, object? about = null) => (null, Decision.Refused(code, about));

    static (Post? Post, Decision Refused) AtLevel(TicketState ticket, List<Post> posts) =>
        posts.Find(post => post.Level <= ticket.HandlingLevel) is { } post
            ? Allow(post)
            : Refuse("handling-level-above-post", ticket.HandlingLevel);

    /// <summary>Requires a post one level above the handling level; level 0 is the highest.</summary>
    static (Post? Post, Decision Refused) LevelAbove(TicketState ticket, List<Post> posts)
    {
        var level = Math.Max(0, ticket.HandlingLevel - 1);
        return posts.Find(post => post.Level <= level) is { } post ? Allow(post) : Refuse("decided-one-level-up", level);
    }

    static Post? HandlerPost(TicketState ticket, Actor actor, List<Post> posts) =>
        ticket.HandlerId == actor.Id ? posts.Find(post => post.Kind == ticket.HandlerPost) : null;

    /// <summary>Supervisors dispatch, cancel, summon and check only above the street, where there may be nobody else to do it.</summary>
    static bool IsLimitedAboveStreet(TicketAction action) => CapabilityFor(action) is
        Capability.TicketDispatch or Capability.TicketCancel or Capability.TicketSummon or Capability.TicketCheck;

    static bool IsApprover(Post post) => post.May(Capability.TicketApprove);
}
