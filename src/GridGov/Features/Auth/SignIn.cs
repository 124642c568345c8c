using GridGov.Api;
using GridGov.Audit;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Auth;

/// <summary>Exchanges a username and a password for an access token (30 minutes) and a refresh token (30 days, valid once).</summary>
public sealed class SignIn(
    Db db, PasswordHashing passwords, SecondFactorSecrets secrets, AccessTokens tokens, ActorCache actors, DeniedRequests deniedRequests)
    : ApiEndpoint<SignIn.Request, Results<Ok<SignedIn>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/sign-in");
        Group<AuthGroup>();
        Operation("Sign in",
            "Send the access token as Authorization: Bearer. If mustChangePassword is true, POST /v1/me/password comes first. After " +
            "five failures an account has to wait, from one second up to fifteen minutes (Retry-After), whether it exists or not.");
        AllowAnonymous();
        ContainsSecret();
        ProducesProblem(401, "wrong-credentials", "second-factor-required");
        ProducesProblem(429, "sign-in-throttled");
        RequestExample("""{ "username": "demo-dispatcher", "password": "correct-horse-battery", "device": "curl" }""");
    }

    /// <summary>The credentials.</summary>
    /// <param name="Username">The username; case and outer spaces make no difference.</param>
    /// <param name="Password">The password.</param>
    /// <param name="Device">A name for this device, for the list of sessions; up to 100 characters.</param>
    /// <param name="Code">Six digits of the authenticator or a recovery code; required if the person has a second factor.</param>
    public sealed record Request(string Username, string Password, string? Device = null, string? Code = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Username).Text(64);
                RuleFor(r => r.Password).Text(PasswordHashing.MaxLength);
                RuleFor(r => r.Device).OptionalText(100);
                RuleFor(r => r.Code).FactorCode();
            }
        }
    }

    public override async Task<Results<Ok<SignedIn>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var username = Username.Normalise(request.Username);
        var person = await db.Read(tx => tx.QuerySingle<PersonRow>(FindPerson, new { Username = username }), ct);
        var attempt = SignInAttempt.For(HttpContext, username);
        if (await attempt.Begin(HttpContext, db, ct) is { } tooEarly)
        {
            Note("sign-in-throttled");
            return tooEarly;
        }
        // Verified before the transaction because hashing takes tens of milliseconds, and for unknown names too, so that the time of
        // the answer does not tell which names exist.
        var correct = passwords.Verify(person?.PasswordHash, request.Password);
        if (person is null || !correct)
            return Refused("wrong-credentials");
        if (person.Secret is not null && request.Code is null)
            return Refused("second-factor-required");
        var secret = person.Secret is null ? null : secrets.Unprotect(person.Secret);
        var (session, refreshToken, refusal) = await db.Write(tx => Begin(tx, person, secret, attempt, request), ct);
        if (refusal is not null)
            return Refused(refusal);
        return await SignedIn.For(session, refreshToken, tokens, actors, ct) is { } signedIn
            ? TypedResults.Ok(signedIn)
            : Refused("wrong-credentials");

        ProblemHttpResult Refused(string code)
        {
            Note(code);
            return Problems.Of(code);
        }

        void Note(string code) =>
            deniedRequests.Record(HttpContext, code, AuditKind.SignIn, person is null ? null : (person.Id, person.GridCode));
    }

    static async Task<(Id Session, string RefreshToken, string? Refusal)> Begin(
        Tx tx, PersonRow person, byte[]? secret, SignInAttempt attempt, Request body)
    {
        // Read again, because a password reset meanwhile has ended all sessions and must not leave a new one.
        if (await tx.QuerySingle<PersonRow>(FindPerson, new { Username = Username.Normalise(body.Username) }) != person)
            return (Id.None, "", "wrong-credentials");
        var factor = secret is null ? null : await SecondFactor.UseCode(tx, person.Id, secret, body.Code!);
        if (secret is not null && factor is null)
            return (Id.None, "", "second-factor-required");
        await attempt.RecordSuccess(tx);
        var (session, refreshToken) = await Sessions.Begin(tx, person.Id, body.Device);
        await AuditLog.Append(tx, new AuditEntry(AuditKind.SignIn, "sign_in", person.GridCode)
        {
            Actor = person.Id,
            Session = session,
            SubjectKind = "person",
            Subject = person.Id.ToString(),
            Details = new { body.Device, SecondFactor = factor },
        });
        return (session, refreshToken, null);
    }

    sealed record PersonRow
    {
        public required Id Id { get; init; }
        public required string GridCode { get; init; }
        public string? PasswordHash { get; init; }

        public string? Secret { get; init; }
    }

    const string FindPerson = """
        SELECT p.id, p.grid_code, p.password_hash, f.secret
          FROM people p
          LEFT JOIN second_factors f ON f.person_id = p.id AND f.confirmed_at IS NOT NULL
         WHERE p.username = @Username AND p.disabled_at IS NULL
        """;
}

/// <summary>The tokens of a session.</summary>
/// <param name="AccessToken">The access token, for the header Authorization: Bearer.</param>
/// <param name="RefreshToken">The refresh token, for POST /v1/auth/refresh; valid once.</param>
/// <param name="TokenType">Always Bearer.</param>
/// <param name="ExpiresIn">The number of seconds until the access token expires.</param>
/// <param name="Person">The person who signed in.</param>
public sealed record SignedIn(string AccessToken, string RefreshToken, string TokenType, int ExpiresIn, SignedIn.PersonRef Person)
{
    /// <summary>The person who signed in.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Username">The username.</param>
    /// <param name="Name">The person's name.</param>
    /// <param name="MustChangePassword">Whether another person set the password; if true, it only serves to choose a new one.</param>
    public sealed record PersonRef(Id Id, string? Username, string Name, bool MustChangePassword);

    /// <returns>Null if the session was ended meanwhile, or the account disabled.</returns>
    internal static async Task<SignedIn?> For(
        Id session, string refreshToken, AccessTokens tokens, ActorCache actors, CancellationToken ct) =>
        await actors.Find(session, ct) is { } actor
            ? new SignedIn(
                tokens.Issue(session), refreshToken, "Bearer", (int)AccessTokens.Lifetime.TotalSeconds,
                new PersonRef(actor.Id, actor.Username, actor.Name, actor.MustChangePassword))
            : null;
}
