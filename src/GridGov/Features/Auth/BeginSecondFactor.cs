using GridGov.Api;
using GridGov.Encryption.Seals;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Auth;

/// <summary>
/// Makes the secret of a second factor (动态口令) for an authenticator. Signing in needs no code until the factor is confirmed.
/// </summary>
public sealed class BeginSecondFactor(Db db, PasswordHashing passwords, SecondFactorSecrets secrets)
    : ApiEndpoint<BeginSecondFactor.Request, Results<Ok<BeginSecondFactor.Response>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/second-factor");
        Group<MeGroup>();
        Operation("Set up a second factor",
            "Time-based codes by RFC 6238: SHA-1, 30 seconds, 6 digits. The secret is shown once; setting up again replaces it.");
        RequiresSignIn();
        AllowsMustChangePassword();
        ContainsSecret();
        ProducesProblem(409, "wrong-password", "second-factor-on");
        ProducesProblem(429, "sign-in-throttled");
        RequestExample("""{ "currentPassword": "three grey herons at noon" }""");
    }

    /// <summary>The caller's password.</summary>
    /// <param name="CurrentPassword">The caller's present password.</param>
    public sealed record Request(string CurrentPassword)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.CurrentPassword).Text(PasswordHashing.MaxLength);
        }
    }

    /// <summary>The secret for an authenticator.</summary>
    /// <param name="Secret">The secret in base 32, for typing.</param>
    /// <param name="Uri">The secret as an otpauth address, for a QR code.</param>
    public sealed record Response(string Secret, string Uri);

    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var attempt = OwnAccount.CreateAttempt(Actor);
        var (account, refusal) = await OwnAccount.VerifyPassword(attempt, Actor, request.CurrentPassword, HttpContext, db, passwords, ct);
        if (refusal is not null)
            return refusal;
        var secret = Totp.NewSecret();
        var kept = secrets.Protect(secret);
        return await db.Write<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            if (await tx.Execute(Keep, new { PersonId = Actor.Id, Secret = kept, At = tx.ClockTime }) == 0)
                return Problems.Of("second-factor-on");
            await SealedRows.Seal(tx, SealedTable.SecondFactors, Actor.Id);
            await attempt.RecordSuccess(tx);
            return TypedResults.Ok(new Response(Totp.ToBase32(secret), Totp.ToUri(secret, account!.Username ?? Actor.Name)));
        }, ct);
    }

    const string Keep = """
        INSERT INTO second_factors (person_id, secret, begun_at)
        VALUES (@PersonId, @Secret, @At)
        ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, begun_at = excluded.begun_at
         WHERE second_factors.confirmed_at IS NULL
        """;
}
