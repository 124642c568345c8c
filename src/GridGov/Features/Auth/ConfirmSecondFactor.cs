using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Encryption.Seals;

namespace GridGov.Features.Auth;

/// <summary>Confirms by a first code that the authenticator has the secret; from then on signing in needs a code.</summary>
public sealed class ConfirmSecondFactor(Db db, SecondFactorSecrets secrets)
    : ApiEndpoint<ConfirmSecondFactor.Request, Results<Ok<ConfirmSecondFactor.Response>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/second-factor/confirm");
        Group<MeGroup>();
        Operation("Confirm the second factor",
            "The answer has ten recovery codes. They are shown once, and each is valid once instead of a code.");
        RequiresSignIn();
        AllowsMustChangePassword();
        ContainsSecret();
        ProducesProblem(409, "second-factor-on", "second-factor-off", "wrong-code");
        ProducesProblem(429, "sign-in-throttled");
        RequestExample("""{ "code": "287082" }""");
    }

    /// <summary>A code of the authenticator.</summary>
    /// <param name="Code">Six digits.</param>
    public sealed record Request(string Code)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Code).NotEmpty().FactorCode();
        }
    }

    /// <summary>The recovery codes.</summary>
    /// <param name="RecoveryCodes">Codes for when the authenticator is lost; each is valid once.</param>
    public sealed record Response(IReadOnlyList<string> RecoveryCodes);

    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var attempt = OwnAccount.CreateAttempt(Actor);
        if (await attempt.Begin(HttpContext, db, ct) is { } tooEarly)
            return tooEarly;
        var account = await db.Read(tx => tx.QuerySingle<OwnAccount>(OwnAccount.Find, new { Actor.Id }), ct);
        if (account?.Secret is null)
            return Problems.Of("second-factor-off");
        if (account.Confirmed)
            return Problems.Of("second-factor-on");
        var secret = secrets.Unprotect(account.Secret);
        return await db.Write<Results<Ok<Response>, ProblemHttpResult>>(async tx =>
        {
            if (await SecondFactor.UseCode(tx, Actor.Id, secret, request.Code) is null
                || await tx.Execute(Confirm, new { PersonId = Actor.Id, account.Secret, At = tx.ClockTime }) == 0)
                return Problems.Of("wrong-code");
            await SealedRows.Seal(tx, SealedTable.SecondFactors, Actor.Id);
            await attempt.RecordSuccess(tx);
            await Journal.Append(tx, new JournalEntry(
                "person", Actor.Id.ToString(), account.GridCode, "add_second_factor", Actor.Id, account.Version));
            return TypedResults.Ok(new Response(await SecondFactor.NewRecoveryCodes(tx, Actor.Id)));
        }, ct);
    }

    const string Confirm =
        "UPDATE second_factors SET confirmed_at = @At WHERE person_id = @PersonId AND secret = @Secret AND confirmed_at IS NULL";
}
