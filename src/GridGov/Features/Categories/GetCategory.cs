using GridGov.Platform.Data;
using GridGov.Platform.Http;

namespace GridGov.Features.Categories;

/// <summary>One category.</summary>
public static class GetCategory
{
    public static void Map(IEndpointRouteBuilder categories) => categories
        .MapGet("/{code}", Handle)
        .Named("getCategory", "Get a category")
        .NeedsSignIn()
        .KeysToo();

    static Task<Results<Ok<Category>, NotFound>> Handle(string code, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Category>, NotFound>>(async tx =>
            await CategoryRow.Find(tx, code) is { } row ? TypedResults.Ok(row.ToCategory()) : TypedResults.NotFound(), ct);
}
