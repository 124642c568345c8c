using GridGov.Platform.Auditing;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Auth;

/// <summary>Signs one of the caller's devices out at once: for a phone that was lost.</summary>
public static class EndSession
{
    public static void Map(IEndpointRouteBuilder me) => me
        .MapDelete("/sessions/{id}", Handle)
        .Named("endSession", "Sign a device out")
        .NeedsSignIn();

    static Task<Results<NoContent, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<NoContent, NotFound>>(async tx =>
        {
            if (await tx.Run(End, new { Id = id, PersonId = actor.Id, At = tx.Now }) == 0)
                return TypedResults.NotFound();
            await Audit.Append(tx, new AuditEntry(AuditKind.SignIn, "end_session", actor.Grid)
            {
                SubjectKind = "session",
                Subject = id.ToString(),
            });
            tx.Announce(Topic.Rights);
            return TypedResults.NoContent();
        }, ct);

    const string End = "UPDATE sessions SET ended_at = @At WHERE id = @Id AND person_id = @PersonId AND ended_at IS NULL";
}
