using Dapper;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Zones;

/// <summary>In a phone's copy: the zones in use.</summary>
sealed class ZoneSync() : TableSyncKind(ZoneRow.Subject, Capability.GridRead, "z.id")
{
    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters) =>
        (await ZoneRow.ToZones(tx, await tx.Query<ZoneRow>($"{Select} AND {condition}", parameters, ScopeOf(actor))))
        .ConvertAll(zone => new SyncEntry(zone.Id.ToString(), zone.Version, zone));

    /// <summary>Heads begin and end by days.</summary>
    public override Task<List<string>> ListDue(Tx tx, Actor actor, DateOnly from, DateOnly to, string after, int rows) =>
        ListIdsOfDays(tx, ScopeOf(actor), ListWithOtherHeads, from, to, after, rows);

    const string Select = ZoneRow.Select + " WHERE z.retired_at IS NULL AND @scope(z.grid_code)";

    const string ListWithOtherHeads = """
        SELECT DISTINCT z.id
          FROM zones z
          JOIN zone_heads h ON h.zone_id = z.id
         WHERE z.retired_at IS NULL AND @scope(z.grid_code) AND z.id > @After
           AND ((h.from_day > @From AND h.from_day <= @To) OR (h.to_day > @From AND h.to_day <= @To))
         ORDER BY z.id
         LIMIT @Rows
        """;
}
