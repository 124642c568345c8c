using GridGov.Api;
using GridGov.Api.Binding;

namespace GridGov.Features.Notifications;

/// <summary>Marks one notification as read.</summary>
public sealed class ReadMyNotification(Db db) : ApiEndpoint<ById, Results<NoContent, NotFound>>
{
    public override void Configure()
    {
        Post("/{id}/read");
        Group<NotificationGroup>();
        Operation("Mark one as read",
            "A notification that is already read keeps the time of the first call. One that stands for several marks them all.");
        RequiresSignIn();
    }

    public override Task<Results<NoContent, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Write<Results<NoContent, NotFound>>(async tx =>
            await tx.Execute(Update, new { Id = request.Id, Person = Actor.Id, tx.Now }) >= 1
                ? TypedResults.NoContent()
                : TypedResults.NotFound(), ct, WriteMode.Shared);

    const string Update = """
        UPDATE notifications SET read_at = coalesce(read_at, @Now) WHERE person_id = @Person AND (id = @Id OR digest_id = @Id)
        """;
}
