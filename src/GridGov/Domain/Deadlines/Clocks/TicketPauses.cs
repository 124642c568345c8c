using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>The pauses of a ticket's clocks (挂账), read on first use.</summary>
sealed class TicketPauses(Tx tx, Id ticket)
{
    List<(int Run, Pause Pause)>? pauses;

    public async ValueTask<IReadOnlyList<Pause>> OfRun(int run) => [.. (await All()).Where(one => one.Run == run).Select(one => one.Pause)];

    public async ValueTask<IReadOnlyList<Pause>> Since(Instant from) =>
        [.. (await All()).Where(one => one.Pause.From >= from).OrderBy(one => one.Pause.From).Select(one => one.Pause)];

    async ValueTask<List<(int Run, Pause Pause)>> All() =>
        pauses ??= await tx.Query(List, c => (c.Int(), new Pause(c.Instant(), c.InstantOrNull())), new { Id = ticket });

    const string List = "SELECT run, from_at, to_at FROM ticket_pauses WHERE ticket_id = @Id ORDER BY run, from_at LIMIT 1000";
}
