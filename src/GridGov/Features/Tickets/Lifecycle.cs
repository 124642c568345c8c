using System.Collections.Frozen;
using GridGov.Platform.Security;
using static GridGov.Features.Tickets.TicketAction;
using static GridGov.Platform.TicketStatus;

namespace GridGov.Features.Tickets;

/// <summary>What can be done to a ticket that changes its status.</summary>
public enum TicketAction
{
    /// <summary>立案</summary>
    Accept,
    /// <summary>不予立案</summary>
    Reject,
    /// <summary>派遣</summary>
    Dispatch,
    /// <summary>接单</summary>
    Take,
    /// <summary>退回</summary>
    Return,
    /// <summary>处置完成</summary>
    Resolve,
    /// <summary>自行处置: the worker who is there does it on the spot.</summary>
    SelfHandle,
    /// <summary>上报: to the next level up.</summary>
    Escalate,
    /// <summary>核查通过</summary>
    Pass,
    /// <summary>核查不通过</summary>
    Fail,
    /// <summary>作废</summary>
    Cancel,
    /// <summary>重新立案</summary>
    Reopen,
}

/// <summary>The seven stages (七个环节) of the national digital city-management practice, and the end outside them.</summary>
public enum TicketStage
{
    /// <summary>信息收集</summary>
    Collect,
    /// <summary>案卷建立</summary>
    Establish,
    /// <summary>任务派遣</summary>
    Dispatch,
    /// <summary>任务处理</summary>
    Handle,
    /// <summary>处理反馈</summary>
    FeedBack,
    /// <summary>核查结案</summary>
    Check,
    /// <summary>综合评价</summary>
    Evaluate,
    /// <summary>Left the seven stages: rejected, cancelled, merged or noted.</summary>
    End,
}

/// <summary>What of a ticket decides on an action.</summary>
/// <param name="HandlingLevel">3, 2, 1: the level of grid that has it in hand; 0: above the street.</param>
public readonly record struct TicketState(
    string Grid, TicketStatus Status, int HandlingLevel, Id? HandlerId, PostKind? HandlerPost, Id? ResolvedBy, bool GridRetired = false);

/// <summary>Whether an action is possible.</summary>
/// <param name="To">The status after it.</param>
/// <param name="Post">The post that gives the right.</param>
/// <param name="Refusal">The problem code when it is not possible.</param>
/// <param name="About">What the refusal is about, for its text.</param>
public readonly record struct Decision(TicketStatus To, Post? Post, string? Refusal = null, object? About = null)
{
    public bool Allowed => Refusal is null;

    public static Decision Refused(string code, object? about = null) => new(default, null, code, about);
}

/// <summary>The ticket lifecycle as a pure table: no clock, no store.</summary>
public static class Lifecycle
{
    /// <summary>Every move that there is: from a status, by an action, to a status.</summary>
    public static readonly FrozenDictionary<(TicketStatus From, TicketAction Action), TicketStatus> Moves =
        new Dictionary<(TicketStatus, TicketAction), TicketStatus>
        {
            [(Submitted, Accept)] = TicketStatus.Accepted,
            [(Submitted, SelfHandle)] = Resolved,
            [(Submitted, Reject)] = Rejected,
            [(Submitted, Cancel)] = Cancelled,
            [(Verifying, Accept)] = TicketStatus.Accepted,
            [(Verifying, Reject)] = Rejected,
            [(Verifying, Cancel)] = Cancelled,
            [(TicketStatus.Accepted, Dispatch)] = Dispatched,
            [(TicketStatus.Accepted, Escalate)] = TicketStatus.Accepted,
            [(TicketStatus.Accepted, Cancel)] = Cancelled,
            [(Dispatched, Take)] = Processing,
            [(Dispatched, Return)] = Returned,
            [(Dispatched, Escalate)] = TicketStatus.Accepted,
            [(Dispatched, Cancel)] = Cancelled,
            [(Returned, Dispatch)] = Dispatched,
            [(Returned, Escalate)] = TicketStatus.Accepted,
            [(Returned, Cancel)] = Cancelled,
            [(Processing, Resolve)] = Resolved,
            [(Processing, Return)] = Returned,
            [(Processing, Escalate)] = TicketStatus.Accepted,
            [(Processing, Cancel)] = Cancelled,
            [(Suspended, Cancel)] = Cancelled,
            [(Resolved, Pass)] = Closed,
            [(Resolved, Fail)] = Rework,
            [(Rework, Take)] = Processing,
            [(Rework, Dispatch)] = Dispatched,
            [(Rework, Cancel)] = Cancelled,
            [(Closed, Reopen)] = TicketStatus.Accepted,
            [(Rejected, Reopen)] = TicketStatus.Accepted,
            [(Cancelled, Reopen)] = TicketStatus.Accepted,
            [(Merged, Reopen)] = TicketStatus.Accepted,
            [(Noted, Reopen)] = TicketStatus.Accepted,
        }.ToFrozenDictionary();

