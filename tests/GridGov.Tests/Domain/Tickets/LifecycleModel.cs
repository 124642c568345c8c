using System.Collections.Frozen;
using GridGov.Api;
using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Security;
using static GridGov.Domain.Tickets.TicketAction;

namespace GridGov.Tests.Domain.Tickets;

/// <summary>A second, independent statement of the lifecycle's rules, against which every decision is checked in both directions.</summary>
static class LifecycleModel
{
    const string Written = """
        submitted   accept>accepted verify>verifying self_handle>resolved reject>rejected merge>merged note>noted cancel>cancelled
        submitted   withdraw>cancelled
        verifying   report_back>submitted accept>accepted reject>rejected cancel>cancelled
        accepted    dispatch>dispatched escalate>accepted merge>merged cancel>cancelled split>processing
        dispatched  take>processing split>processing recall>accepted reassign>dispatched return>returned escalate>accepted cancel>cancelled
        returned    dispatch>dispatched escalate>accepted cancel>cancelled
        processing  split>processing
        processing  resolve>resolved return>returned reassign>dispatched suspend>suspended escalate>accepted cancel>cancelled
        suspended   resume>processing cancel>cancelled
        resolved    pass>closed fail>rework
        rework      take>processing dispatch>dispatched cancel>cancelled
        closed      reopen>accepted evaluate>closed
        rejected    reopen>accepted
        cancelled   reopen>accepted
        merged      reopen>accepted
        noted       reopen>accepted
        """;

    /// <summary>Every transition of the domain.</summary>
    public static readonly FrozenDictionary<(TicketStatus From, TicketAction Action), TicketStatus> Moves = (
        from line in Written.Split('\n')
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        from move in words.Skip(1)
        let parts = move.Split('>')
        select KeyValuePair.Create((Codes<TicketStatus>.Parse(words[0]), Codes<TicketAction>.Parse(parts[0])),
            Codes<TicketStatus>.Parse(parts[1]))).ToFrozenDictionary();

    /// <summary>The acts of a supervisor on a ticket that no street handles any more.</summary>
    static readonly TicketAction[] OnlyAboveStreet =
        [Dispatch, Recall, Reassign, Split, Cancel, Pass, Fail, Summon, Excuse, TicketAction.CancelJointAction];

    static readonly FrozenSet<TicketAction> Moving = Moves.Keys.Select(key => key.Action).ToFrozenSet();

    /// <summary>Every refusal code of the table.</summary>
    public static readonly string[] Refusals =
    [
        "post-not-allowed", "action-not-allowed-in-status", "handling-level-above-post", "not-a-condition", "already-above-street",
        "not-the-verifier", "not-the-filer", "not-the-amender", "not-the-dispatcher", "only-above-street",
        "not-the-handler", "participants-missing", "resolver-cannot-check", "already-evaluated", "grid-already-retired", "request-pending",
        "no-pending-request", "requester-cannot-decide", "deadline-passed", "decided-one-level-up", "extensions-used-up",
        "joint-action-open",
        "no-open-joint-action", "not-summoned", "already-arrived", "not-arrived-yet", "participant-finished", "order-open", "no-open-order",
        "not-addressed", "already-replied", "ticket-is-part", "ticket-has-parts", "parts-open", "whole-ended",
        "verification-needed",
    ];

    public static bool HasEnded(TicketStatus status) =>
        status is TicketStatus.Closed or TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged or TicketStatus.Noted;

    /// <summary>The status after an action; null when no one can take the action in that status.</summary>
    public static TicketStatus? StatusAfter(TicketStatus status, TicketAction action)
    {
        if (Moving.Contains(action))
            return Moves.TryGetValue((status, action), out var to) ? to : null;
        var possible = action switch
        {
            TicketAction.RequestExtension => status is TicketStatus.Dispatched or TicketStatus.Processing or TicketStatus.Rework,
            TicketAction.RequestSuspension => status is TicketStatus.Processing,
            // Participants can be called only after the ticket is established, while it is not suspended, and before it is resolved.
            Summon => status is TicketStatus.Accepted or TicketStatus.Dispatched or TicketStatus.Returned or TicketStatus.Processing
                or TicketStatus.Rework,
            Supervise or Amend => !HasEnded(status),
            _ => true,
        };
        return possible ? status : null;
    }

