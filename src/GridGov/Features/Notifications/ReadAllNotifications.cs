using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Notifications;

/// <summary>Marks as read what the caller has seen.</summary>
public static class ReadAllNotifications
{
    public static void Map(IEndpointRouteBuilder notifications) => notifications
        .MapPost("/read", Handle)
        .Named("readAllMyNotifications", "Mark all as read")
        .WithDescription("All up to the newest that was seen, so that what came meanwhile stays unread; without it, all there are.")
        .NeedsSignIn()
        .Example("""{ "through": "01K4V6J0Q8Z3R" }""");

    /// <summary>Up to which.</summary>
    /// <param name="Through">The newest that was seen.</param>
    public sealed record Request(Id? Through = null);

    static Task<NoContent> Handle(Request? body, Actor actor, Db db, CancellationToken ct) =>
        db.Write(async tx =>
        {
            await tx.Run(Update, new { Person = actor.Id, Through = body?.Through?.Value ?? long.MaxValue, tx.Now });
            return TypedResults.NoContent();
        }, ct, WriteMode.Beside);

    const string Update = "UPDATE notifications SET read_at = @Now WHERE person_id = @Person AND read_at IS NULL AND id <= @Through";
}
