using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Domain.Sync;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>In a phone's copy: the open tickets, and those that have ended and changed in the last 30 days.</summary>
sealed class TicketSync() : TableSyncKind("ticket", Capability.TicketRead, "t.id")
{
    /// <summary>Tickets go to another grid by an amendment, which a re-division writes too.</summary>
    protected override bool MayLeave(JournalNotice notice) => notice.Action == Amend;

    static readonly string Amend = TicketAction.Amend.ToCode();

    public override Task<List<SyncEntry>> ListFirst(Tx tx, Actor actor, string after, int rows)
    {
        // The list of tickets knows the best index for a scope, here in the order of the ids.
        var where = new TicketWhere(new TicketQuery(), ScopeOf(actor), tx.Now, TicketReading.Page).And($"{Key} > @after",
            ("after", Id.TryParseExact(after, out var last) ? last.Value : 0L), ("rows", rows));
        return List(tx, actor, $"{where} ORDER BY {Key} LIMIT @rows", where.Parameters, where.Scope);
    }

    protected override Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters) =>
        List(tx, actor, $"{InScope} AND {condition}", parameters, ScopeOf(actor));

    static async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters, Scope scope)
    {
        parameters.Add("horizon", HorizonOf(tx, tx.Today));
        var rows = await tx.Query($"{TicketRow.Select} WHERE {IsKept} AND {condition}", TicketRow.Read, parameters, scope);
        var tickets = (await TicketView.Load(tx, rows)).ConvertAll(ticket => ticket.ToTicket());
        return (await TicketOrigins.Add(tx, actor, tickets)).ConvertAll(ticket =>
            new SyncEntry(ticket.Id.ToString(), ticket.Version, ticket));
    }

    static Instant HorizonOf(Tx tx, DateOnly day) => Days.Begin(day.AddDays(-SyncCursor.Horizon), tx.Zone);

    /// <summary>Wholes, which show the statuses of their parts, and merged tickets, which name the last of the chain.</summary>
    public override Task<List<string>> ListRelated(Tx tx, ILookup<string, string> subjects) =>
        ListIds(tx, ListWholesAndMerged, subjects[Subject]);

    public override Task<List<string>> ListDue(Tx tx, Actor actor, DateOnly from, DateOnly to, string after, int rows) =>
        tx.Query(ListEnded, columns => columns.Id().ToString(), new
        {
            From = HorizonOf(tx, from), To = HorizonOf(tx, to), After = ValueOf(after) ?? First, Rows = rows,
        }, ScopeOf(actor));

    public override async Task<List<string>> ListSeen(Tx tx, Actor actor, IReadOnlyCollection<string> ids)
    {
        var seen = await base.ListSeen(tx, actor, ids);
        // In the grids of posts that need to know, only parties could have seen it.
        if (ScopeOf(actor) is { PartyRoots: not [] } scope)
        {
            var parties = await ListIds(tx, ListParties, ids.Except(seen), actor.Id);
            seen.AddRange(await ListSeenIn(tx, Scope.Of(scope.PartyRoots), parties));
        }
        return seen;
    }

    const string IsKept = $"({Lifecycle.IsOpen} OR t.updated_at >= @horizon)";

    // The ids are few, so their rows are read and not the index of the grids.
    static readonly string InScope = TicketParties.InScopeOf(Sql.WithoutIndex("t.grid_code"));

    static string ListWholesAndMerged(string ids) => $"""
        WITH RECURSIVE merged (id) AS (
          SELECT m.id FROM tickets m WHERE m.merged_into IN {ids}
           UNION
          SELECT m.id FROM merged JOIN tickets m ON m.merged_into = merged.id
        )
        SELECT part_of FROM tickets WHERE id IN {ids} AND part_of IS NOT NULL
         UNION
        SELECT id FROM merged
        """;

    static readonly string ListEnded = $"""
        SELECT t.id
          FROM tickets t
         WHERE {InScope} AND NOT ({Lifecycle.IsOpen}) AND t.updated_at >= @From AND t.updated_at < @To AND t.id > @After
         ORDER BY t.id
         LIMIT @Rows
        """;

    static string ListParties(string ids) =>
        $"SELECT DISTINCT ticket_id FROM ticket_parties WHERE person_id = @person AND ticket_id IN {ids}";
}
