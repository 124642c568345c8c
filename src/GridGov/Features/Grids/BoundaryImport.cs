using GridGov.Domain.Boundaries;
using GridGov.Geo.Boundaries;
using GridGov.Security;

namespace GridGov.Features.Grids;

/// <summary>Imports boundaries: all of a file, or none if one has a fault.</summary>
static class BoundaryImport
{
    public const int MaxReported = 100;

    /// <param name="Faults">The first hundred; if there is one, nothing was written.</param>
    public sealed record Outcome(int Stored, int Unchanged, IReadOnlyList<BoundaryFault> Faults);

    /// <param name="actor">The importer, whose scope limits the grids; null for the command line, which has no limit.</param>
    /// <param name="day">The first day of the boundaries; null for today.</param>
    /// <param name="dryRun">Whether to write nothing, so that the outcome is that of a later import.</param>
    public static async Task<Outcome> Apply(
        Tx tx, BoundaryFile file, DateOnly? day, Actor? actor, bool dryRun, Action<int>? progress = null)
    {
        if (dryRun)
            tx.Rollback();
        IReadOnlyList<BoundaryFault> faults = file.Faults;
        if (faults.Count == 0)
            faults = await BoundaryComparison.FindFaults(tx, file.Boundaries, day ?? tx.Today, actor?.ScopeOf(Capability.GridManage));
        if (faults.Count > 0)
            return new Outcome(0, 0, [.. faults.Take(MaxReported)]);
        var outcome = await GridBoundaries.Store(tx, file.Boundaries, day ?? tx.Today, actor, progress);
        return new Outcome(outcome.Stored, outcome.Unchanged, []);
    }
}
