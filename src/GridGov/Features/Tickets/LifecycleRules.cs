using GridGov.Platform.Security;
using static GridGov.Features.Tickets.TicketAction;
using static GridGov.Platform.TicketStatus;

namespace GridGov.Features.Tickets;

public static partial class Lifecycle
{
    /// <summary>Extensions of one round of handling.</summary>
    public const int MaxExtensions = 2;

    /// <summary>The same for the action itself and for the list of what is possible, so the two never disagree.</summary>
    public static Decision Decide(TicketState ticket, TicketAction action, Actor actor)
    {
        var posts = actor.PostsFor(CapabilityFor(action), ticket.Grid).ToList();
        if (posts.Count == 0)
            return Decision.Refused("post-not-allowed", action.Code());
        if (StatusAfter(ticket.Status, action) is not { } to)
            return Decision.Refused("action-not-allowed-in-status", ticket.Status.Code());
        return Ruled(ticket, action, actor, posts) switch
        {
            (null, var refused) => refused,
            var (post, _) => new Decision(to, post),
        };
    }

    /// <summary>What the program does by itself when its time has come: nobody's right is asked, the table is.</summary>
    public static Decision DecideByItself(TicketState ticket, TicketAction action) => StatusAfter(ticket.Status, action) is not { } to
        ? Decision.Refused("action-not-allowed-in-status", ticket.Status.Code())
        : action == Escalate && ticket.HandlingLevel == 0
            ? Decision.Refused("already-above-street")
            : new Decision(to, Post: null);

    static TicketStatus? StatusAfter(TicketStatus status, TicketAction action) =>
        Moves.TryGetValue((status, action), out var to) ? to
        : Stays.TryGetValue(action, out var possible) && possible.Contains(status) ? status
        : null;

    /// <summary>The post in which the actor may do it, or the rule that is against it.</summary>
    static (Post? Post, Decision Refused) Ruled(TicketState ticket, TicketAction action, Actor actor, List<Post> posts)
    {
        switch (action)
        {
            // What a street has taken over is not the unit grid's to decide any more.
            case Accept or Verify or Reject or Merge or Dispatch or Cancel:
                return AtLevel(ticket, posts);
            case Note when ticket.Kind != TicketKind.Condition:
                return No("not-a-condition", ticket.Kind.Code());
            case Note:
                return AtLevel(ticket, posts);
            case Escalate:
                return AtLevel(ticket, posts) is ({ }, _) && ticket.HandlingLevel == 0 ? No("already-above-street") : AtLevel(ticket, posts);

            case TicketAction.ReportBack:
                return ticket.VerifierId == actor.Id ? Yes(posts[0]) : No("not-the-verifier");

            case Resolve when IsHandler(ticket, actor, posts) is { } handling:
                return ticket.JointAction?.Missing.Select(participant => participant.Name).ToList() is { Count: > 0 } missing
                    ? No("participants-missing", string.Join(", ", missing))
                    : Yes(handling);
            case Take or Return or Resolve:
                return IsHandler(ticket, actor, posts) is { } handler ? Yes(handler) : No("not-the-handler");

            case Pass or Fail:
                // Inspectors check for everybody; a head checks what is in hand at the own level or below.
                if (posts.Find(p => p.Kind != PostKind.GridHead || p.Level <= ticket.HandlingLevel) is not { } checking)
                    return No("handling-level-above-post", ticket.HandlingLevel);
                return ticket.ResolvedBy == actor.Id ? No("resolver-cannot-check") : Yes(checking);
            case Evaluate when ticket.ResolvedBy == actor.Id:
                return No("resolver-cannot-check");
            case Evaluate when ticket.Evaluated:
                return No("already-evaluated");

            case Reopen when ticket.GridRetired:
                return No("grid-already-retired");

            case Resume:
                // By the handler, or by who could have granted the suspension.
                if (IsHandler(ticket, actor, posts) is { } own)
                    return Yes(own);
                return posts.Exists(IsApprover) ? LevelAbove(ticket, posts.FindAll(IsApprover)) : No("not-the-handler");

            case TicketAction.RequestExtension or TicketAction.RequestSuspension:
                return Requested(ticket, action, IsHandler(ticket, actor, posts));
            case Suspend:
                if (ticket.HandlerId == actor.Id)
                    return No("requester-cannot-decide");
                return ticket.Overdue ? No("deadline-passed") : LevelAbove(ticket, posts);
            case TicketAction.ApproveRequest or TicketAction.RefuseRequest:
                if (ticket.Request is not { } request)
                    return No("no-pending-request");
                if (request.By == actor.Id)
                    return No("requester-cannot-decide");
                return action == TicketAction.ApproveRequest && ticket.Overdue ? No("deadline-passed") : LevelAbove(ticket, posts);

            case Summon:
                return AtLevel(ticket, posts) is ({ } summoning, _)
                    ? ticket.JointAction is null ? Yes(summoning) : No("joint-action-open")
                    : AtLevel(ticket, posts);
            case Excuse or TicketAction.CancelJointAction:
                return ticket.JointAction is null ? No("no-open-joint-action") : AtLevel(ticket, posts);
            case TicketAction.Arrive or TicketAction.ReportResult:
                return Joined(ticket, action, actor, posts);

            case Supervise when ticket.Order is not null:
                return No("order-open");
            case Remind or Lift when ticket.Order is null:
                return No("no-open-order");
            case Reply:
                return Replied(ticket, actor, posts);

            // To be in such a post is enough: SelfHandle, Evaluate, Reopen, Comment, Supervise, Remind, Lift, Contact.
            default:
                return Yes(posts[0]);
        }
    }

