using FastEndpoints;
using GridGov.Api;
using GridGov.Domain.Notifications;
using GridGov.Text;

namespace GridGov.Features.Notifications;

/// <summary>The caller's quiet hours (免打扰时段).</summary>
/// <param name="From">Their beginning in the deployment's time zone, HH:mm; null without quiet hours.</param>
/// <param name="To">Their end, HH:mm, on the next day when it is earlier; null without quiet hours.</param>
public sealed record MyQuietHours(string? From, string? To)
{
    internal static MyQuietHours Of(QuietHours? hours) =>
        hours is null ? new(From: null, To: null) : new(TimeOfDay.Format(hours.FromMinute), TimeOfDay.Format(hours.ToMinute));
}

/// <summary>Shows the caller's quiet hours.</summary>
public sealed class GetMyQuietHours(Db db) : ApiEndpoint<EmptyRequest, Ok<MyQuietHours>>
{
    public override void Configure()
    {
        Get("/quiet-hours");
        Group<NotificationGroup>();
        Operation("Get my quiet hours", "The hours of each day in which routine notifications are held back.");
        RequiresSignIn();
    }

    public override Task<Ok<MyQuietHours>> ExecuteAsync(EmptyRequest request, CancellationToken ct) =>
        db.Read(async tx => TypedResults.Ok(MyQuietHours.Of((await QuietHours.Load(tx, [Actor.Id])).GetValueOrDefault(Actor.Id))), ct);
}
