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
        Operation("Mark one as read", "Once it is read it stays so, with the instant of the first time.");
        RequiresSignIn();
    }

    public override Task<Results<NoContent, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Write<Results<NoContent, NotFound>>(async tx =>
            await tx.Execute(Update, new { Id = request.Id, Person = Actor.Id, tx.Now }) == 1 ? TypedResults.NoContent() : TypedResults.NotFound(), ct, WriteMode.Shared);

    const string Update = "UPDATE notifications SET read_at = coalesce(read_at, @Now) WHERE person_id = @Person AND id = @Id";
}
