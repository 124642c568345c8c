using GridGov.Api;

namespace GridGov.Features.Notifications;

/// <summary>What the caller was told (通知): everybody sees their own only.</summary>
public sealed class NotificationGroup() : ApiGroup("me/notifications", "notifications");
