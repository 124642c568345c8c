using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

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
        filter = filter with { Caller = actor };
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
            var scope = actor.ScopeOf(Capability.TicketRead);
            if (filter.Grid is { Length: > 0 } grids)
                scope = Scope.Of(grids.SelectMany(grid => scope.Within(grid).Roots));
            var parameters = new DynamicParameters();
            var inScope = filter.IsOfFew ? $"@scope({Sql.WithoutIndex("t.grid_code")})" : InScope(scope, parameters);
            var where = inScope + filter.Conditions(parameters, tx.Now);

            var limit = filter.Limit ?? Cursor.DefaultLimit;
            var fingerprint = filter.Fingerprint();
            var order = TicketOrder.Of(filter.Sort, many: scope.Roots.Any(root => GridCode.Level(root) == 0));
            where += order.Condition;
            parameters.Add("rows", limit + 1);
            var after = order.After(Cursor.Read(fingerprint, filter.Cursor), parameters);
            var rows = await tx.List(
                $"{TicketRow.Select} WHERE {where}{after} ORDER BY {order.By} LIMIT @rows", TicketRow.Read, parameters, scope);
            long? count = filter.Count is true
                ? await tx.One<long>($"SELECT count(*) FROM tickets t WHERE {inScope}{filter.Conditions(parameters, tx.Now, counting: true)}{order.Condition}", parameters, scope)
                : null;
            return TypedResults.Ok(Cursor.Page(http, fingerprint, limit, (await TicketView.Of(tx, rows)).ConvertAll(ticket => ticket.ToTicket()), order.Key, count));
        }, ct);

    /// <summary>
    /// The caller's reach. One street or unit grid is said by its own column too, whose index gives the newest first; the
    /// street's index says the grid as well, so a community's are found in it without fetching the others. For a county
    /// or more the rows are so many that the newest overall are the quicker way, and the expression keeps the engine from
    /// sorting a whole index range instead.
    /// </summary>
    internal static string InScope(Scope scope, DynamicParameters parameters)
    {
        if (scope.Roots is not [var root])
            return "@scope(t.grid_code)";
        switch (GridCode.Level(root))
        {
            case 1 or 2:
                parameters.Add("street", GridCode.Ancestor(root, 1));
                return $"@scope({Sql.WithoutIndex("t.grid_code")}) AND t.street_code = @street";
            case 3:
                parameters.Add("root", root);
                return "@scope(t.grid_code) AND t.grid_code = @root";
            default:
                return $"@scope({Sql.WithoutIndex("t.grid_code")})";
        }
    }
}
