using FastEndpoints;
using GridGov.Api;

namespace GridGov.Features.Auth;

/// <summary>Whether signing in needs a code besides the password, and the number of unused recovery codes.</summary>
public sealed class GetSecondFactor(Db db) : ApiEndpoint<EmptyRequest, Ok<GetSecondFactor.Response>>
{
    public override void Configure()
    {
        Get("/second-factor");
        Group<MeGroup>();
        Operation("My second factor");
        RequiresSignIn();
        AllowsMustChangePassword();
    }

    /// <summary>The state of the second factor.</summary>
    public sealed record Response
    {
        /// <summary>The time since which signing in needs a code; absent while it does not.</summary>
        public Instant? Since { get; init; }

        /// <summary>The number of unused recovery codes.</summary>
        public required long RecoveryCodesLeft { get; init; }
    }

    public override Task<Ok<Response>> ExecuteAsync(EmptyRequest _, CancellationToken ct) => db.Read(async tx =>
        TypedResults.Ok(await tx.QuerySingle<Response>(Find, new { Actor.Id })), ct);

    const string Find = """
        SELECT (SELECT confirmed_at FROM second_factors WHERE person_id = @Id) AS since,
               (SELECT count(*) FROM recovery_codes WHERE person_id = @Id AND used_at IS NULL) AS recovery_codes_left
        """;
}