    static (Post? Post, Decision Refused) Requested(TicketState ticket, TicketAction action, Post? handling)
    {
        if (handling is null)
            return No("not-the-handler");
        if (ticket.Request is not null)
            return No("request-pending");
        if (ticket.Overdue)
            return No("deadline-passed");
        return action == TicketAction.RequestExtension && ticket.Extensions >= MaxExtensions
            ? No("extensions-used-up", MaxExtensions)
            : Yes(handling);
    }

    static (Post? Post, Decision Refused) Joined(TicketState ticket, TicketAction action, Actor actor, List<Post> posts)
    {
        if (ticket.JointAction is not { } joint)
            return No("no-open-joint-action");
        foreach (var participant in joint.Participants)
        {
            if (participant.Person != actor.Id)
                continue;
            if (participant.Finished)
                return No("participant-finished");
            if (participant.Arrived == (action == TicketAction.Arrive))
                return No(participant.Arrived ? "already-arrived" : "not-arrived-yet");
            return Yes(posts[0]);
        }
        return No("not-summoned");
    }

    /// <summary>The order is for whoever has the ticket in hand: its handler, or the heads and dispatchers of its level.</summary>
    static (Post? Post, Decision Refused) Replied(TicketState ticket, Actor actor, List<Post> posts)
    {
        if (ticket.Order is not { } order)
            return No("no-open-order");
        var post = IsHandler(ticket, actor, posts)
            ?? posts.Find(p => p.Kind is PostKind.GridHead or PostKind.Dispatcher && p.Level <= ticket.HandlingLevel);
        return post is null ? No("not-addressed")
            : order.Replied ? No("already-replied")
            : Yes(post);
    }

    static (Post? Post, Decision Refused) Yes(Post post) => (post, default);

    static (Post? Post, Decision Refused) No(string code, object? about = null) => (null, Decision.Refused(code, about));

    static (Post? Post, Decision Refused) AtLevel(TicketState ticket, List<Post> posts) =>
        posts.Find(post => post.Level <= ticket.HandlingLevel) is { } post ? Yes(post) : No("handling-level-above-post", ticket.HandlingLevel);

    /// <summary>One level above the one that has it in hand; above the street there is none.</summary>
    static (Post? Post, Decision Refused) LevelAbove(TicketState ticket, List<Post> posts)
    {
        var level = Math.Max(0, ticket.HandlingLevel - 1);
        return posts.Find(post => post.Level <= level) is { } post ? Yes(post) : No("decided-one-level-up", level);
    }

    /// <summary>The post in which the actor was given the ticket to handle.</summary>
    static Post? IsHandler(TicketState ticket, Actor actor, List<Post> posts) =>
        ticket.HandlerId == actor.Id ? posts.Find(post => post.Kind == ticket.HandlerPost) : null;

    static bool IsApprover(Post post) => post.May(Capability.TicketApprove);
}
