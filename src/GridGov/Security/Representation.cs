using System.Collections.Frozen;

namespace GridGov.Security;

/// <summary>A group that a person acts for today, as its leader (负责人) or liaison (联络员).</summary>
/// <param name="Grid">The group's grid.</param>
/// <param name="Role">The code of the membership's role.</param>
/// <param name="To">The first day out of it; null while it is open.</param>
public sealed record Representation(Id Group, string GroupName, string Grid, string Role, DateOnly From, DateOnly? To)
{
    // What a group does itself. It files no tickets: its needs and the points of its meetings become some. Every statement of these
    // capabilities has a scope with groups, or one of grids alone.
    static readonly FrozenSet<Capability> Rights = new[]
    {
        Capability.GroupRead, Capability.NeedRead, Capability.NeedSubmit, Capability.NeedClaim, Capability.OfferManage,
        Capability.MeetingRead, Capability.MeetingManage,
    }.ToFrozenSet();

    /// <summary>Whether the rows of the group, and those published in its grid, are reached for it.</summary>
    public static bool May(Capability capability) => Rights.Contains(capability);
}
