using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Features.People;

/// <summary>Makes a one-time token with which a person chooses a new password, so that no other person ever knows a password.</summary>
public sealed class OfferPasswordReset(Db db) : ApiEndpoint<ById, Results<Ok<OfferPasswordReset.Response>, NotFound, ProblemHttpResult>>
{
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public override void Configure()
    {
        Post("/{id}/password-reset");
        Group<PeopleGroup>();
        Operation("Offer a password reset",
            "The token is shown once. Give it to the person over a trusted channel, for POST /v1/auth/reset-password. It voids earlier " +
            "tokens. Until it is used, the old password and all sessions stay valid. When it is used, posts that read confidential " +
            "things or manage people rest until another administrator confirms them, unless the person has a second factor.");
        RequiresCapability(Capability.PersonManage);
        ContainsSecret();
        ProducesProblem(403, "post-not-allowed", "person-above-scope");
        ProducesProblem(409, "own-account", "person-without-username", "person-disabled");
    }

    /// <summary>A token for choosing a password.</summary>
    /// <param name="Token">The token; valid once.</param>
    /// <param name="ExpiresAt">The time at which the token expires.</param>
    public sealed record Response(string Token, Instant ExpiresAt);

    public override Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var person = await PersonRow.Find(tx, Actor, request.Id);
            if (person is null)
                return TypedResults.NotFound();
            if (Actor.PostsFor(Capability.PersonManage, person.GridCode).FirstOrDefault() is not { } right)
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.PersonManage));
            if (await AccountAccess.Check(tx, Actor, request.Id) is { } account)
                return account;
            if (person.Username is null)
                return Problems.Of("person-without-username");
            if (person.DisabledAt is not null)
                return Problems.Of("person-disabled");

            var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            var expires = tx.ClockTime + Lifetime;
            await AccountAccess.VoidResets(tx, request.Id);
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
            await tx.Execute(Insert, new { Hash = hash, PersonId = request.Id, At = tx.ClockTime, ExpiresAt = expires, By = Actor.Id });
            await SealedRows.Seal(tx, SealedTable.PasswordResets, request.Id);
            await Journal.Append(tx, new JournalEntry(
                "person", request.Id.ToString(), person.GridCode, "offer_password_reset", Actor.Id, person.Version)
            {
                Post = right.Kind,
            });
            return TypedResults.Ok(new Response(token, expires));
        }, ct);

    const string Insert = """
        INSERT INTO password_resets (hash, person_id, created_at, expires_at, offered_by)
        VALUES (@Hash, @PersonId, @At, @ExpiresAt, @By)
        """;
}
