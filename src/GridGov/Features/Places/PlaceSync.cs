using Dapper;
using GridGov.Domain.Events;
using GridGov.Domain.Places;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Places;

/// <summary>In a phone's copy: the places in use, without care levels.</summary>
sealed class PlaceSync() : TableSyncKind(PlaceRow.Subject, Capability.PlaceRead, "p.id")
{
    /// <summary>A care level is not in the copy, and that one was set is told to nobody.</summary>
    public override bool Concerns(Actor actor, JournalNotice notice) =>
        notice.Action != PlaceStore.CareLevelAction && base.Concerns(actor, notice);

    protected override bool MayLeave(JournalNotice notice) => notice.Action is "edit" or "move";

    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters)
    {
        var rows = await tx.Query($"{Select} AND {condition}", PlaceRow.Read, parameters, ScopeOf(actor));
        return (await PlaceRow.ToPlaces(tx, rows)).ConvertAll(place => new SyncEntry(place.Id.ToString(), place.Version, place));
    }

    const string Select = PlaceRow.Select + " WHERE p.retired_at IS NULL AND @scope(p.grid_code)";
}
