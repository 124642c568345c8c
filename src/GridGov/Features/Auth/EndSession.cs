using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Audit;

namespace GridGov.Features.Auth;

/// <summary>Signs out one of the caller's devices at once, for instance a lost phone.</summary>
public sealed class EndSession(Db db) : ApiEndpoint<ById, Results<NoContent, NotFound>>
{
    public override void Configure()
    {
        Delete("/sessions/{id}");
        Group<MeGroup>();
        Operation("Sign a device out");
        RequiresSignIn();
        AllowsMustChangePassword();
    }

    public override Task<Results<NoContent, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Write<Results<NoContent, NotFound>>(async tx =>
        {
            if (await tx.Execute(End, new { Id = request.Id, PersonId = Actor.Id, At = tx.ClockTime }) == 0)
                return TypedResults.NotFound();
            await AuditLog.Append(tx, new AuditEntry(AuditKind.SignIn, "end_session", Actor.Grid)
            {
                SubjectKind = "session",
                Subject = request.Id.ToString(),
            });
            tx.Invalidate(CacheTopic.Rights);
            return TypedResults.NoContent();
        }, ct);

    const string End = "UPDATE sessions SET ended_at = @At WHERE id = @Id AND person_id = @PersonId AND ended_at IS NULL";
}
