using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;

namespace GridGov.Features.PublicReports.Feedback;

/// <summary>When a reporter can add something, and give feedback; the timeline says so by the same rules.</summary>
static class FeedbackRules
{
    /// <summary>Whether it waits for the office or for its ticket's end; a reporter cannot tell a held one from others.</summary>
    public static bool IsOpen(PublicReportRow row, PublicTimeline timeline) =>
        row.Status == PublicReportStatus.Held || (timeline.Status is { } status && !Lifecycle.HasEnded(status));

    public static bool CanAdd(PublicReportRow row, PublicTimeline timeline, PublicReportSettings settings) =>
        IsOpen(row, timeline) && (settings.Additions == 0 || row.Additions < settings.Additions);

    /// <returns>Why the reporter cannot give feedback; null when it is possible.</returns>
    public static ProblemHttpResult? Check(PublicReportRow row, PublicTimeline timeline, PublicReportSettings settings, Instant now) =>
        timeline is not { Status: TicketStatus.Closed, ClosedAt: { } closed } ? Problems.Of("report-not-closed")
        : row.AnsweredAt >= closed ? Problems.Of("feedback-given")
        : now > closed + TimeSpan.FromDays(settings.FeedbackDays) ? Problems.Of("feedback-period-over", settings.FeedbackDays)
        : null;
}
