using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Notifications;

/// <summary>Marks one notification as read.</summary>
public static class ReadNotification
{
    public static void Map(IEndpointRouteBuilder notifications) => notifications
        .MapPost("/{id}/read", Handle)
        .Named("readMyNotification", "Mark one as read")
        .WithDescription("Once it is read it stays so, with the instant of the first time.")
        .NeedsSignIn();

    static Task<Results<NoContent, NotFound>> Handle(Id id, Actor actor, Db db, CancellationToken ct) =>
        db.Write<Results<NoContent, NotFound>>(async tx =>
            await tx.Run(Update, new { Id = id, Person = actor.Id, tx.Now }) == 1 ? TypedResults.NoContent() : TypedResults.NotFound(), ct, WriteMode.Beside);

    const string Update = "UPDATE notifications SET read_at = coalesce(read_at, @Now) WHERE person_id = @Person AND id = @Id";
}