    /// <summary>Posts that work on tickets, and call reporters only about what is in their hands.</summary>
    static bool Works(Post post) =>
        post.Kind is PostKind.GridWorker or PostKind.ServiceOfficer or PostKind.Instructor or PostKind.DepartmentHandler;

    static bool InHand(TicketStatus status) =>
        status is TicketStatus.Dispatched or TicketStatus.Processing or TicketStatus.Suspended or TicketStatus.Rework;

    /// <summary>
    /// As by the table; but a report that nobody ever accepted and that was merged, or not verified, waits for its acceptance again.
    /// </summary>
    public static TicketStatus? StatusAfter(in TicketState ticket, TicketAction action) =>
        action == Reopen && !ticket.Established && HasEnded(ticket.Status)
        && (ticket.Unverified || ticket.Status == TicketStatus.Merged)
            ? TicketStatus.Submitted
            : StatusAfter(ticket.Status, action);

    /// <returns>The error of a decision; null when the decision is justified.</returns>
    public static string? Fault(in TicketState ticket, TicketAction action, Actor actor, in Decision decision)
    {
        if (decision.Refusal is { } code)
            return !ProblemCatalogue.All.ContainsKey(code) ? $"'{code}' is in no catalogue"
                : decision.Post is not null ? "a refusal has a post"
                : Applies(ticket, action, actor, code) ? null
                : $"'{code}' is not so";
        if (StatusAfter(ticket, action) is not { } to)
            return "the domain knows no such move";
        if (decision.To != to)
            return $"it leads to {decision.To} and not to {to}";
        if (decision.Post is not { } post || !actor.Posts.Contains(post) || !post.May(Lifecycle.CapabilityFor(action))
            || !GridCode.Covers(post.Grid, ticket.Grid))
            return "no post gives the right";
        return Forbidden(ticket, action, actor, post);
    }

    static bool MayAmend(TicketState ticket, Actor actor) =>
        actor.Posts.Any(post => post.May(Capability.TicketAccept) && GridCode.Covers(post.Grid, ticket.Grid)
            && post.Level <= ticket.HandlingLevel)
        || (ticket.FiledBy == actor.Id && ticket.Status is (TicketStatus.Submitted or TicketStatus.Verifying));

    /// <summary>A whole is resolved when its parts are resolved or have ended, and passed or cancelled when they have ended.</summary>
    static bool WaitsForParts(in TicketState ticket, TicketAction action) => ticket.Parts?.Any(part => action switch
    {
        Resolve => part.Status != TicketStatus.Resolved && !HasEnded(part.Status),
        Pass or Cancel => !HasEnded(part.Status),
        _ => false,
    }) == true;

