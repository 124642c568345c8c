using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Statistics.History;
using static GridGov.Domain.TicketStatus;

namespace GridGov.Tests.Domain.Tickets.Walks;

/// <summary>Invariants of a ticket's recorded history, now and at any earlier instant.</summary>
static class HistoryModel
{
    /// <returns>The violated invariant; null when the history is legal.</returns>
    public static string? Fault(TicketTimeline timeline)
    {
        var states = timeline.Former.Select(former => former.State).Append(timeline.Now).ToList();
        return FindGapOrOverlap(timeline) ?? states.Select(Fault).FirstOrDefault(fault => fault is not null)
            ?? Wrong(timeline.ContactDueAt is null != timeline.ContactDueDay is null, "half a call that is due")
            ?? Wrong(timeline.Dispatches.Any(dispatch => dispatch.ReturnedAt < dispatch.At),
                "a dispatch that is returned before it is made")
            ?? Wrong(timeline.Now.AcceptedAt is not null && timeline.Terms.Count == 0, "established without a deadline");
    }

    /// <summary>From the filing until now each instant has exactly one state.</summary>
    static string? FindGapOrOverlap(TicketTimeline timeline)
    {
        var at = timeline.Now.FiledAt;
        foreach (var former in timeline.Former)
        {
            if (former.FromAt != at || former.UntilAt <= former.FromAt)
                return $"a gap or an overlap at {former.FromAt}";
            at = former.UntilAt;
        }
        return Wrong((timeline.Since ?? timeline.Now.FiledAt) != at, "a gap before the present");
    }

    static string? Fault(TicketSnapshot ticket) =>
        Wrong(ticket.Status is Submitted or Verifying or Rejected or Cancelled or Merged or Noted && ticket.ClosingDueAt is not null,
            "a deadline of what is not established")
        ?? Wrong(ticket.Status is Accepted or Dispatched or Returned or Processing or Resolved or Rework or Closed
            && ticket.ClosingDueAt is null, "established without a deadline")
        ?? Wrong(ticket.HasParts && (ticket.DueDay is not null || ticket.OnTime is not null), "due beside its parts")
        ?? Wrong(!ticket.HasParts && ticket.ClosingDueAt is null != ticket.DueDay is null,
            "due on no day, or on a day without a deadline")
        ?? Wrong(!ticket.HasParts && ticket.Status == Closed != ticket.OnTime is not null,
            "in time or late before it is closed, or neither")
        ?? Wrong(ticket.OnTime is { } onTime
            && (onTime != ticket.ClosedAt <= ticket.ClosingDueAt
                || ticket.DueDay != (onTime ? ticket.ClosedDay : Local(ticket.ClosingDueAt!.Value))), "due on another day")
        ?? Wrong(!ticket.HasParts && ticket.OnTime is null && ticket.ClosingDueAt is { } due && ticket.DueDay != Local(due),
            "due on another day than the deadline's")
        ?? Wrong(ticket.Decision is null != ticket.DecidedAt is null || ticket.Decision is null != ticket.DecidedDay is null,
            "half a decision")
        ?? Wrong(ticket.DecidedAt is { } decided && ticket.DecidedDay != Local(decided), "decided on another day")
        ?? Wrong(ticket.Status is Submitted or Verifying && ticket.Decision is not null, "decided before it is")
        ?? Wrong(ticket.Status == Rejected != (ticket.Decision == ReportDecision.Invalid),
            "rejected and valid, or invalid and not rejected")
        ?? Wrong(ticket.PartOf is not null && (ticket.Decision is not null || ticket.HasParts), "a part that is a report or a whole")
        ?? Wrong(ticket.PartOf is null && ticket.Status is not (Submitted or Verifying or Rejected or Cancelled or Merged)
            && ticket.Decision != ReportDecision.Valid, "in hand, closed or noted, and not decided on")
        ?? Wrong(ticket.PartOf is null && ticket.AcceptedAt is not null && ticket.Decision is null, "established without a decision");

    static DateOnly Local(Instant at) => DateOnly.FromDateTime(at.ToUtc().ToOffset(TimeSpan.FromHours(8)).DateTime);

    static string? Wrong(bool wrong, string what) => wrong ? what : null;
}
