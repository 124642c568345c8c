using GridGov.Api;
using GridGov.Api.Edge;
using GridGov.Audit;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Auth;

/// <summary>Exchanges a username and a password for an access token (30 minutes) and a refresh token (30 days, valid once).</summary>
public sealed class SignIn(
    Db db, CredentialChecks checks, AccessTokens tokens, ActorCache actors, DeniedRequests deniedRequests, RateLimits limits)
    : ApiEndpoint<SignIn.Request, Results<Ok<SignedIn>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/sign-in");
        Group<AuthGroup>();
        Operation("Sign in",
            "Send the access token as Authorization: Bearer. If mustChangePassword is true, POST /v1/me/password comes first. Whether " +
            "the username, the password or the code is wrong, or the code of a second factor is missing, the refusal is the same. After " +
            "five failures an account has to wait, from one second up to fifteen minutes (Retry-After), whether it exists or not. Keep the " +
            "deviceToken and send it the next time: such a device does not wait for others' failures.");
        AllowAnonymous();
        ChecksOwnBudget();
        ContainsSecret();
        ProducesProblem(401, "wrong-credentials");
        ProducesProblem(429, "sign-in-throttled");
        RequestExample("""{ "username": "demo-dispatcher", "password": "correct-horse-battery", "device": "curl" }""");
    }

    /// <summary>The credentials.</summary>
    /// <param name="Username">The username; case and outer spaces make no difference.</param>
    /// <param name="Password">The password.</param>
    /// <param name="Device">A name for this device, for the list of sessions; up to 100 characters.</param>
    /// <param name="Code">Six digits of the authenticator or a recovery code; required if the person has a second factor.</param>
    /// <param name="DeviceToken">The device token of this person's last sign-in on this device, if there was one.</param>
    public sealed record Request(
        string Username, string Password, string? Device = null, string? Code = null, string? DeviceToken = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Username).Text(64);
                RuleFor(r => r.Password).Text(PasswordHashing.MaxLength);
                RuleFor(r => r.Device).OptionalText(100);
                RuleFor(r => r.Code).FactorCode();
                RuleFor(r => r.DeviceToken).OptionalText(DeviceTokens.MaxLength);
            }
        }
    }

    public override async Task<Results<Ok<SignedIn>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        var username = Username.Normalise(request.Username);
        var device = checks.Devices.Read(request.DeviceToken);
        if (limits.CheckSignIn(HttpContext, username, device?.Id) is { } tooMany)
            return tooMany;
        var person = await db.Read(tx => tx.QuerySingle<PersonRow>(FindPerson, new { Username = username }), ct);
        if (device is not null && (person is null || !device.IsOf(person.Id, person.PasswordHash)))
        {
            device = null;
            if (limits.CheckSignIn(HttpContext, username, device: null) is { } tooManyOthers)
                return tooManyOthers;
        }
        var attempt = device is null ? SignInAttempt.For(HttpContext, username) : SignInAttempt.By(device.Id);
        if (await attempt.Begin(HttpContext, db, ct) is { } tooEarly)
        {
            Note("sign-in-throttled");
            return tooEarly;
        }
        // Verified before the transaction because hashing takes tens of milliseconds, and for unknown names too, so that the time of
        // the answer does not tell which names exist.
        var correct = checks.Passwords.Verify(person?.PasswordHash, request.Password);
        var secret = checks.Secrets.Unprotect(person?.Secret ?? checks.Secrets.Decoy);
        var given = new Given(username, person, correct, secret);
        var (session, refreshToken, refusal) = await db.Write(tx => Begin(tx, given, attempt, request), ct);
        if (refusal is null && await SignedIn.For(session, refreshToken, tokens, actors, ct) is { } signedIn)
            return TypedResults.Ok(signedIn with { DeviceToken = TokenOf(device?.Id ?? session, person!) });
        Note(refusal ?? "wrong-credentials");
        return Problems.Of("wrong-credentials");

        void Note(string code) =>
            deniedRequests.Record(HttpContext, code, AuditKind.SignIn, person is null ? null : (person.Id, person.GridCode));
    }

    string TokenOf(Id device, PersonRow person) => checks.Devices.Issue(device, person.Id, person.PasswordHash!);

    /// <summary>Begins the session, or finds why not.</summary>
    /// <returns>The refusal as the audit names it; the answer is the same for all.</returns>
    static async Task<(Id Session, string RefreshToken, string? Refusal)> Begin(
        Tx tx, Given given, SignInAttempt attempt, Request body)
    {
        // Read again, because a password reset meanwhile has ended all sessions and must not leave a new one.
        var unchanged = await tx.QuerySingle<PersonRow>(FindPerson, new { given.Username }) == given.Person;
        // A code is tried with a wrong password too, so that the time of the answer does not tell that the password was right.
        var factor = body.Code is null ? null
            : await SecondFactor.UseCode(tx, given.Person?.Id ?? Id.None, given.Secret, body.Code);
        if (given is not { PasswordIsCorrect: true, Person: { } person } || !unchanged)
            return Fail("wrong-credentials");
        if (person.Secret is not null && factor is null)
            return Fail("wrong-second-factor");
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

        (Id, string, string?) Fail(string auditCode)
        {
            // A code that came with a wrong password stays good.
            tx.Rollback();
            return (Id.None, "", auditCode);
        }
    }

    /// <summary>What was given, checked as far as it can be outside a transaction.</summary>
    sealed record Given(string Username, PersonRow? Person, bool PasswordIsCorrect, byte[] Secret);

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
/// <param name="DeviceToken">After a sign-in: a token for this person's next one on this device. It gives no access.</param>
public sealed record SignedIn(
    string AccessToken, string RefreshToken, string TokenType, int ExpiresIn, SignedIn.PersonRef Person, string? DeviceToken = null)
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
