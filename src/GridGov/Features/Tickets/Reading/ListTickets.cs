using GridGov.Api;
using GridGov.Domain.Statistics;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;
using GridGov.Features.Tickets.Export;
using GridGov.Features.Tickets.Search;
using GridGov.Security;

namespace GridGov.Features.Tickets.Reading;

/// <summary>The tickets in the caller's scope, filtered, newest first.</summary>
public sealed class ListTickets(Db db) : ApiEndpoint<ListTickets.Input, Results<Ok<Page<Ticket>>, TicketExport, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<TicketGroup>();
        Operation("List tickets", ExportTickets.ContractDescription);
        RequiresCapability(Capability.TicketRead);
        ProducesType(ListFormats.Csv, ListFormats.Xlsx, ListFormats.GeoJson);
        ProducesHeader(TicketExport.SnapshotHeader, "Exports: the instant whose state the export shows.");
        ProducesHeader(TicketExport.RowsHeader, "Exports with count=true: the number of tickets.");
        ProducesProblem(400, "invalid-cursor", "not-in-export", "only-in-export");
        ProducesProblem(429, "too-many-exports");
    }

    public sealed record Input([AsParameters] TicketFilter Filter, [AsParameters] ExportOptions Export);

    public override async Task<Results<Ok<Page<Ticket>>, TicketExport, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var form = ListFormats.Negotiate(HttpContext);
        if (form != ListFormat.Page)
            return ExportTickets.CreateResult(form, input.Filter, input.Export, Actor);
        if (input.Export.UnexpectedParameter is { } parameter)
            return Problems.At("/" + parameter, "only-in-export", parameter);
        return await Page(input.Filter, Actor, HttpContext, db, ct);
    }

    static Task<Ok<Page<Ticket>>> Page(TicketFilter filter, Actor actor, HttpContext http, Db db, CancellationToken ct) =>
        db.Read(async tx =>
        {
            var query = await filter.ToQuery(actor).WithSearch(tx);
            AsOf.RefuseFuture(query.AsOf, tx.Now);
            var limit = filter.Limit ?? Cursor.DefaultLimit;
            var fingerprint = filter.Fingerprint();
            var last = Cursor.Parse(fingerprint, filter.Cursor);
            var found = await List(tx, filter.Order, last, limit + 1, Where);
            var views = await TicketView.Load(tx, found.ConvertAll(row => row.Row));
            var tickets = views.ConvertAll(ticket => ticket.ToTicket());
            if (query.Search is { } search)
                tickets = await search.Mark(tx, tickets);
            var keys = tickets.Zip(found, (ticket, row) => (ticket.Id, row.Key(ticket))).ToDictionary();
            long? count = filter.Count is true ? await Count() : null;
            return TypedResults.Ok(Cursor.CreatePage(http, fingerprint, limit, tickets, ticket => keys[ticket.Id], count));

            TicketWhere Where(TicketReading reading) => new(query, actor.ScopeOf(Capability.TicketRead), tx.Now, reading);

            async Task<long> Count()
            {
                var all = Where(TicketReading.Count);
                TicketOrder.For(filter.Order, all).Limit(all);
                return await all.Count(tx);
            }
        }, ct);

    /// <summary>
    /// Reads a page. By relevance one rank is read after the other, newest first, because only the first ones of a rank are needed and
    /// not all that have the words.
    /// </summary>
    static async Task<List<Found>> List(Tx tx, TicketSort sort, string? last, int limit, Func<TicketReading, TicketWhere> newWhere)
    {
        if (sort != TicketSort.Relevance)
        {
            var where = newWhere(TicketReading.Page);
            var order = TicketOrder.For(sort, where);
            order.Limit(where);
            order.GoOn(where, last);
            return await Rows(tx, where, order, order.By, limit);
        }
        var found = new List<Found>();
        foreach (var rank in SearchPlan.Ranks)
        {
            var where = newWhere(TicketReading.Page);
            if (found.Count < limit && TicketOrder.GoOnInRank(where, rank, last))
                found.AddRange(await Rows(tx, where, TicketOrder.For(sort, where), $"{where.TicketId} DESC", limit - found.Count));
        }
        return found;
    }

    static Task<List<Found>> Rows(Tx tx, TicketWhere where, TicketOrder order, string by, int limit)
    {
        where.Parameters.Add("rows", limit);
        var select = order.Value is null ? TicketRow.Select
            : $"SELECT {TicketRow.ColumnList}, CAST({order.Value} AS DOUBLE PRECISION) AS value {TicketRow.Joins}";
        return tx.Query($"{where.Select(select)} WHERE {where} ORDER BY {by} LIMIT @rows",
            columns => new Found(TicketRow.Read(columns), order, order.Value is null ? null : columns.DoubleOrNull()),
            where.Parameters, where.Scope);
    }

    sealed record Found(TicketRow Row, TicketOrder Order, double? Value)
    {
        public string Key(Ticket ticket) => Order.KeyOf(ticket, Value);
    }
}
