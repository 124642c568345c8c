using GridGov.Api;

namespace GridGov.Domain.Groups;

/// <summary>A membership (成员) in a group, from a day until a day.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Group">The group.</param>
/// <param name="PersonId">The id of a member with an account.</param>
/// <param name="MemberGroupId">The id of a group that is the member.</param>
/// <param name="Name">The name of the person or the group; masked for a person without an account, ****** once it was removed.</param>
/// <param name="Phone">The masked telephone number of a person without an account, if it was given.</param>
/// <param name="AnonymisedAt">
/// The time at which name and telephone number of a person without an account were removed, long after the end; null before.
/// </param>
/// <param name="Role">What the member is in the group.</param>
/// <param name="From">The first day, yyyy-MM-dd.</param>
/// <param name="To">The first day after, yyyy-MM-dd; null while it is open.</param>
/// <param name="EndReason">The reason for which it ended.</param>
/// <param name="Disabled">Whether the member's account is disabled, so that they do not act for the group.</param>
/// <param name="CreatedAt">The time at which it was entered.</param>
/// <param name="CreatedBy">Who entered it.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Membership(
    Id Id, Membership.GroupRef Group, Id? PersonId, Id? MemberGroupId, string Name, string? Phone, Instant? AnonymisedAt,
    MembershipRole Role, DateOnly From, DateOnly? To, string? EndReason, bool Disabled, Instant CreatedAt,
    Membership.PersonRef CreatedBy, long Version) : IVersioned
{
    /// <summary>A group.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Grid">The code of its grid.</param>
    public sealed record GroupRef(Id Id, string Name, GroupKind Kind, string Grid);

    /// <summary>A person.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Name">The person's name.</param>
    public sealed record PersonRef(Id Id, string Name);
}
