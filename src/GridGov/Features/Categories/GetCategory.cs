using GridGov.Api;
using GridGov.Api.Binding;

namespace GridGov.Features.Categories;

/// <summary>One category.</summary>
public sealed class GetCategory(Db db) : ApiEndpoint<ByCode, Results<Ok<Category>, NotFound>>
{
    public override void Configure()
    {
        Get("/{code}");
        Group<CategoryGroup>();
        Operation("Get a category");
        RequiresSignIn();
        AllowsApiKeys();
    }

    public override Task<Results<Ok<Category>, NotFound>> ExecuteAsync(ByCode request, CancellationToken ct) =>
        db.Read<Results<Ok<Category>, NotFound>>(async tx =>
            await CategoryRow.Find(tx, request.Code) is { } row ? TypedResults.Ok(row.ToCategory()) : TypedResults.NotFound(), ct);
}
