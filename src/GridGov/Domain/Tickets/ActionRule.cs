using System.Collections.Frozen;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>The HTTP route of an action, and its refusals by the lifecycle.</summary>
/// <param name="Path">The path below the ticket; related items are in braces.</param>
/// <param name="Refusals">Problem codes of <see cref="Lifecycle.Decide"/> besides those of a wrong post or status.</param>
public sealed record ActionRule(Capability Capability, string Path, params IReadOnlyList<string> Refusals);

public static partial class Lifecycle
{
    /// <summary>The rules of every action, for the operations, the list of possible actions and the contract.</summary>
    public static readonly FrozenDictionary<TicketAction, ActionRule> Rules =
        new Dictionary<TicketAction, ActionRule>
        {
            [TicketAction.Withdraw] = new(Capability.TicketFile, "withdraw", "not-the-filer"),
            [TicketAction.Accept] = new(Capability.TicketAccept, "accept", "handling-level-above-post", "verification-needed"),
            [TicketAction.Verify] = new(Capability.TicketVerify, "verify", "handling-level-above-post"),
            [TicketAction.ReportBack] = new(Capability.TicketReportBack, "report-back", "not-the-verifier"),
            [TicketAction.Reject] = new(Capability.TicketReject, "reject", "handling-level-above-post"),
            [TicketAction.Merge] = new(Capability.TicketMerge, "merge", "handling-level-above-post", "ticket-is-part", "ticket-has-parts"),
            [TicketAction.Note] = new(Capability.TicketNote, "note",
                "handling-level-above-post", "not-a-condition", "verification-needed"),
            [TicketAction.SelfHandle] = new(Capability.TicketSelfHandle, "self-handle", "verification-needed"),
            [TicketAction.Dispatch] = new(Capability.TicketDispatch, "dispatch", "handling-level-above-post"),
            [TicketAction.Recall] = new(Capability.TicketDispatch, "recall", "handling-level-above-post", "not-the-dispatcher"),
            [TicketAction.Reassign] = new(Capability.TicketDispatch, "reassign", "handling-level-above-post"),
            [TicketAction.Split] = new(Capability.TicketDispatch, "split", "handling-level-above-post", "ticket-is-part"),
            [TicketAction.Take] = new(Capability.TicketTake, "take", "not-the-handler"),
            [TicketAction.Return] = new(Capability.TicketReturn, "return", "not-the-handler"),
            [TicketAction.Resolve] = new(Capability.TicketResolve, "resolve", "not-the-handler", "participants-missing", "parts-open"),
            [TicketAction.Suspend] = new(Capability.TicketApprove, "suspend",
                "decided-one-level-up", "requester-cannot-decide", "deadline-passed"),
            [TicketAction.Resume] = new(Capability.TicketResume, "resume", "not-the-handler", "decided-one-level-up"),
            [TicketAction.Escalate] = new(Capability.TicketEscalate, "escalate", "handling-level-above-post", "already-above-street"),
            [TicketAction.Pass] = new(Capability.TicketCheck, "pass", "resolver-cannot-check", "handling-level-above-post", "parts-open"),
            [TicketAction.Fail] = new(Capability.TicketCheck, "fail", "resolver-cannot-check", "handling-level-above-post"),
            [TicketAction.Evaluate] = new(Capability.TicketEvaluate, "evaluate", "resolver-cannot-check", "already-evaluated"),
            [TicketAction.Cancel] = new(Capability.TicketCancel, "cancel", "handling-level-above-post", "parts-open"),
            [TicketAction.Reopen] = new(Capability.TicketReopen, "reopen", "grid-already-retired", "whole-ended"),
            [TicketAction.Comment] = new(Capability.TicketComment, "comments"),
            [TicketAction.RequestExtension] = new(Capability.TicketRequest, "request-extension",
                "not-the-handler", "request-pending", "deadline-passed", "extensions-used-up"),
            [TicketAction.RequestSuspension] = new(Capability.TicketRequest, "request-suspension",
                "not-the-handler", "request-pending", "deadline-passed"),
            [TicketAction.ApproveRequest] = new(Capability.TicketApprove, "requests/{requestId}/approve",
                "decided-one-level-up", "requester-cannot-decide", "no-pending-request", "deadline-passed"),
            [TicketAction.RefuseRequest] = new(Capability.TicketApprove, "requests/{requestId}/refuse",
                "decided-one-level-up", "requester-cannot-decide", "no-pending-request"),
            [TicketAction.Summon] = new(Capability.TicketSummon, "joint-actions", "handling-level-above-post", "joint-action-open"),
            [TicketAction.Arrive] = new(Capability.TicketJoin, "joint-actions/{jointActionId}/arrive",
                "not-summoned", "no-open-joint-action", "already-arrived", "participant-finished"),
            [TicketAction.ReportResult] = new(Capability.TicketJoin, "joint-actions/{jointActionId}/report",
                "not-summoned", "no-open-joint-action", "not-arrived-yet", "participant-finished"),
            [TicketAction.Excuse] = new(Capability.TicketSummon, "joint-actions/{jointActionId}/excuse",
                "handling-level-above-post", "no-open-joint-action"),
            [TicketAction.CancelJointAction] = new(Capability.TicketSummon, "joint-actions/{jointActionId}/cancel",
                "handling-level-above-post", "no-open-joint-action"),
            [TicketAction.Supervise] = new(Capability.TicketSupervise, "supervisions", "order-open"),
            [TicketAction.Reply] = new(Capability.TicketReply, "supervisions/{supervisionId}/reply",
                "not-addressed", "no-open-order", "already-replied"),
            [TicketAction.Remind] = new(Capability.TicketSupervise, "supervisions/{supervisionId}/remind", "no-open-order"),
            [TicketAction.Lift] = new(Capability.TicketSupervise, "supervisions/{supervisionId}/lift", "no-open-order"),
            [TicketAction.Contact] = new(Capability.TicketContact, "contacts", "not-the-handler"),
            // Every post that may accept tickets may also file them.
            [TicketAction.Amend] = new(Capability.TicketFile, "amend", "not-the-amender"),
        }.ToFrozenDictionary();

    public static Capability CapabilityFor(TicketAction action) => Rules[action].Capability;

    public static IEnumerable<string> RefusalsOf(TicketAction action) =>
    [
        "post-not-allowed",
        .. IsLimitedAboveStreet(action) ? ["only-above-street"] : Array.Empty<string>(),
        .. Enum.GetValues<TicketStatus>().Any(status => StatusAfter(status, action) is null)
            ? ["action-not-allowed-in-status"]
            : Array.Empty<string>(),
        .. Rules[action].Refusals,
    ];
}
