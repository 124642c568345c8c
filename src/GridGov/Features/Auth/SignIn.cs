using GridGov.Platform.Auditing;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Text;

namespace GridGov.Features.Auth;

/// <summary>Exchanges a username and password for an access token (30 minutes) and a refresh token (30 days, spent once).</summary>
public static class SignIn
{
    public static void Map(IEndpointRouteBuilder auth) => auth
        .MapPost("/sign-in", Handle)
        .Named("signIn", "Sign in")
        .WithDescription("Send the access token as Authorization: Bearer. When mustChangePassword is true, POST /v1/me/password comes first.")
        .Anonymously()
        .WithSecret()
        .Refuses(401, "wrong-credentials")
        .Example("""{ "username": "demo-dispatcher", "password": "correct-horse-battery", "device": "curl" }""");

    /// <summary>Who signs in.</summary>
    /// <param name="Username">The username.</param>
    /// <param name="Password">The password.</param>
    /// <param name="Device">A name for this device, for the list of sessions; up to 100 characters.</param>
    public sealed record Request(string Username, string Password, string? Device = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Username).Text(64);
                RuleFor(r => r.Password).Text(Passwords.MaxLength);
                RuleFor(r => r.Device).OptionalText(100);
            }
        }
    }

    internal static async Task<Results<Ok<SignedIn>, ProblemHttpResult>> Handle(
        Request body, Db db, Passwords passwords, AccessTokens tokens, Actors actors, Refusals refusals, HttpContext http, CancellationToken ct)
    {
        var person = await db.Read(tx => tx.One<PersonRow>(FindPerson, new { body.Username }), ct);
        // Verified before the transaction, because it takes tens of milliseconds; and for unknown names too, so that the
        // time of the answer does not tell which names exist.
        var correct = passwords.Verify(person?.PasswordHash, body.Password);
        if (person is null || !correct)
        {
            refusals.Note(http, "wrong-credentials", AuditKind.SignIn, person is null ? null : (person.Id, person.GridCode));
            return Problems.Of("wrong-credentials");
        }
        var begun = await db.Write<(Id Session, string RefreshToken)?>(async tx =>
            // Asked again inside the transaction: a reset in between has ended all sessions, and this must not be a new one.
            await tx.One<string>(FindHash, new { person.Id }) == person.PasswordHash
                ? await Begin(tx, person, body.Device)
                : null, ct);
        if (begun is not var (session, refreshToken))
            return Problems.Of("wrong-credentials");
        return TypedResults.Ok(await SignedIn.For(session, refreshToken, tokens, actors, ct));
    }

    static async Task<(Id Session, string RefreshToken)> Begin(Tx tx, PersonRow person, string? device)
    {
        var begun = await Sessions.Begin(tx, person.Id, device);
        await Audit.Append(tx, new AuditEntry(AuditKind.SignIn, "sign_in", person.GridCode)
        {
            Actor = person.Id,
            Session = begun.Session,
            SubjectKind = "person",
            Subject = person.Id.ToString(),
            Details = new { device },
        });
        return begun;
    }

    sealed record PersonRow
    {
        public required Id Id { get; init; }
        public required string GridCode { get; init; }
        public string? PasswordHash { get; init; }
    }

    const string FindHash = "SELECT password_hash FROM people WHERE id = @Id AND disabled_at IS NULL";

    const string FindPerson = "SELECT id, grid_code, password_hash FROM people WHERE username = @Username AND disabled_at IS NULL";
}

/// <summary>The tokens of a session.</summary>
/// <param name="AccessToken">For Authorization: Bearer.</param>
/// <param name="RefreshToken">For POST /v1/auth/refresh, once.</param>
/// <param name="TokenType">Always Bearer.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="Person">Who has signed in.</param>
public sealed record SignedIn(string AccessToken, string RefreshToken, string TokenType, int ExpiresIn, SignedIn.PersonRef Person)
{
    /// <summary>Who has signed in.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Username">The username.</param>
    /// <param name="Name">The person's name.</param>
    /// <param name="MustChangePassword">The password was set by somebody else and only serves to choose an own one.</param>
    public sealed record PersonRef(Id Id, string? Username, string Name, bool MustChangePassword);

    internal static async Task<SignedIn> For(Id session, string refreshToken, AccessTokens tokens, Actors actors, CancellationToken ct)
    {
        var actor = await actors.Find(session, ct) ?? throw new InvalidOperationException("A session just begun is gone.");
        return new SignedIn(tokens.Issue(session), refreshToken, "Bearer", (int)AccessTokens.Lifetime.TotalSeconds,
            new PersonRef(actor.Id, actor.Username, actor.Name, actor.MustChangePassword));
    }
}
