using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.ApiKeys;

/// <summary>Ends a key, at once and for good.</summary>
public static class RevokeApiKey
{
    public static void Map(IEndpointRouteBuilder keys) => keys
        .MapDelete("/{id}", Handle)
        .Named("revokeApiKey", "Revoke an API key")
        .WithDescription("Takes no If-Match: whatever has changed, it is to end. One that has ended stays so.")
        .Needs(Capability.ApiKeyManage)
        .Refuses(403, "key-above-scope", "person-above-scope");

    static Task<Results<NoContent, NotFound, ProblemHttpResult>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<NoContent, NotFound, ProblemHttpResult>>(async tx =>
        {
            var before = await ApiKeyRow.Find(tx, actor, id);
            if (before is null)
                return TypedResults.NotFound();
            if (await before.Refusal(tx, actor) is { } refusal)
                return refusal;
            if (await tx.Run(Revoke, new { Id = id, At = tx.Now }) == 0)
                return TypedResults.NoContent();
            await Journal.Append(tx, new JournalEntry("api_key", id.ToString(), before.GridCode, "revoke", actor.Id, before.Version + 1)
            {
                Post = actor.PostsFor(Capability.ApiKeyManage, before.GridCode).First().Kind,
                Payload = new { before.Name },
            });
            tx.Announce(Topic.Rights);
            return TypedResults.NoContent();
        }, ct);

    const string Revoke = "UPDATE api_keys SET revoked_at = @At, version = version + 1 WHERE id = @Id AND revoked_at IS NULL";
}
