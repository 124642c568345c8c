using GridGov.Api;
using GridGov.Api.Lists;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Requests;

/// <summary>The pending requests that the caller can decide, oldest first.</summary>
public sealed class ListDecidableRequests(Db db)
    : ApiEndpoint<PageQuery, Results<Ok<Page<TicketRequest>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/requests");
        Group<TicketGroup>();
        Operation("List the requests that I can decide");
        RequiresCapability(Capability.TicketApprove);
        ProducesProblem(400, "invalid-cursor");
    }

    public override Task<Results<Ok<Page<TicketRequest>>, ProblemHttpResult>> ExecuteAsync(PageQuery query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<TicketRequest>>, ProblemHttpResult>>(async tx =>
        {
            var limit = query.Limit ?? Cursor.DefaultLimit;
            const string Filter = "decidable requests";
            var after = Cursor.Parse(Filter, query.Cursor) is { } last && Id.TryParseExact(last, out var id) ? id : Id.None;
            var found = await ListDecidable(tx, Actor, after, limit + 1);
            var items = found.ConvertAll(row => row.ToRequest(row.Confidential));
            return TypedResults.Ok(Cursor.CreatePage(HttpContext, Filter, limit, items, request => request.Id.ToString()));
        }, ct);

    internal static async Task<List<RequestRow>> ListDecidable(Tx tx, Actor actor, Id after, int count)
    {
        var found = new List<RequestRow>();
        // The lifecycle's rules are no SQL, so pending requests are read in pages until enough are decidable.
        var scope = actor.ScopeOf(Capability.TicketApprove);
        while (found.Count < count)
        {
            var rows = await tx.Query<RequestRow>(List, new { After = after, Me = actor.Id, Rows = Cursor.MaxLimit }, scope);
            var tickets = await Tickets(tx, actor, rows);
            found.AddRange(rows.Where(row => tickets.TryGetValue(row.TicketId, out var ticket)
                && Lifecycle.Decide(ticket.ToState(), TicketAction.RefuseRequest, actor).Allowed));
            if (rows.Count < Cursor.MaxLimit)
                break;
            after = rows[^1].Id;
        }
        return found.Count > count ? found[..count] : found;
    }

    static async Task<Dictionary<Id, TicketView>> Tickets(Tx tx, Actor actor, List<RequestRow> rows)
    {
        if (rows.Count == 0)
            return [];
        var parameters = new { From = rows[0].Id, To = rows[^1].Id, Rows = rows.Count + Cursor.MaxLimit };
        var tickets = await tx.Query(FindTickets, TicketRow.Read, parameters, actor.ScopeOf(Capability.TicketApprove));
        return (await TicketView.Load(tx, tickets)).ToDictionary(ticket => ticket.Row.Id);
    }

    const string List = $"""
        {RequestRow.Select}
         WHERE x.status = 'pending' AND @scope(x.grid_code, x.ticket_id IN ticket_parties.ticket_id)
           AND x.id > @After AND x.requested_by <> @Me
         ORDER BY x.id
         LIMIT @Rows
        """;

    const string FindTickets = $"""
        {TicketRow.Select}
          JOIN ticket_requests x ON x.ticket_id = t.id AND x.id = t.request_id
         WHERE x.status = 'pending' AND @scope(x.grid_code, x.ticket_id IN ticket_parties.ticket_id)
           AND x.id >= @From AND x.id <= @To
         ORDER BY x.id
         LIMIT @Rows
        """;
}
