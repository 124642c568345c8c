namespace GridGov.Domain.Groups;

/// <summary>The kind of a group.</summary>
public enum GroupKind
{
    /// <summary>党小组</summary>
    PartyGroup,
    /// <summary>志愿队</summary>
    VolunteerTeam,
    /// <summary>共建单位</summary>
    MemberUnit,
    /// <summary>企业</summary>
    Enterprise,
    /// <summary>社会组织</summary>
    SocialOrganisation,
    /// <summary>大工委、大党委</summary>
    Committee,
    /// <summary>代表联络站</summary>
    DeputyStation,
    /// <summary>指导组</summary>
    GuidanceGroup,
}
