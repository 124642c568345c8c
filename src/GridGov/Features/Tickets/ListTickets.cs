using Dapper;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>The tickets that the caller may see, filtered, newest first.</summary>
public sealed class ListTickets(Db db) : ApiEndpoint<ListTickets.Input, Results<Ok<Page<Ticket>>, TicketExport, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<TicketGroup>();
        Operation("List tickets", ExportTickets.Words);
        RequiresCapability(Capability.TicketRead);
        ProducesType(ListForms.Csv, ListForms.Xlsx, ListForms.GeoJson);
        ProducesHeader(TicketExport.SnapshotHeader, "Exports: the instant whose state they show.");
        ProducesHeader(TicketExport.RowsHeader, "Exports with count=true: how many tickets they have.");
        ProducesProblem(400, "invalid-cursor", "not-in-export", "only-in-export");
        ProducesProblem(406, "not-acceptable");
        ProducesProblem(429, "too-many-exports");
        ProducesProblem(503, "store-busy");
    }

    /// <summary>What is asked.</summary>
    public sealed record Input([AsParameters] TicketFilter Filter, [AsParameters] ExportOptions Export);

    public override async Task<Results<Ok<Page<Ticket>>, TicketExport, ProblemHttpResult>> ExecuteAsync(Input input, CancellationToken ct)
    {
        var filter = input.Filter with { Caller = Actor };
        if (ListForms.Wanted(HttpContext.Request) is not { } form)
            return Problems.Of("not-acceptable");
        if (form != ListForm.Page)
            return ExportTickets.Answer(form, filter, input.Export, Actor);
        if (input.Export.Given is { } parameter)
            return Problems.At("/" + parameter, "only-in-export", parameter);
        return await Page(filter, Actor, HttpContext, db, ct);
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
