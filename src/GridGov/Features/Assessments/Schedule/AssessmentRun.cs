using GridGov.Data.Statements;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments.Schedule;

/// <summary>
/// Issues the reports of the last finished period of each kind, for every grid with an appointment in the period. Earlier missed
/// periods are issued on request only. A city or county is read at once; the progress is stored, so a later run continues there.
/// </summary>
static class AssessmentRun
{
    /// <summary>The number of reports in one transaction; small, because other writers wait for it.</summary>
    const int BatchSize = 20;

    /// <summary>The length of a county's code. A county is issued with everything below it.</summary>
    const int County = 6;

    /// <param name="failed">Receives the units that failed; the others continue. If null, the exception is thrown.</param>
    public static async Task<int> Run(Db db, AssessmentSettings settings, Action<string, Exception>? failed, CancellationToken ct)
    {
        var issued = 0;
        foreach (var (kind, subjects) in settings.Kinds)
        {
            if (subjects.Count > 0)
                issued += await Run(db, kind, subjects, failed, ct);
        }
        return issued;
    }

    static async Task<int> Run(
        Db db, PeriodKind kind, IReadOnlyList<ScheduledSubject> subjects, Action<string, Exception>? failed, CancellationToken ct)
    {
        var (period, run) = await db.Read(async tx =>
        {
            var period = AssessedPeriod.LastBefore(kind, tx.Today);
            return (period, await tx.QuerySingle<RunRow>(FindRun, KeyOf(period)));
        }, ct);
        if (run?.DoneAt is not null)
            return 0;
        if (run is null)
            await db.Write(tx => tx.Execute(Begin, new { Kind = kind.ToCode(), period.From, tx.Now }), ct);
        var issued = 0;
        var reached = run?.LastGridCode ?? "";
        // Cities first, then counties: by the lengths of their codes.
        foreach (var digits in new[] { GridCode.Lengths[0], County })
        {
            var after = reached.Length == digits ? reached : "";
            foreach (var unit in await db.Read(tx => tx.Query<string>(ListUnits, new { Digits = digits, After = after }), ct))
            {
                if (digits < reached.Length)
                    continue;
                ct.ThrowIfCancellationRequested();
                try
                {
                    issued += await IssueUnit(db, period, unit, subjects, ct);
                }
                catch (Exception e) when (
                    e is not OperationCanceledException and not StoreUnavailableException and not System.Data.Common.DbException)
                {
                    if (failed is null)
                        throw;
                    failed(unit, e);
                }
                await db.Write(tx => tx.Execute(SetProgress, new { Kind = kind.ToCode(), period.From, Unit = unit }), ct);
            }
        }
        await db.Write(tx => tx.Execute(Finish, new { Kind = kind.ToCode(), period.From, tx.Now }), ct);
        return issued;
    }

    static async Task<int> IssueUnit(
        Db db, AssessedPeriod period, string unit, IReadOnlyList<ScheduledSubject> subjects, CancellationToken ct)
    {
        // The reports of a city's counties are issued with the counties.
        var wanted = subjects.Where(subject => unit.Length == County ? subject.Digits >= County : subject.Digits < County).ToList();
        if (wanted.Count == 0)
            return 0;
        var asOf = await db.StableInstant(ct);
        var drafts = await db.Read(async tx =>
        {
            if (await SchemeRow.Find(tx, SchemeRow.Default) is not { } scheme)
                throw new InvalidOperationException("There is no default scheme.");
            var grids = await GridsOf(tx, period, unit, wanted);
            if (grids.Count == 0)
                return [];
            var lengths = wanted.Select(subject => subject.Digits)
                .Concat(wanted.Select(subject => subject.Level).OfType<int>().Select(GridCode.LengthOf))
                .Where(length => length > unit.Length).Distinct().Order().ToList();
            var figures = await TermFigures.Read(tx, AssessmentSubject.OfGrid(unit), lengths, period, asOf);
            var drafts = new List<AssessmentDraft>();
            foreach (var grid in grids)
            {
                foreach (var scheduled in wanted.Where(subject => subject.Digits == grid.Length))
                {
                    var subject = scheduled.Level is { } level ? AssessmentSubject.OfLevel(grid, level) : AssessmentSubject.OfGrid(grid);
                    drafts.Add(await DraftOf(tx, figures, period, subject, scheme, asOf));
                }
            }
            return drafts;
        }, ct);
        var issued = 0;
        foreach (var batch in drafts.Chunk(BatchSize))
        {
            ct.ThrowIfCancellationRequested();
            issued += await db.Write(async tx =>
            {
                var stored = 0;
                foreach (var draft in batch)
                    stored += await AssessmentStore.Save(tx, draft, actor: null, post: null) is null ? 0 : 1;
                return stored;
            }, ct);
        }
        return issued;
    }

    static async Task<AssessmentDraft> DraftOf(
        Tx tx, TermFigures figures, AssessedPeriod period, AssessmentSubject subject, SchemeRow scheme, Instant asOf)
    {
        var content = await AssessmentDraft.ContentOf(tx, figures, period, subject, SchemeContent.Parse(scheme.Content), asOf);
        return new AssessmentDraft(period, subject, content, scheme, asOf);
    }

    /// <summary>Lists the grids of a unit that had an appointment within the period.</summary>
    static Task<List<string>> GridsOf(Tx tx, AssessedPeriod period, string unit, List<ScheduledSubject> wanted)
    {
        var parameters = SqlParameters.Of(new
        {
            Unit = unit,
            UnitEnd = GridCode.EndOfSubtree(unit),
            First = period.From,
            period.Last,
            Begin = Days.Begin(period.From, tx.Zone),
            End = Days.Begin(period.To, tx.Zone),
        });
        var lengths = InList.Of(parameters, "length", wanted.Select(subject => subject.Digits).Distinct());
        return tx.Query<string>($"""
            SELECT g.code
              FROM grids g
             WHERE g.code >= @Unit AND g.code < @UnitEnd AND length(g.code) IN {lengths}
               AND g.created_at < @End AND (g.retired_at IS NULL OR g.retired_at > @Begin)
               AND EXISTS (SELECT 1 FROM appointments a
                            WHERE a.grid_code >= g.code AND a.grid_code < g.code || ':'
                              AND a.status IN ('effective', 'suspended')
                              AND a.from_day <= @Last AND (a.to_day IS NULL OR a.to_day > @First))
             ORDER BY g.code
            """, parameters);
    }

    static object KeyOf(AssessedPeriod period) => new { Kind = period.Kind.ToCode(), period.From };

    sealed record RunRow
    {
        public required string LastGridCode { get; init; }
        public Instant? DoneAt { get; init; }
    }

    const string FindRun = "SELECT last_grid_code, done_at FROM assessment_runs WHERE kind = @Kind AND from_day = @From";

    const string Begin = """
        INSERT INTO assessment_runs (kind, from_day, begun_at)
        VALUES (@Kind, @From, @Now)
        ON CONFLICT (kind, from_day) DO NOTHING
        """;

    const string SetProgress =
        "UPDATE assessment_runs SET last_grid_code = @Unit WHERE kind = @Kind AND from_day = @From AND done_at IS NULL";

    const string Finish = "UPDATE assessment_runs SET done_at = @Now WHERE kind = @Kind AND from_day = @From AND done_at IS NULL";

    const string ListUnits = "SELECT code FROM grids WHERE length(code) = @Digits AND code > @After ORDER BY code LIMIT 10000";
}
