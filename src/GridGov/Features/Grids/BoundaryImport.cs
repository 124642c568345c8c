using GridGov.Domain.Boundaries;
using GridGov.Geo.Boundaries;
using GridGov.Security;

namespace GridGov.Features.Grids;

/// <summary>Imports boundaries: all of a file, or none if one has a fault.</summary>
static class BoundaryImport
{
    public const int MaxReported = 100;

    /// <param name="Faults">The first hundred; if there is one, nothing was written.</param>
    public sealed record Outcome(int Stored, int Unchanged, DateOnly Day, IReadOnlyList<BoundaryFault> Faults);

    /// <param name="day">The first day of the boundaries; null for today.</param>
    /// <param name="actor">The importer, whose scope limits the grids; null for the command line, which has no limit.</param>
    /// <param name="dryRun">Whether to write nothing, so that the outcome is that of a later import.</param>
    /// <param name="answer">Makes the answer from the outcome, which an Idempotency-Key keeps.</param>
    public static async Task<T> Run<T>(
        Db db, BoundaryFile file, DateOnly? day, Actor? actor, bool dryRun, Func<Outcome, T> answer, CancellationToken ct = default)
    {
        // A city is compared for seconds, so other writers need not wait for it.
        var (revision, first, found) = await db.Read(async tx =>
            (await BoundaryRevision.Read(tx), day ?? tx.Today, await FindFaults(tx, file, day ?? tx.Today, actor)), ct);
        return await db.Write(async tx =>
        {
            if (dryRun)
                tx.Rollback();
            // Others may have changed what the boundaries were compared with.
            var faults = (await BoundaryRevision.Read(tx)).HasGridsOf(revision) ? found : await FindFaults(tx, file, first, actor);
            if (faults.Count > 0)
                return answer(new Outcome(0, 0, first, faults));
            var outcome = await GridBoundaries.Store(tx, file.Boundaries, first, actor);
            return answer(new Outcome(outcome.Stored, outcome.Unchanged, first, []));
        }, ct);
    }

    static async Task<List<BoundaryFault>> FindFaults(Tx tx, BoundaryFile file, DateOnly day, Actor? actor) =>
    [
        .. (file.Faults.Count > 0
            ? file.Faults
            : await BoundaryComparison.FindFaults(tx, file.Boundaries, day, actor?.ScopeOf(Capability.GridManage))).Take(MaxReported),
    ];
}