    public static Capability CapabilityFor(TicketAction action) => action switch
    {
        Accept => Capability.TicketAccept,
        Reject => Capability.TicketReject,
        Dispatch => Capability.TicketDispatch,
        Take => Capability.TicketTake,
        Return => Capability.TicketReturn,
        Resolve => Capability.TicketResolve,
        SelfHandle => Capability.TicketSelfHandle,
        Escalate => Capability.TicketEscalate,
        Pass or Fail => Capability.TicketCheck,
        Cancel => Capability.TicketCancel,
        Reopen => Capability.TicketReopen,
    };

    public static TicketStage StageOf(TicketStatus status) => status switch
    {
        Submitted => TicketStage.Collect,
        Verifying or TicketStatus.Accepted => TicketStage.Establish,
        Dispatched or Returned => TicketStage.Dispatch,
        Processing or Suspended or Rework => TicketStage.Handle,
        Resolved => TicketStage.FeedBack,
        Closed => TicketStage.Check,
        Rejected or Cancelled or Merged or Noted => TicketStage.End,
    };

    /// <summary>The same for the action itself and for the list of what is possible, so the two never disagree.</summary>
    public static Decision Decide(TicketState ticket, TicketAction action, Actor actor)
    {
        var posts = actor.PostsFor(CapabilityFor(action), ticket.Grid).ToList();
        if (posts.Count == 0)
            return Decision.Refused("post-not-allowed", action.Code());
        if (!Moves.TryGetValue((ticket.Status, action), out var to))
            return Decision.Refused("action-not-allowed-in-status", ticket.Status.Code());

        switch (action)
        {
            // What a street has taken over is not the unit grid's to decide any more.
            case Accept or Reject or Dispatch or Escalate or Cancel:
                var post = posts.FirstOrDefault(p => p.Level <= ticket.HandlingLevel);
                if (post is null)
                    return Decision.Refused("handling-level-above-post", ticket.HandlingLevel);
                if (action == Escalate && ticket.HandlingLevel == 0)
                    return Decision.Refused("already-above-street");
                return new Decision(to, post);

            case Take or Return or Resolve:
                var handling = posts.FirstOrDefault(p => p.Kind == ticket.HandlerPost);
                return ticket.HandlerId == actor.Id && handling is not null
                    ? new Decision(to, handling)
                    : Decision.Refused("not-the-handler");

            case Pass or Fail:
                // Inspectors check for everybody; a head checks what is in hand at the own level or below.
                var checking = posts.FirstOrDefault(p => p.Kind != PostKind.GridHead || p.Level <= ticket.HandlingLevel);
                if (checking is null)
                    return Decision.Refused("handling-level-above-post", ticket.HandlingLevel);
                return ticket.ResolvedBy == actor.Id
                    ? Decision.Refused("resolver-cannot-check")
                    : new Decision(to, checking);

            case Reopen when ticket.GridRetired:
                return Decision.Refused("grid-already-retired");

            case SelfHandle or Reopen:
                return new Decision(to, posts[0]);

            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "Not in the lifecycle.");
        }
    }
}