    /// <summary>Whether a refusal's reason is true.</summary>
    static bool Applies(in TicketState ticket, TicketAction action, Actor actor, string code)
    {
        var grid = ticket.Grid;
        var level = ticket.HandlingLevel;
        var posts = actor.Posts
            .Where(post => post.May(Lifecycle.CapabilityFor(action)) && GridCode.Covers(post.Grid, grid)).ToList();
        if (code == "post-not-allowed")
            return posts.Count == 0 || (action == Contact && ticket.Confidential && posts.TrueForAll(Works));
        if (posts.Count == 0)
            return false;
        if (code == "only-above-street")
            return level > 0 && OnlyAboveStreet.Contains(action) && posts.TrueForAll(post => post.Kind == PostKind.Supervisor);
        if (level > 0 && OnlyAboveStreet.Contains(action))
            posts.RemoveAll(post => post.Kind == PostKind.Supervisor);
        if (code == "action-not-allowed-in-status")
            return StatusAfter(ticket.Status, action) is null;
        var (kind, status) = (ticket.HandlerPost, ticket.Status);
        var handles = ticket.HandlerId == actor.Id && posts.Exists(post => post.Kind == kind);
        var summoned = ticket.JointAction?.Participants.Where(participant => participant.Person == actor.Id).ToList() ?? [];
        return code switch
        {
            "handling-level-above-post" => action is Pass or Fail
                ? posts.TrueForAll(post => post.Kind == PostKind.GridHead && post.Level > level)
                : posts.TrueForAll(post => post.Level > level),
            "verification-needed" => action is Accept or SelfHandle or Note && ticket.Unverified,
            "not-a-condition" => action == Note && ticket.Kind != TicketKind.Condition,
            "already-above-street" => action == Escalate && level == 0,
            "not-the-verifier" => action == TicketAction.ReportBack && ticket.VerifierId != actor.Id,
            "not-the-filer" => action == Withdraw && ticket.FiledBy != actor.Id,
            "not-the-amender" => action == Amend && !MayAmend(ticket, actor),
            "not-the-dispatcher" => action == Recall && ticket.DispatchedBy != actor.Id
                && posts.TrueForAll(post => post.Kind == PostKind.GridHead || post.Level > level),
            "not-the-handler" => action == Contact
                ? posts.TrueForAll(Works) && (!handles || !InHand(status))
                : action is Take or Return or Resolve or Resume or TicketAction.RequestExtension or TicketAction.RequestSuspension
                    && !handles,
            "participants-missing" => action == Resolve && ticket.JointAction!.Participants.Any(participant => !participant.Finished),
            "resolver-cannot-check" => action is Pass or Fail or Evaluate && ticket.ResolvedBy == actor.Id,
            "ticket-is-part" => action is Merge or Split && ticket.Whole is not null,
            "ticket-has-parts" => action == Merge && ticket.Parts is not null,
            "parts-open" => WaitsForParts(ticket, action),
            "whole-ended" => action == Reopen && ticket.Whole is { } whole && HasEnded(whole),
            "already-evaluated" => action == Evaluate && ticket.Evaluated,
            "grid-already-retired" => action == Reopen && ticket.GridRetired,
            "request-pending" => action is TicketAction.RequestExtension or TicketAction.RequestSuspension && ticket.Request is not null,
            "no-pending-request" => action is TicketAction.ApproveRequest or TicketAction.RefuseRequest && ticket.Request is null,
            "requester-cannot-decide" => action == Suspend ? ticket.HandlerId == actor.Id : ticket.Request?.By == actor.Id,
            "deadline-passed" =>
                action is TicketAction.RequestExtension or TicketAction.RequestSuspension or Suspend or TicketAction.ApproveRequest
                && ticket.Overdue,
            "decided-one-level-up" => posts.TrueForAll(post => post.Level > Math.Max(0, level - 1) || !post.May(Capability.TicketApprove)),
            "extensions-used-up" => action == TicketAction.RequestExtension && ticket.Extensions >= 2,
            "joint-action-open" => action == Summon && ticket.JointAction is not null,
            "no-open-joint-action" =>
                action is TicketAction.Arrive or TicketAction.ReportResult or Excuse or TicketAction.CancelJointAction
                && ticket.JointAction is null,
            "not-summoned" => action is TicketAction.Arrive or TicketAction.ReportResult && summoned.Count == 0,
            "already-arrived" => action == TicketAction.Arrive && summoned.TrueForAll(one => one.Arrived),
            "not-arrived-yet" => action == TicketAction.ReportResult && summoned.TrueForAll(one => !one.Arrived),
            "participant-finished" =>
                action is TicketAction.Arrive or TicketAction.ReportResult && summoned.TrueForAll(one => one.Finished),
            "order-open" => action == Supervise && ticket.Order is not null,
            "no-open-order" => action is Reply or Remind or Lift && ticket.Order is null,
            "not-addressed" =>
                action == Reply && !handles
                && !posts.Exists(post => post.Kind is PostKind.GridHead or PostKind.Dispatcher && post.Level <= level),
            "already-replied" => action == Reply && ticket.Order is { Replied: true },
            _ => false,
        };
    }

