using GridGov.Data.Statements;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>One run of a ticket's clock against a limit.</summary>
/// <param name="Run">From 1 within the ticket.</param>
/// <param name="DueAt">The deadline of an ended run; a running one has it in the ticket's row.</param>
sealed record ClockRun(int Run, ClockStage Stage, Limit Limit, Instant StartedAt, int Extensions, Instant? EndedAt, Instant? DueAt)
{
    public bool IsRunning => EndedAt is null;

    public StageClock Clock(IReadOnlyList<Pause> pauses) => new(Limit, StartedAt, Extensions, pauses);

    public static Task<List<ClockRun>> List(Tx tx, Id ticket) => tx.Query(ListAll, Read, new { Id = ticket });

    static ClockRun Read(Columns c) => ReadOrNull(c)!;

    /// <summary>Reads the columns of <see cref="ColumnList"/>; null where <see cref="Join"/> found no run.</summary>
    public static ClockRun? ReadOrNull(Columns c) => c.IntOrNull() is { } run
        ? new ClockRun(run, c.Enum<ClockStage>(), Limit.Parse(c.Text()), c.Instant(), c.Int(), c.InstantOrNull(), c.InstantOrNull())
        : null;

    public const string ColumnList =
        "k.run, k.stage, k.time_limit, k.started_at, k.extensions AS run_extensions, k.ended_at, k.due_at AS run_due_at";

    public const string Join =
        "LEFT JOIN ticket_clocks k ON k.ticket_id = t.id AND k.run = (SELECT max(r.run) FROM ticket_clocks r WHERE r.ticket_id = t.id)";

    const string ListAll = $"SELECT {ColumnList} FROM ticket_clocks k WHERE k.ticket_id = @Id ORDER BY k.run LIMIT 1000";
}
