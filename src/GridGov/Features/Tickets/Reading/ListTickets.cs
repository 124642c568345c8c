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
            var query = filter.ToQuery(actor);
            AsOf.RefuseFuture(query.AsOf, tx.Now);
            var limit = filter.Limit ?? Cursor.DefaultLimit;
            var fingerprint = filter.Fingerprint();
            var where = Where(TicketReading.Page);
            var order = TicketOrder.For(filter.Order, where.Scope);
            order.Limit(where);
            order.GoOn(where, Cursor.Parse(fingerprint, filter.Cursor));
            where.Parameters.Add("rows", limit + 1);
            var rows = await tx.Query(
                $"{TicketRow.Select} WHERE {where} ORDER BY {order.By} LIMIT @rows", TicketRow.Read, where.Parameters, where.Scope);
            var tickets = (await TicketView.Load(tx, rows)).ConvertAll(ticket => ticket.ToTicket());
            long? count = filter.Count is true ? await Count() : null;
            return TypedResults.Ok(Cursor.CreatePage(http, fingerprint, limit, tickets, order.Key, count));

            TicketWhere Where(TicketReading reading) => new(query, actor.ScopeOf(Capability.TicketRead), tx.Now, reading);

            async Task<long> Count()
            {
                var all = Where(TicketReading.Count);
                order.Limit(all);
                return await all.Count(tx);
            }
        }, ct);
}
