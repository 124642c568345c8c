using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments.Schedule;

/// <summary>
/// Issues recent reports again after their tickets were reopened, cancelled, merged or amended; tickets that only proceeded change nothing.
/// It runs once a day and reads each journal event once, so a report gets at most one revision a day.
/// </summary>
static class AssessmentCorrections
{
    /// <summary>The number of days after its end in which a period is corrected automatically; later corrections are requested.</summary>
    public const int RecentDays = 92;

    const int BatchSize = 500;

    public static async Task<int> Run(Db db, CancellationToken ct)
    {
        if (await db.Write(Claim, ct) is not { } mark)
            return 0;
        var reissued = 0;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var after = mark.Seq;
            var events = await db.Read(tx => tx.Query<EventRow>(ListEvents, new { After = after, Rows = BatchSize }), ct);
            if (events.Count > 0)
                reissued += await Correct(db, events, ct);
            mark = mark with { Seq = events.Count < BatchSize ? mark.Last : events[^1].Seq };
            await db.Write(tx => tx.Execute(Advance, new { mark.Seq }), ct);
            if (events.Count < BatchSize)
                return reissued;
        }
    }

    /// <summary>Claims the run of this day, unless another process has. The first run only remembers the end of the journal.</summary>
    static async Task<Mark?> Claim(Tx tx)
    {
        var last = await tx.QuerySingle<long?>(FindLast) ?? 0;
        if (await tx.Execute(Begin, new { Seq = last, tx.Now }) == 1)
            return null;
        var before = (await tx.QuerySingle<MarkRow>(FindMark))!;
        if (before.CheckedAt >= Days.Begin(tx.Today, tx.Zone))
            return null;
        await tx.Execute(Look, new { tx.Now });
        return new Mark(before.Seq, last);
    }

    static async Task<int> Correct(Db db, List<EventRow> events, CancellationToken ct)
    {
        var asOf = await db.StableInstant(ct);
        var concerned = await db.Read(async tx =>
        {
            var found = new SortedDictionary<long, HashSet<string>>();
            foreach (var corrected in events)
            {
                foreach (var id in await FindAffected(tx, corrected))
                {
                    if (!found.TryGetValue(id, out var tickets))
                        found[id] = tickets = new HashSet<string>(StringComparer.Ordinal);
                    tickets.Add(corrected.Subject);
                }
            }
            return found;
        }, ct);
        var reissued = 0;
        foreach (var (id, tickets) in concerned)
        {
            ct.ThrowIfCancellationRequested();
            var (former, draft) = await db.Read(async tx =>
            {
                var former = (await tx.QuerySingle<AssessmentRow>(FindOne, new { Id = id }))!;
                var scheme = (await SchemeRow.Find(tx, former.Scheme))!;
                return (former, await AssessmentDraft.Create(tx, former.Period, former.Subject, scheme, asOf));
            }, ct);
            if (Difference.Between(ReportContent.Parse(former.Content), draft.Content).Count == 0)
                continue;
            var reason = $"更正：签发后有 {tickets.Count} 件案卷重新立案、作废、并案或更正";
            if (await db.Write(tx => AssessmentStore.Save(tx, draft, actor: null, post: null, former, reason), ct) is not null)
                reissued++;
        }
        return reissued;
    }

    /// <summary>
    /// Finds the latest reports that cover one of the ticket's days in a grid that it is or was in, and were issued before the event.
    /// </summary>
    static async Task<IReadOnlyCollection<long>> FindAffected(Tx tx, EventRow corrected)
    {
        var found = new HashSet<long>();
        if (!Id.TryParseExact(corrected.Subject, out var ticket))
            return found;
        var oldest = tx.Today.AddDays(-RecentDays);
        var states = await tx.Query<DaysRow>(FindDays, new { Ticket = ticket });
        var days = states.SelectMany(row => row.All).Concat(await tx.Query<DateOnly>(FindWorkDays, new { Ticket = ticket })).Distinct();
        var grids = states.Select(row => row.GridCode).Distinct(StringComparer.Ordinal).ToList();
        var above = grids.SelectMany(grid => GridCode.Lengths.Where(length => length <= grid.Length).Select(length => grid[..length]))
            .Distinct(StringComparer.Ordinal).ToList();
        foreach (var day in days)
        {
            foreach (var grid in above)
            {
                var parameters = new { Grid = grid, Day = day, Before = corrected.At, Oldest = oldest };
                found.UnionWith(await tx.Query<long>(FindLatest, parameters));
            }
        }
        return found;
    }

    /// <param name="Seq">The last journal event that has been read.</param>
    sealed record Mark(long Seq, long Last);

    sealed record MarkRow
    {
        public required long Seq { get; init; }
        public required Instant CheckedAt { get; init; }
    }

    sealed record EventRow
    {
        public required long Seq { get; init; }
        public required Instant At { get; init; }
        public required string Subject { get; init; }
    }

    sealed record DaysRow
    {
        public required string GridCode { get; init; }
        public required DateOnly FiledDay { get; init; }
        public DateOnly? AcceptedDay { get; init; }
        public DateOnly? ClosedDay { get; init; }
        public DateOnly? DueDay { get; init; }
        public DateOnly? DecidedDay { get; init; }

        public IEnumerable<DateOnly> All => new DateOnly?[] { FiledDay, AcceptedDay, ClosedDay, DueDay, DecidedDay }.OfType<DateOnly>();
    }

    const string FindLast = "SELECT max(seq) FROM journal";

    const string Begin = "INSERT INTO assessment_corrections (id, seq, checked_at) VALUES (1, @Seq, @Now) ON CONFLICT (id) DO NOTHING";

    const string FindMark = "SELECT seq, checked_at FROM assessment_corrections WHERE id = 1";

    const string Look = "UPDATE assessment_corrections SET checked_at = @Now WHERE id = 1";

    const string Advance = "UPDATE assessment_corrections SET seq = @Seq WHERE id = 1 AND seq < @Seq";

    const string ListEvents = """
        SELECT seq, at, subject
          FROM journal
         WHERE seq > @After AND subject_kind = 'ticket' AND action IN ('reopen', 'cancel', 'merge', 'amend')
         ORDER BY seq
         LIMIT @Rows
        """;

    const string FindDays = """
        SELECT grid_code, filed_day, accepted_day, closed_day, due_day, decided_day FROM tickets WHERE id = @Ticket
        UNION
        SELECT grid_code, filed_day, accepted_day, closed_day, due_day, decided_day FROM ticket_history WHERE ticket_id = @Ticket
        """;

    // An amended ticket takes its checks, dispatches and calls with it.
    const string FindWorkDays = """
        SELECT day FROM ticket_checks WHERE ticket_id = @Ticket
        UNION
        SELECT day FROM ticket_dispatches WHERE ticket_id = @Ticket
        UNION
        SELECT day FROM ticket_contacts WHERE ticket_id = @Ticket
        UNION
        SELECT contact_due_day FROM tickets WHERE id = @Ticket AND contact_due_day IS NOT NULL
        """;

    const string FindLatest = """
        SELECT a.id
          FROM assessments a
         WHERE a.grid_code = @Grid AND a.to_day > @Day AND a.from_day <= @Day AND a.to_day > @Oldest AND a.as_of < @Before
           AND NOT EXISTS (SELECT 1 FROM assessments n
                            WHERE n.kind = a.kind AND n.from_day = a.from_day AND n.subject = a.subject AND n.revision = a.revision + 1)
        """;

    const string FindOne = AssessmentRow.Select + " WHERE a.id = @Id";
}
