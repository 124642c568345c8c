using Dapper;
using GridGov.Domain.Events;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>In a phone's copy: the people who are kept in the caller's grids, with their posts of today.</summary>
sealed class PersonSync() : TableSyncKind("person", Capability.PersonRead, "p.id")
{
    /// <summary>Those who manage people see their telephone numbers.</summary>
    public override IReadOnlyList<Capability> AlsoDependsOn => [Capability.PersonManage];

    protected override bool MayLeave(JournalNotice notice) => notice.Action == "move";

    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters)
    {
        var rows = await tx.Query<PersonRow>($"{PersonRow.Select} WHERE @scope(p.grid_code) AND {condition}", parameters, ScopeOf(actor));
        return (await GetPerson.Load(tx, actor, rows)).ConvertAll(person => new SyncEntry(person.Id.ToString(), person.Version, person));
    }

    /// <summary>The people of appointments, which they show.</summary>
    public override Task<List<string>> ListRelated(Tx tx, ILookup<string, string> subjects) =>
        ListIds(tx, ids => $"SELECT DISTINCT person_id FROM appointments WHERE id IN {ids}", subjects["appointment"]);

    public override Task<List<string>> ListDue(Tx tx, Actor actor, DateOnly from, DateOnly to, string after, int rows) =>
        ListIdsOfDays(tx, ScopeOf(actor), ListWithOtherPosts, from, to, after, rows);

    const string ListWithOtherPosts = """
        SELECT DISTINCT p.id
          FROM people p
          JOIN appointments a ON a.person_id = p.id
         WHERE @scope(p.grid_code) AND p.id > @After
           AND ((a.from_day > @From AND a.from_day <= @To) OR (a.to_day > @From AND a.to_day <= @To))
         ORDER BY p.id
         LIMIT @Rows
        """;
}
