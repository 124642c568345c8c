using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Grids;

/// <summary>Adds a grid, or a city or county above the grids (新建网格).</summary>
public sealed class CreateGrid(Db db) : ApiEndpoint<CreateGrid.Request, Results<Created<Grid>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<GridGroup>();
        Operation("Create a grid",
            "Without a code the grid gets the next free code below its parent. The code of a retired grid is never used again.");
        RequiresCapability(Capability.GridManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-grid");
        ProducesProblem(409, "grid-exists", "grid-code-used", "grid-parent-missing", "grid-parent-full");
        RequestExample("""{ "parent": "410103003005", "name": "二道街社区第6网格" }""");
    }

    /// <summary>A new grid, given by its code or by its parent.</summary>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Code">The national code of 4, 6, 9, 12 or 15 digits; by default the next free code below the parent.</param>
    /// <param name="Parent">The code of the parent; required without a code.</param>
    public sealed record Request(string Name, string? Code = null, string? Parent = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).Text(100);
                RuleFor(r => r.Code).Must(GridCode.IsCode).WithErrorCode("wrong_format").When(r => r.Code is not null);
                RuleFor(r => r.Parent).NotEmpty().When(r => r.Code is null);
                RuleFor(r => r.Parent).Must(GridCode.IsCode).WithErrorCode("wrong_format").When(r => r.Parent is not null);
                RuleFor(r => r.Parent).Must(parent => GridCode.Level(parent!) < 3).WithErrorCode("no_level_below")
                    .When(r => r.Code is null && GridCode.IsCode(r.Parent));
                RuleFor(r => r.Parent).Must((r, parent) => parent == GridCode.Parent(r.Code!)).WithErrorCode("parent_disagrees")
                    .When(r => r.Parent is not null && GridCode.IsCode(r.Code));
            }
        }
    }

    public override Task<Results<Created<Grid>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Grid>, ProblemHttpResult>>(async tx =>
        {
            var named = request.Code ?? request.Parent!;
            var pointer = request.Code is null ? "/parent" : "/code";
            // The grid has no row yet that a statement could limit to the scope.
            if (!Actor.ScopeOf(Capability.GridManage).Covers(named))
                return Problems.At(pointer, "unknown-grid", named);
            if (request.Code is { } given && await tx.QuerySingle<FoundRow>(Find, new { Code = given }) is { } found)
                return Problems.At("/code", found.RetiredAt is null ? "grid-exists" : "grid-code-used", given);
            var parent = request.Code is null ? request.Parent : GridCode.Parent(request.Code);
            if (parent is not null && await tx.QuerySingle<FoundRow>(Find, new { Code = parent }) is not { RetiredAt: null })
                return Problems.At(pointer, "grid-parent-missing", parent);
            if ((request.Code ?? await GridRow.NextFree(tx, parent!)) is not { } code)
                return Problems.At("/parent", "grid-parent-full", parent);

            var row = new GridRow
            {
                Code = code,
                Name = request.Name,
                Level = GridCode.Level(code),
                ParentCode = parent,
                CreatedAt = tx.Now,
                Version = 1,
            };
            if (!await GridRow.Insert(tx, row.Code, row.Name, row.ParentCode))
                return Problems.At(pointer, "grid-exists", code);
            await Journal.Append(tx, new JournalEntry("grid", code, code, "create", Actor.Id, row.Version)
            {
                Post = Actor.PostsFor(Capability.GridManage, code).First().Kind,
                Payload = new { row.Name },
            });
            return TypedResults.Created($"/v1/grids/{code}", await row.ToGrid(tx));
        }, ct);

    sealed record FoundRow
    {
        public required string Code { get; init; }
        public Instant? RetiredAt { get; init; }
    }

    const string Find = "SELECT code, retired_at FROM grids WHERE code = @Code";
}
