using GridGov.Api;
using GridGov.Api.Binding;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GridGov.Features.Notifications;

/// <summary>Marks as read what the caller has seen.</summary>
public sealed class ReadAllMyNotifications(Db db) : ApiEndpoint<ReadAllMyNotifications.Input, NoContent>
{
    public override void Configure()
    {
        Post("/read");
        Group<NotificationGroup>();
        Operation("Mark all as read",
            "All up to the newest that was seen, so that what came meanwhile stays unread; without it, all there are.");
        RequiresSignIn();
        RequestExample("""{ "through": "01K4V6J0Q8Z3R" }""");
    }

    /// <summary>Up to which.</summary>
    /// <param name="Through">The newest that was seen.</param>
    [NoValidator]
    public sealed record Request(Id? Through = null);

    /// <summary>What is asked.</summary>
    public sealed record Input([FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] Request? Body);

    public override Task<NoContent> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Write(async tx =>
        {
            await tx.Execute(Update, new { Person = Actor.Id, Through = input.Body?.Through?.Value ?? long.MaxValue, tx.Now });
            return TypedResults.NoContent();
        }, ct, WriteMode.Shared);

    const string Update = "UPDATE notifications SET read_at = @Now WHERE person_id = @Person AND read_at IS NULL AND id <= @Through";
}
