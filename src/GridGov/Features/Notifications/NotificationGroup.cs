using GridGov.Api;

namespace GridGov.Features.Notifications;

/// <summary>Notifications (通知) of the caller.</summary>
public sealed class NotificationGroup() : ApiGroup("me/notifications", "notifications");
