using System.Text.Json.Serialization;
using GridGov.Api;

namespace GridGov.Domain.Groups;

/// <summary>A group (组织) that takes part in the work of its grid.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Grid">Its home grid.</param>
/// <param name="ParentId">The id of the group that it belongs to.</param>
/// <param name="Description">What it does.</param>
/// <param name="OfficePhone">Its office's telephone number.</param>
/// <param name="PlaceId">The id of the place where it meets.</param>
/// <param name="Public">Whether the public board shows its name, kind, telephone and place.</param>
/// <param name="ExternalNumber">Its number in another system; unique within a street.</param>
/// <param name="CreatedAt">The time at which it was created.</param>
/// <param name="EndedAt">The time at which it ended; null while it exists.</param>
/// <param name="EndedReason">The reason for which it ended.</param>
/// <param name="Links">
/// Where its members and its history are. Who acts for another group of the grid is shown the kind, the name and the grid alone; links and
/// all the rest are null then.
/// </param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Group(
    Id Id, GroupKind Kind, string Name, Group.GridRef Grid, Id? ParentId, string? Description, string? OfficePhone, Id? PlaceId,
    bool? Public, string? ExternalNumber, Instant CreatedAt, Instant? EndedAt, string? EndedReason, Group.GroupLinks? Links, long Version)
    : ICacheableVersion
{
    /// <summary>In the answer to ending it: what it leaves open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OpenItems? Open { get; init; }

    string? ICacheableVersion.Variant => Links is null ? "n" : null;

    /// <summary>A grid, by its code.</summary>
    /// <param name="Code">National code, 9, 12 or 15 digits.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Level">1 street, 2 community, 3 unit grid.</param>
    public sealed record GridRef(string Code, string Name, int Level);

    /// <summary>Paths of what belongs to a group.</summary>
    /// <param name="Memberships">Its members of today.</param>
    /// <param name="Events">Its history.</param>
    public sealed record GroupLinks(string Memberships, string Events);

    /// <summary>What a group that ended leaves open.</summary>
    /// <param name="Memberships">The number of memberships that ended with it.</param>
    /// <param name="Needs">The number of its needs that are not closed.</param>
    /// <param name="Claims">The number of its claims that are neither confirmed nor released.</param>
    /// <param name="Meetings">The number of its meetings that are planned, or held and not closed.</param>
    public sealed record OpenItems(long Memberships, long Needs, long Claims, long Meetings);
}
