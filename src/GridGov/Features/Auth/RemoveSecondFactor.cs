using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Auth;

/// <summary>Signs in by password alone again. Takes the password and a code: whoever found the phone or the session has only one of them.</summary>
public static class RemoveSecondFactor
{
    public static void Map(IEndpointRouteBuilder me) => me
        .MapPost("/second-factor/remove", Handle)
        .Named("removeSecondFactor", "Remove the second factor")
        .NeedsSignIn()
        .WithSecret()
        .Refuses(409, "wrong-password", "second-factor-off", "wrong-code")
        .Refuses(429, "sign-in-throttled")
        .Example("""{ "currentPassword": "three grey herons at noon", "code": "287082" }""");

    /// <summary>The own password and a code.</summary>
    /// <param name="CurrentPassword">The password.</param>
    /// <param name="Code">Six digits of the authenticator, or a recovery code.</param>
    public sealed record Request(string CurrentPassword, string Code)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.CurrentPassword).Text(Passwords.MaxLength);
                RuleFor(r => r.Code).NotEmpty().FactorCode();
            }
        }
    }

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Request body, Actor actor, HttpContext http, Db db, Passwords passwords, SecondFactorSecrets secrets, CancellationToken ct)
    {
        var attempt = OwnAccount.AttemptBy(http, actor);
        var (account, refusal) = await OwnAccount.Prove(attempt, actor, body.CurrentPassword, http, db, passwords, ct);
        if (refusal is not null)
            return refusal;
        if (account is not { Secret: { } kept, Confirmed: true })
            return Problems.Of("second-factor-off");
        var secret = secrets.Open(kept);
        return await db.Write<Results<NoContent, ProblemHttpResult>>(async tx =>
        {
            if (await SecondFactor.Spend(tx, actor.Id, secret, body.Code) is null)
                return Problems.Of("wrong-code");
            await attempt.Succeeded(tx);
            await SecondFactor.Remove(tx, actor.Id);
            await Journal.Append(tx, new JournalEntry("person", actor.Id.ToString(), account.GridCode, "remove_second_factor", actor.Id, account.Version));
            return TypedResults.NoContent();
        }, ct);
    }
}
