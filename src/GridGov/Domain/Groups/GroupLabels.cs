using GridGov.Text;

namespace GridGov.Domain.Groups;

/// <summary>The labels of codes of groups in both languages.</summary>
static class GroupLabels
{
    public static LocalizedText Of(GroupKind kind) => kind switch
    {
        GroupKind.PartyGroup => new("党小组", "Party group"),
        GroupKind.VolunteerTeam => new("志愿队", "Volunteer team"),
        GroupKind.MemberUnit => new("共建单位", "Member unit"),
        GroupKind.Enterprise => new("企业", "Enterprise"),
        GroupKind.SocialOrganisation => new("社会组织", "Social organisation"),
        GroupKind.Committee => new("大工委", "Committee"),
        GroupKind.DeputyStation => new("代表联络站", "Deputies' station"),
        GroupKind.GuidanceGroup => new("指导组", "Guidance group"),
    };

    public static LocalizedText Of(MembershipRole role) => role switch
    {
        MembershipRole.Leader => new("负责人", "Leader"),
        MembershipRole.Liaison => new("联络员", "Liaison"),
        MembershipRole.InformationOfficer => new("信息员", "Information officer"),
        MembershipRole.Volunteer => new("志愿者", "Volunteer"),
        MembershipRole.Registered => new("报到党员", "Registered party member"),
        MembershipRole.Deputy => new("代表", "Deputy"),
        MembershipRole.SocialWorker => new("社工", "Social worker"),
        MembershipRole.Member => new("成员", "Member"),
    };
}
