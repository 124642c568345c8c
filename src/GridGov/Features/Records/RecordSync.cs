using Dapper;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Records;

/// <summary>In a phone's copy: the caller's own records of the last 7 days, with what became of their findings.</summary>
sealed class RecordSync() : TableSyncKind(Journal.Record, Capability.RecordRead, "r.id")
{
    const int KeptDays = 7;

    public override IReadOnlyList<Capability> AlsoDependsOn => [Capability.TicketRead];

    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters)
    {
        parameters.Add("Reader", actor.Id);
        parameters.Add("Before", tx.Today.AddDays(-KeptDays));
        var rows = await tx.Query($"{Select} AND {condition}", RecordRow.Read, parameters,
            actor.ScopeOf(Capability.RecordRead));
        return (await RecordRow.ShowDetails(tx, actor, rows)).ConvertAll(each =>
            new SyncEntry(each.Record.Id.ToString(), 1, each));
    }

    /// <summary>The records that others correct, and those whose findings became tickets.</summary>
    public override async Task<List<string>> ListRelated(Tx tx, ILookup<string, string> subjects) =>
    [
        .. await ListIds(tx, ids => $"SELECT corrects_id FROM records WHERE id IN {ids} AND corrects_id IS NOT NULL", subjects[Subject]),
        .. await ListIds(tx, ids => $"SELECT id FROM records WHERE ticket_id IN {ids}", subjects[Journal.Ticket]),
    ];

    public override Task<List<string>> ListDue(Tx tx, Actor actor, DateOnly from, DateOnly to, string after, int rows) => tx.Query(
        ListOfDays, columns => columns.Id().ToString(), new
        {
            Reader = actor.Id, From = from.AddDays(-KeptDays), To = to.AddDays(-KeptDays), After = ValueOf(after) ?? First, Rows = rows,
        });

    public override Task<List<string>> ListSeen(Tx tx, Actor actor, IReadOnlyCollection<string> ids) =>
        ListIds(tx, list => $"SELECT id FROM records WHERE id IN {list} AND person_id = @person", ids, actor.Id);

    const string Select = RecordRow.Select + " WHERE r.person_id = @Reader AND r.day > @Before AND " + RecordRow.InScope;

    const string ListOfDays = """
        SELECT id FROM records WHERE person_id = @Reader AND day > @From AND day <= @To AND id > @After ORDER BY id LIMIT @Rows
        """;
}
