using GridGov.Api;
using GridGov.Security;

namespace GridGov.Features.Auth;

/// <summary>The caller's own account. Changing it needs the password again, so that a stolen session alone changes nothing.</summary>
sealed record OwnAccount
{
    public string? Username { get; init; }
    public required string GridCode { get; init; }
    public string? PasswordHash { get; init; }
    public required long Version { get; init; }

    /// <summary>The encrypted secret of the second factor; null without one.</summary>
    public string? Secret { get; init; }
    public required bool Confirmed { get; init; }

    /// <summary>Verifies the password. This counts as an attempt to sign in, so that a session does not allow faster guessing.</summary>
    public static async Task<(OwnAccount? Account, ProblemHttpResult? Refusal)> VerifyPassword(
        SignInAttempt attempt, Actor actor, string password, HttpContext http, Db db, PasswordHashing passwords, CancellationToken ct)
    {
        if (await attempt.Begin(http, db, ct) is { } tooEarly)
            return (null, tooEarly);
        var account = await db.Read(tx => tx.QuerySingle<OwnAccount>(Find, new { actor.Id }), ct);
        return account is not null && passwords.Verify(account.PasswordHash, password)
            ? (account, null)
            : (null, Problems.Of("wrong-password"));
    }

    public static SignInAttempt CreateAttempt(Actor actor) => SignInAttempt.By(actor.Session);

    public const string Find = """
        SELECT p.username, p.grid_code, p.password_hash, p.version, f.secret,
               CASE WHEN f.confirmed_at IS NULL THEN 0 ELSE 1 END AS confirmed
          FROM people p
          LEFT JOIN second_factors f ON f.person_id = p.id
         WHERE p.id = @Id
        """;
}
