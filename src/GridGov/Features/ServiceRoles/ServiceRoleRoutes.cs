using GridGov.Platform.Http;

namespace GridGov.Features.ServiceRoles;

/// <summary>The ten service roles (十大服务员).</summary>
public static class ServiceRoleRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var roles = v1.MapFeature("/service-roles", "service roles");
        ListServiceRoles.Map(roles);
    }
}
