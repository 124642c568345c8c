using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.ApiKeys;

/// <summary>
/// Gives a key a new secret. The previous secret stays valid for a while, so that the program can change over without a gap.
/// </summary>
public sealed class RotateApiKey(Db db)
    : ApiEndpoint<Change<RotateApiKey.Request>, Results<Ok<ApiKeyWithSecret>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/rotate");
        Group<ApiKeyGroup>();
        Operation("Rotate an API key",
            "The new secret is shown once. With overlapHours 0 the previous secret ends at once, for a secret that others have seen. The " +
            "caller must hold the key's rights, because the caller sees the secret.");
        RequiresCapability(Capability.ApiKeyManage);
        ContainsSecret();
        ProducesProblem(403, "key-above-scope", "person-above-scope", "capability-above-own");
        ProducesProblem(409, "key-revoked");
        RequestExample("""{ "overlapHours": 24, "days": 90 }""");
    }

    /// <summary>How long the previous and the new secret are valid.</summary>
    /// <param name="OverlapHours">The number of hours for which the previous secret stays valid, 0 to 168; 24 by default.</param>
    /// <param name="Days">The number of days for which the new secret is valid, 1 to 366; 90 by default.</param>
    public sealed record Request(int OverlapHours = 24, int Days = CreateApiKey.DefaultDays)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.OverlapHours).InclusiveBetween(0, 168);
                RuleFor(r => r.Days).InclusiveBetween(1, CreateApiKey.MaxDays);
            }
        }
    }

    public override Task<Results<Ok<ApiKeyWithSecret>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<ApiKeyWithSecret>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var before = await ApiKeyRow.Find(tx, Actor, request.Id);
            if (before is null)
                return TypedResults.NotFound();
            if (await before.Check(tx, Actor) is { } refusal)
                return refusal;
            if (ApiKeyRow.CheckOwnRights(Actor, before.PersonId, before.GrantedCapabilities, before.Grids.Split(' ')) is { } tooMuch)
                return tooMuch;
            if (before.Version != request.Version.Version)
                return Problems.StaleVersion(before.Version);
            if (before.RevokedAt is not null)
                return Problems.Of("key-revoked");

            await tx.Execute(Shorten, new { KeyId = request.Id, Until = tx.Now + TimeSpan.FromHours(request.Body.OverlapHours) });
            if (await tx.Execute(Update, new { Id = request.Id, before.Version }) == 0)
                return Problems.StaleVersion();
            var secret = await ApiKeyRow.AddSecret(tx, request.Id, request.Body.Days);
            await Journal.Append(tx, new JournalEntry(
                "api_key", request.Id.ToString(), before.GridCode, "rotate", Actor.Id, before.Version + 1)
            {
                Post = Actor.PostsFor(Capability.ApiKeyManage, before.GridCode).First().Kind,
                Payload = new { request.Body.OverlapHours, request.Body.Days, secret.PublicId },
            });
            tx.Invalidate(CacheTopic.Rights);
            return TypedResults.Ok(new ApiKeyWithSecret(secret.Text, (await ApiKeyRow.Find(tx, Actor, request.Id))!.ToKey()));
        }, ct);

    const string Shorten = "UPDATE api_key_secrets SET expires_at = @Until WHERE key_id = @KeyId AND expires_at > @Until";

    const string Update = "UPDATE api_keys SET version = version + 1 WHERE id = @Id AND version = @Version AND revoked_at IS NULL";
}
