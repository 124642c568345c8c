using Dapper;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Domain.Needs;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Records;

/// <summary>In a phone's copy: the caller's own records of the last 7 days, with what became of their findings and needs.</summary>
sealed class RecordSync() : TableSyncKind(Journal.Record, Capability.RecordRead, "r.id")
{
    const int KeptDays = 7;

    public override IReadOnlyList<Capability> AlsoDependsOn => [Capability.TicketRead, Capability.NeedRead];

    /// <summary>Needs change what is shown of their records, also by an action that takes them out of the caller's grids.</summary>
    public override bool Follows(Actor actor, JournalNotice notice) => notice.SubjectKind == Need.Subject
        && (actor.ScopeOf(Capability.NeedRead).Covers(notice.Grid) || notice.Action is "edit" or "follow"
            || actor.Representations.Any(each => GridCode.Covers(each.Grid, notice.Grid)));

    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters)
    {
        parameters.Add("Reader", actor.Id);
        parameters.Add("Before", tx.Today.AddDays(-KeptDays));
        var rows = await tx.Query($"{Select} AND {condition}", RecordRow.Read, parameters,
            actor.ScopeOf(Capability.RecordRead));
        return (await RecordRow.ShowDetails(tx, actor, rows)).ConvertAll(each =>
            new SyncEntry(each.Record.Id.ToString(), 1, each));
    }

    /// <summary>The records that others correct, those of needs, and those whose findings or needs became tickets.</summary>
    public override async Task<List<string>> ListRelated(Tx tx, ILookup<string, string> subjects) =>
    [
        .. await ListIds(tx, ids => $"SELECT corrects_id FROM records WHERE id IN {ids} AND corrects_id IS NOT NULL", subjects[Subject]),
        .. await ListIds(tx, ids => $"SELECT id FROM records WHERE ticket_id IN {ids}", subjects[Journal.Ticket]),
        .. await ListIds(tx, ids => $"SELECT record_id FROM record_needs WHERE need_id IN {ids}", subjects[Need.Subject]),
        .. await ListIds(tx, OfNeedTickets, subjects[Journal.Ticket]),
    ];

    public override Task<List<string>> ListDue(Tx tx, Actor actor, DateOnly from, DateOnly to, string after, int rows) => tx.Query(
        ListOfDays, columns => columns.Id().ToString(), new
        {
            Reader = actor.Id, From = from.AddDays(-KeptDays), To = to.AddDays(-KeptDays), After = ValueOf(after) ?? First, Rows = rows,
        });

    public override Task<List<string>> ListSeen(Tx tx, Actor actor, IReadOnlyCollection<string> ids) =>
        ListIds(tx, list => $"SELECT id FROM records WHERE id IN {list} AND person_id = @person", ids, actor.Id);

    const string Select = RecordRow.Select + " WHERE r.person_id = @Reader AND r.day > @Before AND " + RecordRow.InScope;

    static string OfNeedTickets(string ids) =>
        $"SELECT x.record_id FROM record_needs x JOIN needs n ON n.id = x.need_id WHERE n.ticket_id IN {ids}";

    const string ListOfDays = """
        SELECT id FROM records WHERE person_id = @Reader AND day > @From AND day <= @To AND id > @After ORDER BY id LIMIT @Rows
        """;
}
