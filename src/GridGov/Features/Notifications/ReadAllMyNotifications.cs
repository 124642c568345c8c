using GridGov.Api;
using GridGov.Api.Binding;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GridGov.Features.Notifications;

/// <summary>Marks notifications as read.</summary>
public sealed class ReadAllMyNotifications(Db db) : ApiEndpoint<ReadAllMyNotifications.Input, NoContent>
{
    public override void Configure()
    {
        Post("/read");
        Group<NotificationGroup>();
        Operation("Mark all as read",
            "Marks all notifications up to a given one, so that later ones stay unread; without it all are marked.");
        RequiresSignIn();
        RequestExample("""{ "through": "01K4V6J0Q8Z3R" }""");
    }

    /// <summary>The notifications to mark as read.</summary>
    /// <param name="Through">The id of the newest notification that the caller has seen; all if absent.</param>
    [NoValidator]
    public sealed record Request(Id? Through = null);

    public sealed record Input([FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] Request? Body);

    public override Task<NoContent> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(async tx =>
        {
            await tx.Execute(Update, new { Person = Actor.Id, tx.Now, Through = input.Body?.Through?.Value ?? long.MaxValue });
            return TypedResults.NoContent();
        }, ct, WriteMode.Shared);

    // What quiet hours hold back was not seen.
    const string Update = """
        UPDATE notifications SET read_at = @Now
         WHERE person_id = @Person AND read_at IS NULL AND id <= @Through AND (held_until IS NULL OR held_until <= @Now)
        """;
}
