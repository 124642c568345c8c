using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Features.ApiKeys;

/// <summary>Revokes a key at once and permanently.</summary>
public sealed class RevokeApiKey(Db db) : ApiEndpoint<ById, Results<NoContent, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Delete("/{id}");
        Group<ApiKeyGroup>();
        Operation("Revoke an API key", "Takes no If-Match, so that it also succeeds after other changes. A revoked key stays revoked.");
        RequiresCapability(Capability.ApiKeyManage);
        ProducesProblem(403, "key-above-scope", "person-above-scope");
    }

    public override Task<Results<NoContent, NotFound, ProblemHttpResult>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Write<Results<NoContent, NotFound, ProblemHttpResult>>(async tx =>
        {
            var before = await ApiKeyRow.Find(tx, Actor, request.Id);
            if (before is null)
                return TypedResults.NotFound();
            if (await before.Check(tx, Actor) is { } refusal)
                return refusal;
            if (await tx.Execute(Revoke, new { Id = request.Id, At = tx.Now }) == 0)
                return TypedResults.NoContent();
            await SealedRows.Seal(tx, SealedTable.ApiKeys, request.Id);
            await Journal.Append(tx, new JournalEntry(
                "api_key", request.Id.ToString(), before.GridCode, "revoke", Actor.Id, before.Version + 1)
            {
                Post = Actor.PostsFor(Capability.ApiKeyManage, before.GridCode).First().Kind,
                Payload = new { before.Name },
            });
            tx.Invalidate(CacheTopic.Rights);
            return TypedResults.NoContent();
        }, ct);

    const string Revoke = "UPDATE api_keys SET revoked_at = @At, version = version + 1 WHERE id = @Id AND revoked_at IS NULL";
}
