using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>A run of a clock as the store holds it, with its pauses.</summary>
sealed record ClockRow
{
    public required Id TicketId { get; init; }
    public required int Run { get; init; }
    public required string Stage { get; init; }
    public required string TimeLimit { get; init; }
    public required Instant StartedAt { get; init; }
    public required int Extensions { get; init; }
    public Instant? EndedAt { get; init; }
    public Instant? DueAt { get; init; }

    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    public StageClock Clock() => new(Limit.Read(TimeLimit), StartedAt, Extensions, Pauses);

    /// <summary>The run that has not ended.</summary>
    public static async Task<ClockRow?> Running(Tx tx, Id ticket) =>
        await tx.One<ClockRow>(FindRunning, new { Id = ticket }) is { } row
            ? row with { Pauses = [.. (await tx.List<PauseRow>(PausesOfRun, new { Id = ticket, row.Run })).Select(pause => pause.ToPause())] }
            : null;

    /// <summary>All runs of a ticket, in order.</summary>
    public static async Task<List<ClockRow>> All(Tx tx, Id ticket)
    {
        var pauses = (await tx.List<PauseRow>(PausesOfTicket, new { Id = ticket })).ToLookup(pause => pause.Run, pause => pause.ToPause());
        return (await tx.List<ClockRow>(ListAll, new { Id = ticket })).ConvertAll(row => row with { Pauses = [.. pauses[row.Run]] });
    }

    sealed record PauseRow
    {
        public required int Run { get; init; }
        public required Instant FromAt { get; init; }
        public Instant? ToAt { get; init; }

        public Pause ToPause() => new(FromAt, ToAt);
    }

    const string Columns = "SELECT ticket_id, run, stage, time_limit, started_at, extensions, ended_at, due_at FROM ticket_clocks";

    const string FindRunning = $"{Columns} WHERE ticket_id = @Id AND ended_at IS NULL ORDER BY run DESC LIMIT 1";

    // A ticket is worked on by people, some of them many times.
    const string ListAll = $"{Columns} WHERE ticket_id = @Id ORDER BY run LIMIT 1000";

    const string PausesOfRun = "SELECT run, from_at, to_at FROM ticket_pauses WHERE ticket_id = @Id AND run = @Run ORDER BY from_at LIMIT 1000";

    const string PausesOfTicket = "SELECT run, from_at, to_at FROM ticket_pauses WHERE ticket_id = @Id ORDER BY run, from_at LIMIT 1000";
}
