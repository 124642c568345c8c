using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>
/// The one place that says at which instant the deadline processor has to look at a ticket next. What it has acted on
/// already is in <see cref="TicketRow.AlertedLight"/> and, for what is not a light, in <see cref="TicketRow.ProcessedUntil"/>:
/// whatever came due up to then.
/// </summary>
static class NextWakeUp
{
    public static Instant? Of(TicketRow row, RelatedItems related, TimeZoneInfo zone) =>
        Earliest(Light(row), ResumesAt(row, zone), ReplyLate(row), ArrivalLate(row, related));

    static Instant? Light(TicketRow row) => row.Deadline is { } deadline
        ? row.AlertedLight switch
        {
            null => deadline.YellowAt,
            GridGov.Domain.Deadlines.Calendars.Light.Yellow => deadline.RedAt,
            _ => null,
        }
        : null;

    public static Instant? ResumesAt(TicketRow row, TimeZoneInfo zone) =>
        row is { Status: TicketStatus.Suspended, SuspendedUntil: { } day } ? Days.Begin(day, zone) : null;

    /// <summary>The first instant at which a supervisor's order is without its reply.</summary>
    public static Instant? ReplyLate(TicketRow row) =>
        row.ReplyDueAt is { } due && After(due) > (row.ProcessedUntil ?? default) ? After(due) : null;

    /// <summary>Whether a summoned participant is late and was not alerted yet.</summary>
    public static bool ArrivalLate(TicketRow row, ParticipantRow participant, Instant now) =>
        Awaited(row, participant) && participant.ArriveBy < now;

    static Instant? ArrivalLate(TicketRow row, RelatedItems related) =>
        related.JointAction is { } joint
            && joint.Participants.Where(called => Awaited(row, called)).Min(called => (Instant?)called.ArriveBy) is { } first
            ? After(first)
            : null;

    static bool Awaited(TicketRow row, ParticipantRow participant) =>
        participant is { ArrivedAt: null, Finished: false } && participant.ArriveBy >= (row.ProcessedUntil ?? default);

    static Instant After(Instant due) => new(due.Milliseconds + 1);

    static Instant? Earliest(params ReadOnlySpan<Instant?> instants)
    {
        Instant? earliest = null;
        foreach (var instant in instants)
        {
            if (instant is { } at && (earliest is not { } before || at < before))
                earliest = at;
        }
        return earliest;
    }
}
