using GridGov.Domain;
using GridGov.Domain.Tickets;
using static GridGov.Domain.TicketStatus;

namespace GridGov.Tests.Domain.Tickets;

/// <summary>Invariants of a ticket that hold after any sequence of actions.</summary>
static class TicketInvariants
{
    /// <returns>The violated invariant; null when the ticket is legal.</returns>
    public static string? Fault(TicketView ticket)
    {
        var (row, related) = (ticket.Row, ticket.Related);
        var status = row.Status;
        var ended = LifecycleModel.HasEnded(status);
        return Wrong(row.HandlingLevel is < 0 or > 3 || row.HandlingLevel > row.GridLevel, "a handling level that there is not")
            ?? Wrong(status is Dispatched or Processing or Suspended or Resolved or Rework or Closed != row.HandlerId is not null,
                "a handler where there is none, or none where there is one")
            ?? Wrong(row.HandlerId is null != row.HandlerPost is null || (row.HandlerId is null && row.HandlerRole is not null),
                "half a handler")
            ?? Wrong(row.ResolvedBy is null != row.ResolvedAt is null, "half a resolution")
            ?? Wrong(status is Resolved or Rework or Closed && (row.ResolvedBy is null || row.Result is null),
                "handled by nobody, or without a result")
            ?? Wrong(status is Submitted or Verifying or TicketStatus.Accepted or Rejected or Noted && row.ResolvedBy is not null,
                "resolved before it is handled")
            ?? Wrong(row.AcceptedAt is null != row.AcceptedDay is null, "half established")
            ?? Wrong(status is Submitted or Verifying && row.AcceptedAt is not null, "established before it is decided on")
            ?? Wrong(status is not (Submitted or Verifying or Rejected or Cancelled or Merged or Noted) && row.AcceptedAt is null,
                "not established, and in hand")
            ?? Wrong(status is Closed != row.ClosedAt is not null || row.ClosedAt is null != row.ClosedDay is null,
                "closed without its day, or open with one")
            ?? Wrong(status is Suspended != row.SuspendedUntil is not null, "suspended without a day, or a day without")
            ?? Wrong(status is Merged != row.MergedInto is not null || row.MergedInto == row.Id,
                "merged into nothing or itself, or a survivor without a merge")
            ?? Wrong(row.EvaluatedAt is not null && status is not Closed, "evaluated before it is closed")
            ?? Wrong(row.EvaluatedAt is null != row.EvaluationScore is null || row.EvaluationScore is < 1 or > 5, "half an evaluation")
            ?? Wrong(status is Verifying && (row.VerifierId is null || row.VerifyQuestion is null), "nobody asked to look")
            ?? Wrong(status is Noted && (row.Kind != TicketKind.Condition || row.Result is null),
                "noted what is no condition, or without a word")
            ?? Wrong(row.Extensions is < 0 or > 2 || (row.Extensions > 0 && status is TicketStatus.Accepted or Submitted or Verifying),
                "extensions that cannot be")
            ?? Wrong(ended && row.JointActionId is not null, "a joint action on what has ended")
            ?? Wrong(ended && (row.SupervisionId is not null || row.ReplyDueAt is not null), "an order on what has ended")
            ?? Wrong(row.ReplyDueAt is not null && row.SupervisionId is null, "a reply owed to nobody")
            ?? Wrong(row.RequestId != related.Request?.Id || row.JointActionId != related.JointAction?.Id, "a part that is not there")
            ?? Wrong(related.Request is { } request && (request.RequestedBy != row.HandlerId || !Asks(request.Kind, status)),
                "a request that nobody could make any more")
            ?? Wrong(related.JointAction is { } joint && joint.Participants.All(participant => participant.Finished),
                "a joint action that waits for nobody")
            ?? Wrong(row.DueAt is null != row.YellowAt is null || (row.DueAt is not null && (ended || status is Suspended))
                || (row.DueAt is null && !ended && status is not Suspended), "a clock where none runs, or none where one does");
    }

    /// <summary>The invariant that a change violates, independent of the action.</summary>
    public static string? Fault(TicketView before, TicketView after) => Fault(after) ?? Fault(before.Row, after.Row);

    static string? Fault(TicketRow before, TicketRow after) =>
        Wrong(after.Version <= before.Version, "no new version")
        // An amendment may move a ticket into another grid.
        ?? Wrong(after.GridCode == before.GridCode
                && (after.HandlingLevel > before.HandlingLevel || after.HandlingLevel < before.HandlingLevel - 1),
            "the level moves otherwise than up by one")
        ?? Wrong(before.AcceptedDay is not null && after.AcceptedDay != before.AcceptedDay, "established on another day")
        ?? Wrong(after.FiledAt != before.FiledAt || after.FiledBy != before.FiledBy || after.Number != before.Number,
            "filed otherwise");

    static bool Asks(RequestKind kind, TicketStatus status) =>
        kind == RequestKind.Extension ? status is Dispatched or Processing or Rework : status is Processing;

    static string? Wrong(bool wrong, string what) => wrong ? what : null;
}
