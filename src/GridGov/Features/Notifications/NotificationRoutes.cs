using GridGov.Platform.Http;

namespace GridGov.Features.Notifications;

/// <summary>What the caller was told (通知): everybody sees their own only.</summary>
public static class NotificationRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var notifications = v1.MapFeature("/me/notifications", "notifications");
        ListNotifications.Map(notifications);
        ReadNotification.Map(notifications);
        ReadAllNotifications.Map(notifications);
    }
}
