using GridGov.Api;

namespace GridGov.Features.ServiceRoles;

/// <summary>The ten service roles (十大服务员).</summary>
public sealed class ServiceRoleGroup() : ApiGroup("service-roles", "service roles");
