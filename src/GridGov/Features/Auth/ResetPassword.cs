using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Edge;
using GridGov.Audit;
using GridGov.Domain.Events;
using GridGov.Domain.Posts;
using GridGov.Encryption.Seals;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Auth;

/// <summary>Sets a new password with the one-time token that an administrator made, and ends all sessions.</summary>
public sealed class ResetPassword(Db db, PasswordHashing passwords, DeniedRequests deniedRequests, RateLimits limits)
    : ApiEndpoint<ResetPassword.Request, Results<NoContent, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/reset-password");
        Group<AuthGroup>();
        Operation("Choose a new password by token", "The token is valid once, for 24 hours. A second factor stays as it is.");
        AllowAnonymous();
        ChecksOwnBudget();
        ContainsSecret();
        ProducesProblem(401, "invalid-reset-token");
        RequestExample("""{ "token": "q0bG5m3xUu1cJm9o6Yp1c9vQx6kq1o0kq8t7Zb2mC0E", "password": "three grey herons at noon" }""");
    }

    /// <summary>The token and the new password.</summary>
    /// <param name="Token">The token that the administrator was shown.</param>
    /// <param name="Password">The new password, 12 to 200 characters, none of the common ones.</param>
    public sealed record Request(string Token, string Password)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Token).Text(200);
                RuleFor(r => r.Password).NewPassword();
            }
        }
    }

    public override async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (limits.CheckPasswordReset(HttpContext) is { } tooMany)
            return tooMany;
        var token = Sessions.Hash(request.Token);
        var person = await db.Read(tx => tx.QuerySingle<PersonRow>(FindPerson, new { Token = token, Now = tx.ClockTime }), ct);
        if (person is null)
            return Refused();
        if (PasswordRules.Check("/password", request.Password, person.Username) is { } unfit)
            return unfit;
        // Hashing takes tens of milliseconds, so it is done for valid tokens only.
        var hash = passwords.Hash(request.Password);
        var done = await db.Write(async tx =>
        {
            if (await tx.Execute(EndToken, new { Token = token, Now = tx.ClockTime }) == 0
                || await tx.Execute(SetHash, new { person.Id, Hash = hash, person.Version }) == 0)
            {
                tx.Rollback();
                return false;
            }
            await SealedRows.Seal(tx, SealedTable.People, person.Id);
            await Sessions.EndAll(tx, person.Id, except: Id.None);
            await GivenAccess.OfPassword(tx, person.Id, person.OfferedBy, person.Id);
            if (person.Username is not null)
                await SignInAttempt.For(HttpContext, person.Username).RecordSuccess(tx);
            await Journal.Append(tx, new JournalEntry(
                "person", person.Id.ToString(), person.GridCode, "reset_password", person.Id, person.Version + 1));
            tx.Invalidate(CacheTopic.Rights);
            return true;
        }, ct);
        return done ? TypedResults.NoContent() : Refused();

        ProblemHttpResult Refused()
        {
            deniedRequests.Record(
                HttpContext, "invalid-reset-token", AuditKind.SignIn, person is null ? null : (person.Id, person.GridCode));
            return Problems.Of("invalid-reset-token");
        }
    }

    sealed record PersonRow
    {
        public required Id Id { get; init; }
        public string? Username { get; init; }
        public required string GridCode { get; init; }
        public required long Version { get; init; }
        public Id? OfferedBy { get; init; }
    }

    const string FindPerson = """
        SELECT p.id, p.username, p.grid_code, p.version, r.offered_by
          FROM password_resets r
          JOIN people p ON p.id = r.person_id
         WHERE r.hash = @Token AND r.ended_at IS NULL AND p.disabled_at IS NULL
           AND r.expires_at > @Now AND r.created_at - @Now < r.expires_at - r.created_at
        """;

    // A token made before the clock was set back lasts no longer than its own length either (Instant.IsWithin).
    const string EndToken = """
        UPDATE password_resets
           SET ended_at = @Now
         WHERE hash = @Token AND ended_at IS NULL AND expires_at > @Now AND created_at - @Now < expires_at - created_at
        """;

    const string SetHash = """
        UPDATE people
           SET password_hash = @Hash, must_change_password = 0, version = version + 1
         WHERE id = @Id AND version = @Version AND disabled_at IS NULL
        """;
}