    /// <summary>The rule that an allowed action violates.</summary>
    static string? Forbidden(in TicketState ticket, TicketAction action, Actor actor, Post post)
    {
        var above = Math.Max(0, ticket.HandlingLevel - 1);
        var handles = ticket.HandlerId == actor.Id && post.Kind == ticket.HandlerPost;
        if (WaitsForParts(ticket, action))
            return "its parts are not finished";
        if (action is Accept or Verify or Reject or Merge or Note or Dispatch or Recall or Reassign or Split or Cancel or Escalate or Summon
            or Excuse or TicketAction.CancelJointAction && post.Level > ticket.HandlingLevel)
            return "it is in hand above that post";
        if (post.Kind == PostKind.Supervisor && ticket.HandlingLevel > 0 && OnlyAboveStreet.Contains(action))
            return "the street has its own people for that";
        if (action is Take or Return or Resolve or TicketAction.RequestExtension or TicketAction.RequestSuspension && !handles)
            return "only the handler does this";
        if (action is Pass or Fail or Evaluate && ticket.ResolvedBy == actor.Id)
            return "nobody checks the own work";
        if (action is Suspend or TicketAction.ApproveRequest or TicketAction.RequestExtension or TicketAction.RequestSuspension
            && ticket.Overdue)
            return "it is overdue";
        if (action is Suspend or TicketAction.ApproveRequest or TicketAction.RefuseRequest && post.Level > above)
            return "that is decided one level up";
        return action switch
        {
            Contact when Works(post) && (!handles || ticket.Confidential || !InHand(ticket.Status)) => "it is not in their hands",
            Accept or SelfHandle or Note when ticket.Unverified => "nobody has confirmed on the spot what the public reported",
            Withdraw when ticket.FiledBy != actor.Id => "somebody else filed it",
            Amend when !MayAmend(ticket, actor) => "neither may they accept it, nor did they file what nobody has accepted",
            Recall when ticket.DispatchedBy != actor.Id && post.Kind == PostKind.GridHead => "somebody else dispatched it",
            Note when ticket.Kind != TicketKind.Condition => "it is no condition",
            Escalate when ticket.HandlingLevel == 0 => "there is nothing above",
            TicketAction.ReportBack when ticket.VerifierId != actor.Id => "somebody else was asked to look",
            Resolve when ticket.JointAction?.Participants.Any(participant => !participant.Finished) == true => "somebody is awaited",
            Pass or Fail when post.Kind == PostKind.GridHead && post.Level > ticket.HandlingLevel => "it is in hand above that head",
            Merge or Split when ticket.Whole is not null => "it is a part",
            Merge when ticket.Parts is not null => "it has parts",
            Reopen when ticket.Whole is { } whole && HasEnded(whole) => "its whole has ended",
            Evaluate when ticket.Evaluated => "it has its score",
            Reopen when ticket.GridRetired => "its grid is no more",
            Resume when !handles && !(post.May(Capability.TicketApprove) && post.Level <= above) =>
                "neither the handler nor who could suspend it",
            Suspend when ticket.HandlerId == actor.Id => "the handler decides on the own wish",
            TicketAction.ApproveRequest or TicketAction.RefuseRequest when ticket.Request is null || ticket.Request.Value.By == actor.Id =>
                "there is no request, or it is the own one",
            TicketAction.RequestExtension or TicketAction.RequestSuspension when ticket.Request is not null => "one is pending",
            TicketAction.RequestExtension when ticket.Extensions >= 2 => "it was extended twice",
            Summon when ticket.JointAction is not null => "one is open",
            Excuse or TicketAction.CancelJointAction when ticket.JointAction is null => "none is open",
            TicketAction.Arrive or TicketAction.ReportResult when ticket.JointAction
                ?.Participants.Any(one => one.Person == actor.Id && !one.Finished
                    && one.Arrived == (action == TicketAction.ReportResult)) != true => "not called, or not so far",
            Supervise when ticket.Order is not null => "one stands",
            Remind or Lift or Reply when ticket.Order is null => "none stands",
            Reply when ticket.Order!.Value.Replied => "it has its reply",
            Reply when !handles && !(post.Kind is PostKind.GridHead or PostKind.Dispatcher && post.Level <= ticket.HandlingLevel) =>
                "the order is not theirs",
            _ => null,
        };
    }
}
