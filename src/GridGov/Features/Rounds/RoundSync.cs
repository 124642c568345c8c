using Dapper;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Rounds;

/// <summary>In a phone's copy: the caller's own rounds that go on, and those of today.</summary>
sealed class RoundSync() : TableSyncKind(Journal.Round, Capability.RecordRead, "r.id")
{
    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters)
    {
        parameters.Add("Reader", actor.Id);
        parameters.Add("Today", tx.Today);
        return (await tx.Query<RoundRow>($"{Select} AND {condition}", parameters, actor.ScopeOf(Capability.RecordRead)))
            .ConvertAll(row => new SyncEntry(row.Id.ToString(), row.Version, row.ToRound()));
    }

    /// <summary>Rounds count their records.</summary>
    public override Task<List<string>> ListRelated(Tx tx, ILookup<string, string> subjects) =>
        ListIds(tx, ids => $"SELECT DISTINCT round_id FROM records WHERE id IN {ids} AND round_id IS NOT NULL", subjects[Journal.Record]);

    public override Task<List<string>> ListDue(Tx tx, Actor actor, DateOnly from, DateOnly to, string after, int rows) => tx.Query(
        ListOfDays, columns => columns.Id().ToString(),
        new { Reader = actor.Id, From = from, To = to, After = ValueOf(after) ?? First, Rows = rows });

    public override Task<List<string>> ListSeen(Tx tx, Actor actor, IReadOnlyCollection<string> ids) =>
        ListIds(tx, list => $"SELECT id FROM rounds WHERE id IN {list} AND person_id = @person", ids, actor.Id);

    const string Select = RoundRow.Select + " WHERE r.person_id = @Reader AND (r.ended_at IS NULL OR r.day >= @Today) AND "
        + RoundRow.InScope;

    const string ListOfDays = """
        SELECT id
          FROM rounds
         WHERE person_id = @Reader AND day >= @From AND day < @To AND ended_at IS NOT NULL AND id > @After
         ORDER BY id
         LIMIT @Rows
        """;
}
