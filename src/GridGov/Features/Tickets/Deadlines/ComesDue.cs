using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>
/// What of a ticket comes due, and when: the one place that says at which instant the watch has to look at it next. What
/// it has acted on already is told by <see cref="TicketRow.Alerted"/> and, for what is not a light, by
/// <see cref="TicketRow.WokenAt"/>: whatever came due up to then.
/// </summary>
static class ComesDue
{
    /// <returns>Null when nothing is to come.</returns>
    public static async Task<Instant?> Next(Tx tx, TicketRow row) =>
        Earliest(Light(row), ResumesAt(tx, row), ReplyLate(row),
            row.JointActionId is { } joint && await tx.One<Instant?>(FirstArrival, new { Id = joint, Woken = row.WokenAt ?? default }) is { } arrival ? After(arrival) : null);

    /// <summary>The first instant of the next light.</summary>
    static Instant? Light(TicketRow row) => row.Deadline is { } deadline
        ? row.Alerted switch
        {
            null => deadline.YellowAt,
            1 => deadline.RedAt,
            _ => null,
        }
        : null;

    /// <summary>The first instant of the day on which a suspended ticket goes on.</summary>
    public static Instant? ResumesAt(Tx tx, TicketRow row) => row is { Status: "suspended", SuspendedUntil: { } day } ? StartOf(tx, day) : null;

    /// <summary>The first instant at which a supervisor's order is without its reply.</summary>
    public static Instant? ReplyLate(TicketRow row) => row.ReplyDue is { } due && After(due) > (row.WokenAt ?? default) ? After(due) : null;

    /// <summary>Whether somebody who was called should have been there, and the watch has not said so yet.</summary>
    public static bool ArrivalLate(TicketRow row, ParticipantRow participant, Instant now) =>
        participant is { ArrivedAt: null, Finished: false } && participant.ArriveBy < now && participant.ArriveBy >= (row.WokenAt ?? default);

    static Instant StartOf(Tx tx, DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return Instant.Of(new DateTimeOffset(midnight, tx.Zone.GetUtcOffset(midnight)));
    }

    /// <summary>The first instant that is late.</summary>
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

    const string FirstArrival = """
        SELECT arrive_by
          FROM joint_participants
         WHERE joint_action_id = @Id AND arrived_at IS NULL AND reported_at IS NULL AND excused_at IS NULL AND arrive_by >= @Woken
         ORDER BY arrive_by
         LIMIT 1
        """;
}
