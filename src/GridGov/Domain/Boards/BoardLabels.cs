using GridGov.Domain.Groups;
using GridGov.Domain.Needs;
using GridGov.Text;

namespace GridGov.Domain.Boards;

/// <summary>The words of a board for codes.</summary>
static class BoardLabels
{
    public static LocalizedText Of(GroupKind kind) => kind switch
    {
        GroupKind.PartyGroup => new("党小组", "Party group"),
        GroupKind.VolunteerTeam => new("志愿队", "Volunteer team"),
        GroupKind.MemberUnit => new("共建单位", "Member unit"),
        GroupKind.Enterprise => new("企业", "Enterprise"),
        GroupKind.SocialOrganisation => new("社会组织", "Social organisation"),
        GroupKind.Committee => new("大工委、大党委", "Committee"),
        GroupKind.DeputyStation => new("代表联络站", "Deputies' station"),
        GroupKind.GuidanceGroup => new("指导组", "Guidance group"),
    };

    public static LocalizedText Of(NeedKind kind) => kind switch
    {
        NeedKind.Venue => new("场地", "Venue"),
        NeedKind.Information => new("信息", "Information"),
        NeedKind.Talent => new("人才", "Talent"),
        NeedKind.Service => new("服务", "Service"),
        NeedKind.Goods => new("物资", "Goods"),
    };

    public static LocalizedText Of(RatePeriod period) => period switch
    {
        RatePeriod.ThisMonth => new("本月", "this month"),
        RatePeriod.LastThirtyDays => new("近30天", "last 30 days"),
        RatePeriod.ThisYear => new("本年", "this year"),
    };
}
