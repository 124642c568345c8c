using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Events;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Calendars;

/// <summary>In a phone's copy: the working hours of the deployment, of the caller's grids and of those above them.</summary>
sealed class WorkingHoursSync() : ShortSyncKind(WorkingHoursStore.JournalKind, Capability.GridRead)
{
    public override bool Concerns(Actor actor, JournalNotice notice) => GridHours.IsReadable(actor, notice.Grid);

    protected override async Task<List<SyncEntry>> ListAll(Tx tx, Actor actor, Func<string, bool> isWanted) =>
        [.. (await WorkingHoursStore.List(tx)).Where(entry => GridHours.IsReadable(actor, entry.Grid) && isWanted(entry.Grid))
            .Select(entry => new SyncEntry(entry.Grid, entry.Version, GridHours.Of(entry)))];
}
