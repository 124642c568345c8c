using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>
/// What of a ticket comes due, and when: the one place that says at which instant the watch has to look at it next. What
/// it has acted on already is told by <see cref="TicketRow.Alerted"/>, and for the rest by <see cref="TicketRow.WokenAt"/>.
/// </summary>
static class ComesDue
{
    /// <returns>Null when nothing is to come.</returns>
    public static Task<Instant?> Next(Tx tx, TicketRow row)
    {
        var next = Light(row);
        return Task.FromResult(next);
    }

    /// <summary>The first instant of the next light.</summary>
    static Instant? Light(TicketRow row) => row switch
    {
        { YellowAt: { } yellow, DueAt: { } due } => row.Alerted switch
        {
            null => yellow,
            1 => new Deadline(yellow, due).RedAt,
            _ => null,
        },
        _ => null,
    };
}
