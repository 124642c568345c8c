using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Encryption.Seals;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Auth;

/// <summary>Changes the caller's password and ends all other sessions of the caller.</summary>
public sealed class ChangePassword(Db db, PasswordHashing passwords)
    : ApiEndpoint<ChangePassword.Request, Results<NoContent, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/password");
        Group<MeGroup>();
        Operation("Change my password");
        RequiresSignIn();
        AllowsMustChangePassword();
        ContainsSecret();
        ProducesProblem(409, "wrong-password");
        ProducesProblem(429, "sign-in-throttled");
        RequestExample("""{ "currentPassword": "one-time-password", "newPassword": "three grey herons at noon" }""");
    }

    /// <summary>The old and the new password.</summary>
    /// <param name="CurrentPassword">The present password.</param>
    /// <param name="NewPassword">The new password, 12 to 200 characters, none of the common ones.</param>
    public sealed record Request(string CurrentPassword, string NewPassword)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.CurrentPassword).Text(PasswordHashing.MaxLength);
                RuleFor(r => r.NewPassword).NewPassword()
                    .NotEqual(r => r.CurrentPassword).WithErrorCode("same_password");
            }
        }
    }

    public override async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (PasswordRules.Check("/newPassword", request.NewPassword, Actor.Username) is { } unfit)
            return unfit;
        var attempt = OwnAccount.CreateAttempt(Actor);
        var (account, refusal) = await OwnAccount.VerifyPassword(attempt, Actor, request.CurrentPassword, HttpContext, db, passwords, ct);
        if (refusal is not null)
            return refusal;
        var next = passwords.Hash(request.NewPassword);
        return await db.Write<Results<NoContent, ProblemHttpResult>>(async tx =>
        {
            // The condition on the verified hash refuses the second of two changes made at once.
            if (await tx.Execute(SetHash, new { Actor.Id, Hash = next, Current = account!.PasswordHash, account.Version }) == 0)
                return Problems.Of("wrong-password");
            await SealedRows.Seal(tx, SealedTable.People, Actor.Id);
            await attempt.RecordSuccess(tx);
            await Journal.Append(tx, new JournalEntry(
                "person", Actor.Id.ToString(), account.GridCode, "change_password", Actor.Id, account.Version + 1));
            await Sessions.EndAll(tx, Actor.Id, except: Actor.Session);
            tx.Invalidate(CacheTopic.Rights);
            return TypedResults.NoContent();
        }, ct);
    }

    const string SetHash = """
        UPDATE people
           SET password_hash = @Hash, must_change_password = 0, version = version + 1
         WHERE id = @Id AND password_hash = @Current AND version = @Version
        """;
}
