using GridGov.Platform.Auditing;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Auth;

/// <summary>Ends the session that the access token belongs to, on this device only.</summary>
public static class SignOut
{
    public static void Map(IEndpointRouteBuilder auth) => auth
        .MapPost("/sign-out", Handle)
        .Named("signOut", "Sign out")
        .NeedsSignIn();

    static async Task<NoContent> Handle(Actor actor, Db db, CancellationToken ct)
    {
        await db.Write(async tx =>
        {
            await Sessions.End(tx, actor.Session);
            await Audit.Append(tx, new AuditEntry(AuditKind.SignIn, "sign_out", actor.Grid) { SubjectKind = "person", Subject = actor.Id.ToString() });
        }, ct);
        return TypedResults.NoContent();
    }
}
