using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.ApiKeys;

/// <summary>One key, without its secret.</summary>
public static class GetApiKey
{
    public static void Map(IEndpointRouteBuilder keys) => keys
        .MapGet("/{id}", Handle)
        .Named("getApiKey", "Get an API key")
        .Needs(Capability.ApiKeyManage);

    static Task<Results<Ok<ApiKey>, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<ApiKey>, NotFound>>(async tx =>
            await ApiKeyRow.Find(tx, actor, id) is { } row ? TypedResults.Ok(row.ToKey()) : TypedResults.NotFound(), ct);
}
