using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Features.People;

/// <summary>Makes a one-time token by which somebody chooses a new password without anybody else ever knowing one.</summary>
public static class OfferPasswordReset
{
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public static void Map(IEndpointRouteBuilder people) => people
        .MapPost("/{id}/password-reset", Handle)
        .Named("offerPasswordReset", "Offer a password reset")
        .WithDescription("Shown once; give it to the person by a way that you trust, for POST /v1/auth/reset-password. An earlier one is void. Until it is used, the old password and all sessions stay.")
        .Needs(Capability.PersonManage)
        .WithSecret()
        .Refuses(403, "post-not-allowed", "person-above-scope")
        .Refuses(409, "own-account", "person-without-username", "person-disabled");

    /// <summary>The token.</summary>
    /// <param name="Token">Good once.</param>
    /// <param name="ExpiresAt">Until when.</param>
    public sealed record Response(string Token, Instant ExpiresAt);

    static Task<Results<Ok<Response>, NotFound, ProblemHttpResult>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<Ok<Response>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var person = await PersonRow.Find(tx, actor, id);
            if (person is null)
                return TypedResults.NotFound();
            if (actor.PostsFor(Capability.PersonManage, person.GridCode).FirstOrDefault() is not { } right)
                return Problems.Of("post-not-allowed", Capability.PersonManage.Code());
            if (await Account.Refusal(tx, actor, id) is { } account)
                return account;
            if (person.Username is null)
                return Problems.Of("person-without-username");
            if (person.DisabledAt is not null)
                return Problems.Of("person-disabled");

            var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            var expires = tx.Now + Lifetime;
            await Account.VoidResets(tx, id);
            await tx.Run(Insert, new { Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))), PersonId = id, At = tx.Now, ExpiresAt = expires });
            await Journal.Append(tx, new JournalEntry("person", id.ToString(), person.GridCode, "offer_password_reset", actor.Id, person.Version) { Post = right.Kind });
            return TypedResults.Ok(new Response(token, expires));
        }, ct);

    const string Insert = "INSERT INTO password_resets (hash, person_id, created_at, expires_at) VALUES (@Hash, @PersonId, @At, @ExpiresAt)";
}
