using GridGov.Api;

namespace GridGov.Features.Groups;

/// <summary>Groups (组织) and their members: party groups, volunteer teams, member units, enterprises, deputies' stations.</summary>
public sealed class GroupsApiGroup() : ApiGroup("groups", "groups");

public sealed class MembershipsApiGroup() : ApiGroup("memberships", "groups");

public sealed class PersonMembershipsApiGroup() : ApiGroup("people", "people");
