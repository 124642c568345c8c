using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Auth;

/// <summary>Shows by a first code that the authenticator has the secret; from here on signing in needs one.</summary>
public static class ConfirmSecondFactor
{
    public static void Map(IEndpointRouteBuilder me) => me
        .MapPost("/second-factor/confirm", Handle)
        .Named("confirmSecondFactor", "Confirm the second factor")
        .WithDescription("Answers with ten recovery codes, shown once and each good once in place of a code.")
        .NeedsSignIn()
        .WithSecret()
        .Refuses(409, "second-factor-on", "second-factor-off", "wrong-code")
        .Refuses(429, "sign-in-throttled")
        .Example("""{ "code": "287082" }""");

    /// <summary>A code of the authenticator.</summary>
    /// <param name="Code">Six digits.</param>
    public sealed record Request(string Code)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Code).NotEmpty().FactorCode();
        }
    }

    /// <summary>What to keep in a safe place.</summary>
    /// <param name="RecoveryCodes">Each good once, when the authenticator is lost.</param>
    public sealed record Response(IReadOnlyList<string> RecoveryCodes);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Handle(
        Request body, Actor actor, HttpContext http, Db db, SecondFactorSecrets secrets, CancellationToken ct)
    {
        var attempt = OwnAccount.AttemptBy(http, actor);
        if (await attempt.Begin(http, db, ct) is { } tooEarly)
            return tooEarly;
        var account = await db.Read(tx => tx.One<OwnAccount>(OwnAccount.Find, new { actor.Id }), ct);
        if (account?.Secret is null)
            return Problems.Of("second-factor-off");
        if (account.Confirmed)
            return Problems.Of("second-factor-on");
        var secret = secrets.Open(account.Secret);
        return await db.Write<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            if (await SecondFactor.Spend(tx, actor.Id, secret, body.Code) is null
                || await tx.Run(Confirm, new { PersonId = actor.Id, account.Secret, At = tx.Now }) == 0)
                return Problems.Of("wrong-code");
            await attempt.Succeeded(tx);
            await Journal.Append(tx, new JournalEntry("person", actor.Id.ToString(), account.GridCode, "add_second_factor", actor.Id, account.Version));
            return TypedResults.Ok(new Response(await SecondFactor.NewRecoveryCodes(tx, actor.Id)));
        }, ct);
    }

    const string Confirm = "UPDATE second_factors SET confirmed_at = @At WHERE person_id = @PersonId AND secret = @Secret AND confirmed_at IS NULL";
}
