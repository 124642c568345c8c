using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Measures;
using GridGov.Platform.Security;
using GridGov.Platform.Tickets;

namespace GridGov.Features.Tickets;

/// <summary>The tickets that the caller may see, filtered, newest first.</summary>
public static class ListTickets
{
    public static void Map(IEndpointRouteBuilder tickets) => tickets
        .MapGet("/", Handle)
        .Named("listTickets", "List tickets")
        .WithDescription(ExportTickets.Words)
        .Needs(Capability.TicketRead)
        .AlsoAs(ListForms.Csv, ListForms.Xlsx, ListForms.GeoJson)
        .Says(TicketExport.SnapshotHeader, "Exports: the instant whose state they show.")
        .Says(TicketExport.RowsHeader, "Exports with count=true: how many tickets they have.")
        .Refuses(400, "invalid-cursor", "not-in-export", "only-in-export")
        .Refuses(406, "not-acceptable")
        .Refuses(429, "too-many-exports")
        .Refuses(503, "store-busy");

    static async Task<Results<Ok<Page<Ticket>>, TicketExport, ProblemHttpResult>> Handle(
        [AsParameters] TicketFilter filter, [AsParameters] ExportOptions export, Actor actor, HttpContext http, Db db, CancellationToken ct)
    {
        if (ListForms.Wanted(http.Request) is not { } form)
            return Problems.Of("not-acceptable");
        if (form != ListForm.Page)
            return ExportTickets.Answer(form, filter, export, actor);
        if (export.Given is { } parameter)
            return Problems.At("/" + parameter, "only-in-export", parameter);
        return await Page(filter, actor, http, db, ct);
    }

    static Task<Ok<Page<Ticket>>> Page(TicketFilter filter, Actor actor, HttpContext http, Db db, CancellationToken ct) =>
        db.Read(async tx =>
        {
            var query = filter.ToQuery(actor);
            AsOf.RefuseFuture(query.AsOf, tx.Now);
            var limit = filter.Limit ?? Cursor.DefaultLimit;
            var fingerprint = filter.Fingerprint();
            var where = Where(TicketReading.Page);
            var order = TicketOrder.Of(filter.Order, where.Scope);
            order.Limit(where);
            order.GoOn(where, Cursor.Read(fingerprint, filter.Cursor));
            where.Parameters.Add("rows", limit + 1);
            var rows = await tx.List($"{TicketRow.Select} WHERE {where} ORDER BY {order.By} LIMIT @rows", TicketRow.Read, where.Parameters, where.Scope);
            return TypedResults.Ok(Cursor.Page(http, fingerprint, limit,
                (await TicketParts.Load(tx, rows)).ConvertAll(row => row.ToTicket()), order.Key, filter.Count is true ? await Count() : null));

            TicketWhere Where(TicketReading reading) => new(query, actor.ScopeOf(Capability.TicketRead), tx.Now, reading);

            async Task<long?> Count()
            {
                var all = Where(TicketReading.Count);
                order.Limit(all);
                return await all.Count(tx);
            }
        }, ct);
}
