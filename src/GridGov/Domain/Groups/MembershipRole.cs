namespace GridGov.Domain.Groups;

/// <summary>What a member is in a group.</summary>
public enum MembershipRole
{
    /// <summary>负责人: acts for the group.</summary>
    Leader,
    /// <summary>联络员: acts for the group.</summary>
    Liaison,
    /// <summary>信息员</summary>
    InformationOfficer,
    /// <summary>志愿者</summary>
    Volunteer,
    /// <summary>报到党员</summary>
    Registered,
    /// <summary>代表</summary>
    Deputy,
    /// <summary>社工</summary>
    SocialWorker,
    /// <summary>成员: an ordinary member, or a group that belongs to it.</summary>
    Member,
}
