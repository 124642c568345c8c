using System.Globalization;
using Dapper;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Tickets.Handlers;

public sealed class HandlerGroup() : ApiGroup("handlers", "tickets");

/// <summary>A post whose holder can be given work in a grid today.</summary>
/// <param name="PersonId">The person's id, to name in the dispatch, the joint action or the verification.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Post">The post.</param>
/// <param name="Role">The service role; of service officers and instructors only.</param>
/// <param name="Grid">The grid, county or city of the post; * is the whole deployment.</param>
/// <param name="Level">The level of that grid, 1 to 3; 0 above the street.</param>
/// <param name="InHand">The tickets in the person's hands, as far as the caller may read them.</param>
public sealed record HandlerPost(Id PersonId, string Name, PostKind Post, string? Role, string Grid, int Level, HandlerPost.Work InHand)
{
    /// <summary>Open tickets by status.</summary>
    /// <param name="Dispatched">已派遣: not taken yet.</param>
    /// <param name="Processing">处置中</param>
    /// <param name="Suspended">挂账</param>
    /// <param name="Rework">返工: the check failed.</param>
    /// <param name="List">The address of the list of exactly these tickets.</param>
    public sealed record Work(long Dispatched, long Processing, long Suspended, long Rework, string List);
}

/// <summary>Who can be given work in a grid today: officers, instructors and departments, or who verifies.</summary>
public sealed class ListHandlers(Db db) : ApiEndpoint<ListHandlers.Query, Results<Ok<Page<HandlerPost>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<HandlerGroup>();
        Operation("List who can be given work in a grid",
            "The posts held today whose holders the acts themselves accept for a ticket of the grid, the nearest grid first; a person " +
            "with several such posts has several entries. Disabled accounts and ended posts are left out. `for=dispatch` needs the " +
            "capability `ticket_dispatch`, `for=summon` needs `ticket_summon`, and `for=verify` needs `ticket_verify`, each for the grid.");
        RequiresCapability(Capability.TicketDispatch, or: Capability.TicketSummon);
        ProducesProblem(400, "invalid-cursor", "not-a-grid", "unknown-grid", "unknown-role");
    }

    public sealed record Query : ListQuery
    {
        /// <summary>The code of the ticket's grid; required.</summary>
        [FromQuery(Name = "grid")] public string? Grid { get; init; }

        /// <summary>The work: dispatch by default.</summary>
        [FromQuery(Name = "for")] public string? For { get; init; }

        /// <summary>Only posts of this service role; departments have none.</summary>
        [FromQuery(Name = "role")] public string? Role { get; init; }

        internal GivenWork Work => For is null ? GivenWork.Dispatch : Codes<GivenWork>.Parse(For);

        public new sealed class Validator : AbstractValidator<Query>
        {
            public Validator()
            {
                RuleFor(q => q.Grid).NotNull().GridCode();
                RuleFor(q => q.For).OneOf(Codes<GivenWork>.All);
                RuleFor(q => q.Role).Role();
                Include(new ListQuery.Validator());
            }
        }
    }

    public override Task<Results<Ok<Page<HandlerPost>>, ProblemHttpResult>> ExecuteAsync(Query query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<HandlerPost>>, ProblemHttpResult>>(async tx =>
        {
            var needed = query.Work switch
            {
                GivenWork.Dispatch => Capability.TicketDispatch,
                GivenWork.Summon => Capability.TicketSummon,
                GivenWork.Verify => Capability.TicketVerify,
            };
            if (!Actor.May(needed))
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(needed));
            var grid = query.Grid!;
            if (GridCode.Level(grid) == 0)
                return Problems.At("/grid", "not-a-grid", grid);
            if (await tx.QuerySingle<string>(FindGrid, new { Code = grid }, Actor.ScopeOf(needed)) is null)
                return Problems.At("/grid", "unknown-grid", grid);
            // A misspelt role would otherwise look like a role without holders.
            if (query.Role is not null && !await RoleCodes.Exists(tx, query.Role))
                return Problems.At("/role", "unknown-role", query.Role);

            var parameters = SqlParameters.Of(new { tx.Today });
            var conditions = new SqlConditions(parameters).AndIf(query.Role, "a.role = @Role", "Role");
            var where = $"""
                a.post IN {InList.Of(parameters, "post", CurrentPost.KindsFor(query.Work))}
                 AND a.grid_code IN {InList.Of(parameters, "grid", GridCode.Lengths.Where(length => length <= grid.Length)
                     .Select(length => grid[..length]).Append(GridCode.Everywhere))}
                 AND {CurrentPost.IsHeld}{conditions}
                """;
            long? count = query.Count is true
                ? await tx.QuerySingle<long>($"SELECT count(*) {Posts} WHERE {where}", parameters)
                : null;
            var limit = query.Limit ?? Cursor.DefaultLimit;
            var filter = string.Join('|', "handlers", grid, query.Work, query.Role);
            var (length, last) = PlaceOf(Cursor.Parse(filter, query.Cursor));
            parameters.Add("Length", length);
            parameters.Add("Last", last.Value);
            parameters.Add("Rows", limit + 1);
            var rows = await tx.Query<Row>($"{Select} WHERE {where} AND {After} {Order}", parameters);
            var page = Cursor.CreatePage(HttpContext, filter, limit, rows, row => $"{row.GridCode.Length} {row.Id}", count);
            var work = await CountInHand(tx, Actor, page.Items);
            return TypedResults.Ok(new Page<HandlerPost>([.. page.Items.Select(row => row.ToHandler(work))], page.Next, page.Count));
        }, ct);

    static (int Length, Id Last) PlaceOf(string? key) =>
        key?.Split(' ') is [var length, var id] && int.TryParse(length, CultureInfo.InvariantCulture, out var known)
            && Id.TryParseExact(id, out var last)
            ? (known, last)
            : (int.MaxValue, Id.None);

    static async Task<ILookup<Id, (TicketStatus Status, long Count)>> CountInHand(Tx tx, Actor actor, IReadOnlyList<Row> rows)
    {
        var parameters = new DynamicParameters();
        var people = InList.Of(parameters, "person", rows.Select(row => row.PersonId.Value).DefaultIfEmpty());
        var counts = await tx.Query($"""
            SELECT t.handler_id, t.status, count(*)
              FROM tickets t
             WHERE t.handler_id IN {people} AND {Lifecycle.InHand}
               AND {TicketParties.InScopeOf(Sql.WithoutIndex("t.grid_code"))}
             GROUP BY t.handler_id, t.status
            """, c => (Person: c.Id(), Status: c.Enum<TicketStatus>(), Count: c.Long()),
            parameters, actor.ScopeOf(Capability.TicketRead));
        return counts.ToLookup(row => row.Person, row => (row.Status, row.Count));
    }

    sealed record Row
    {
        public required Id Id { get; init; }
        public required Id PersonId { get; init; }
        public required string Name { get; init; }
        public required PostKind Post { get; init; }
        public string? Role { get; init; }
        public required string GridCode { get; init; }

        public HandlerPost ToHandler(ILookup<Id, (TicketStatus Status, long Count)> work)
        {
            var inHand = work[PersonId].ToDictionary(one => one.Status, one => one.Count);
            return new HandlerPost(PersonId, Name, Post, Role, GridCode, GridGov.Data.GridCode.Level(GridCode), new HandlerPost.Work(
                inHand.GetValueOrDefault(TicketStatus.Dispatched), inHand.GetValueOrDefault(TicketStatus.Processing),
                inHand.GetValueOrDefault(TicketStatus.Suspended), inHand.GetValueOrDefault(TicketStatus.Rework),
                OpenWork.ListInHand(PersonId)));
        }
    }

    const string Posts = "FROM appointments a JOIN people p ON p.id = a.person_id";

    const string Select = $"SELECT a.id, a.person_id, p.name, a.post, a.role, a.grid_code {Posts}";

    const string After = "(length(a.grid_code) < @Length OR (length(a.grid_code) = @Length AND a.id > @Last))";

    const string Order = "ORDER BY length(a.grid_code) DESC, a.id LIMIT @Rows";

    const string FindGrid = "SELECT code FROM grids WHERE code = @Code AND @scope(code)";
}
