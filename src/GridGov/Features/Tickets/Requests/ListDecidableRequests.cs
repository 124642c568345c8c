using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Requests;

/// <summary>The pending requests that the caller can decide, the oldest first.</summary>
public sealed class ListDecidableRequests(Db db)
    : ApiEndpoint<ListDecidableRequests.Query, Results<Ok<Page<TicketRequest>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/requests");
        Group<TicketGroup>();
        Operation("List the requests that I can decide");
        RequiresCapability(Capability.TicketApprove);
        ProducesProblem(400, "invalid-cursor");
    }

    /// <summary>Which part of the list.</summary>
    public sealed record Query
    {
        /// <summary>How many entries, 1 to 200; 50 by default.</summary>
        [FromQuery(Name = "limit")] public int? Limit { get; init; }

        /// <summary>Where to go on: next of the part before.</summary>
        [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, GridGov.Api.Cursor.MaxLimit);
        }
    }

    public override Task<Results<Ok<Page<TicketRequest>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<TicketRequest>>, ProblemHttpResult>>(async tx =>
        {
            var limit = query.Limit ?? Cursor.DefaultLimit;
            const string Filter = "decidable requests";
            var after = Cursor.Parse(Filter, query.Cursor) is { } last && Id.TryParseExact(last, out var id) ? id : Id.None;
            var found = await Decidable(tx, Actor, after, limit + 1);
            return TypedResults.Ok(Cursor.CreatePage(HttpContext, Filter, limit, [.. found.Select(row => row.ToRequest())], request => request.Id.ToString()));
        }, ct);

    /// <summary>The first so many behind one.</summary>
    internal static async Task<List<RequestRow>> Decidable(Tx tx, Actor actor, Id after, int count)
    {
        var found = new List<RequestRow>();
        // The rule is the lifecycle's own; so as many are read as it takes to fill the part, from few that are pending at all.
        while (found.Count < count)
        {
            var rows = await tx.Query<RequestRow>(List, new { After = after, Me = actor.Id, Rows = Cursor.MaxLimit }, actor.ScopeOf(Capability.TicketApprove));
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
        var tickets = await tx.Query(FindTickets, TicketRow.Read, new { From = rows[0].Id, To = rows[^1].Id, Rows = rows.Count + Cursor.MaxLimit },
            actor.ScopeOf(Capability.TicketApprove));
        return (await TicketView.Load(tx, tickets)).ToDictionary(ticket => ticket.Row.Id);
    }

    const string List = RequestRow.Select + """
         WHERE x.status = 'pending' AND @scope(x.grid_code) AND x.id > @After AND x.requested_by <> @Me
         ORDER BY x.id
         LIMIT @Rows
        """;

    const string FindTickets = TicketRow.Select + """
          JOIN ticket_requests x ON x.ticket_id = t.id AND x.id = t.request_id
         WHERE x.status = 'pending' AND @scope(x.grid_code) AND x.id >= @From AND x.id <= @To
         ORDER BY x.id
         LIMIT @Rows
        """;
}
