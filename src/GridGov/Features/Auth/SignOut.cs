using FastEndpoints;
using GridGov.Api;
using GridGov.Audit;

namespace GridGov.Features.Auth;

/// <summary>Ends the session that the access token belongs to, on this device only.</summary>
public sealed class SignOut(Db db) : ApiEndpoint<EmptyRequest, NoContent>
{
    public override void Configure()
    {
        Post("/sign-out");
        Group<AuthGroup>();
        Operation("Sign out");
        RequiresSignIn();
        AllowsMustChangePassword();
    }

    public override async Task<NoContent> ExecuteAsync(EmptyRequest _, CancellationToken ct)
    {
        await db.Write(async tx =>
        {
            await Sessions.End(tx, Actor.Session);
            await AuditLog.Append(tx, new AuditEntry(AuditKind.SignIn, "sign_out", Actor.Grid)
            {
                SubjectKind = "person", Subject = Actor.Id.ToString(),
            });
        }, ct);
        return TypedResults.NoContent();
    }
}
