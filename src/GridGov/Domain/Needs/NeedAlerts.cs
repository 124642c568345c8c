using System.Globalization;
using GridGov.Domain.Notifications;

namespace GridGov.Domain.Needs;

/// <summary>Alerts whoever publishes in the grid of a need that has a free slot after its last day for claims, once.</summary>
static class NeedAlerts
{
    const int Portion = 100;

    /// <returns>The number of alerts.</returns>
    public static async Task<int> Run(Db db, CancellationToken ct)
    {
        var alerted = 0;
        foreach (var id in await db.Read(tx => tx.Query<Id>(ListUnclaimed, new { tx.Today, Portion }), ct))
            alerted += await db.Write(tx => Alert(tx, id), ct) ? 1 : 0;
        return alerted;
    }

    static async Task<bool> Alert(Tx tx, Id id)
    {
        // Another process may have alerted, or somebody claimed it, since it was listed.
        var need = await NeedRow.Load(tx, id);
        if (need is not { Status: NeedStatus.Open, AlertedAt: null } || need.ClaimBy >= tx.Today
            || await NeedTransition.Write(tx, actor: null, need with { AlertedAt = tx.Now }, "alert") is not null)
        {
            return false;
        }
        var level = Data.GridCode.Level(need.GridCode);
        List<Id> people =
        [
            .. await Recipients.ListHeads(tx, need.GridCode, level), .. await Recipients.ListDeciders(tx, need.GridCode, level + 1),
        ];
        // No words of the need, because its ticket may hide them later.
        await NotificationWriter.Write(tx, people, NotificationKind.NeedUnclaimed, ticket: null, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["need"] = need.Kind.ToCode(), ["grid"] = need.GridName,
            ["at"] = need.ClaimBy.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["count"] = (need.Slots - need.Claims.Filled).ToString(CultureInfo.InvariantCulture),
        });
        return true;
    }

    const string ListUnclaimed = """
        SELECT id FROM needs WHERE status = 'open' AND alerted_at IS NULL AND claim_by < @Today ORDER BY claim_by, id LIMIT @Portion
        """;
}
