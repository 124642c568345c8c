using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Auth;

/// <summary>Removes the second factor. It takes the password and a code, because a stolen phone or session has only one of them.</summary>
public sealed class RemoveSecondFactor(Db db, PasswordHashing passwords, SecondFactorSecrets secrets)
    : ApiEndpoint<RemoveSecondFactor.Request, Results<NoContent, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/second-factor/remove");
        Group<MeGroup>();
        Operation("Remove the second factor");
        RequiresSignIn();
        AllowsMustChangePassword();
        ContainsSecret();
        ProducesProblem(409, "wrong-password", "second-factor-off", "wrong-code");
        ProducesProblem(429, "sign-in-throttled");
        RequestExample("""{ "currentPassword": "three grey herons at noon", "code": "287082" }""");
    }

    /// <summary>The caller's password and a code.</summary>
    /// <param name="CurrentPassword">The caller's password.</param>
    /// <param name="Code">Six digits of the authenticator, or a recovery code.</param>
    public sealed record Request(string CurrentPassword, string Code)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.CurrentPassword).Text(PasswordHashing.MaxLength);
                RuleFor(r => r.Code).NotEmpty().FactorCode();
            }
        }
    }

    public override async Task<Results<NoContent, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var attempt = OwnAccount.CreateAttempt(Actor);
        var (account, refusal) = await OwnAccount.VerifyPassword(attempt, Actor, request.CurrentPassword, HttpContext, db, passwords, ct);
        if (refusal is not null)
            return refusal;
        if (account is not { Secret: { } kept, Confirmed: true })
            return Problems.Of("second-factor-off");
        var secret = secrets.Unprotect(kept);
        return await db.Write<Results<NoContent, ProblemHttpResult>>(async tx =>
        {
            if (await SecondFactor.UseCode(tx, Actor.Id, secret, request.Code) is null)
                return Problems.Of("wrong-code");
            await attempt.RecordSuccess(tx);
            await SecondFactor.Remove(tx, Actor.Id);
            await Journal.Append(tx, new JournalEntry(
                "person", Actor.Id.ToString(), account.GridCode, "remove_second_factor", Actor.Id, account.Version));
            return TypedResults.NoContent();
        }, ct);
    }
}
