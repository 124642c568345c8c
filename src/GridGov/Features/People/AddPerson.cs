using GridGov.Api;
using GridGov.Domain.People;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.People;

/// <summary>Adds a person. Rights come with appointments, and signing in needs a password.</summary>
public sealed class AddPerson(Db db) : ApiEndpoint<AddPerson.Request, Results<Created<Person>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<PeopleGroup>();
        Operation("Add a person",
            "The record is kept by the given grid, or else by the only one that the caller administers. The password is set by PUT " +
            "/v1/people/{id}/password.");
        RequiresCapability(Capability.PersonManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-grid", "grid-retired");
        ProducesProblem(409, "username-taken");
        RequestExample("""{ "name": "王芳", "username": "wang.fang", "phone": "13803710001", "grid": "410103003" }""");
    }

    /// <summary>A new person.</summary>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Username">
    /// The username: 3 to 64 letters, digits, dots, hyphens and underscores, stored in small letters; absent for a person who does not
    /// sign in.
    /// </param>
    /// <param name="Phone">The telephone number in any usual notation, with or without an extension; at most 32 characters.</param>
    /// <param name="Grid">
    /// The grid, county or city that keeps the record, or * for the whole deployment; by default the only one that the caller administers.
    /// </param>
    public sealed record Request(string Name, string? Username = null, string? Phone = null, string? Grid = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).Text(100);
                RuleFor(r => r.Username).Username();
                RuleFor(r => r.Phone).Phone();
                RuleFor(r => r.Grid).MatchesWhole(@"^([0-9]{4,15}|\*)$");
            }
        }
    }

    public override Task<Results<Created<Person>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Person>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.PersonManage);
            if ((request.Grid ?? (scope.Roots is [var only] ? only : null)) is not { } code)
                return Problems.Invalid("/grid", "required", new("您管理多个单位，请指定其一。", "You administer several units; name one."));
            if (!(code == GridCode.Everywhere && scope.Covers(code)))
            {
                var grid = await tx.QuerySingle<GridRow>(FindGrid, new { Code = code }, scope);
                if (grid is null)
                    return Problems.At("/grid", "unknown-grid", code);
                if (grid.RetiredAt is not null)
                    return Problems.At("/grid", "grid-retired", code);
            }

            var username = request.Username is { } text ? Username.Normalise(text) : null;
            var (id, refusal) = await new NewPerson(request.Name, username, request.Phone, code).Add(tx, Actor);
            return refusal is null
                ? TypedResults.Created($"/v1/people/{id}", await (await PersonRow.Find(tx, Actor, id))!.ToPerson(tx, Actor))
                : refusal.ToProblem();
        }, ct);

    sealed record GridRow
    {
        public required string Code { get; init; }
        public Instant? RetiredAt { get; init; }
    }

    const string FindGrid = "SELECT code, retired_at FROM grids WHERE code = @Code AND @scope(code)";
}
