using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Security;

namespace GridGov.Features.ApiKeys;

/// <summary>One key, without its secret.</summary>
public sealed class GetApiKey(Db db) : ApiEndpoint<ById, Results<Ok<ApiKey>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<ApiKeyGroup>();
        Operation("Get an API key");
        RequiresCapability(Capability.ApiKeyManage);
    }

    public override Task<Results<Ok<ApiKey>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<ApiKey>, NotFound>>(async tx =>
            await ApiKeyRow.Find(tx, Actor, request.Id) is { } row ? TypedResults.Ok(row.ToKey()) : TypedResults.NotFound(), ct);
}
