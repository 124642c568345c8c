using GridGov.Api;

namespace GridGov.Domain.Groups;

/// <summary>Problems of groups and memberships.</summary>
static class GroupProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "unknown-group",
            new("在您的范围内没有该组织。", "There is no such group within your scope.")),
        new(400, "group-above-street",
            new("组织须属于街道、社区或单元网格。", "Groups belong to a street, community or unit grid.")),
        new(400, "personal-number-in-group",
            new("组织资料不记录手机号码和居民身份证号码。", "What is kept of a group holds no mobile telephone and no identity card number."),
            new("此处有手机号码或居民身份证号码，请删去。成员电话请记入成员信息；单位电话请填“办公电话”。",
                "There is a mobile telephone or identity card number in it; leave it out. A member's number belongs to the " +
                "membership, an office's to officePhone.")),
        new(400, "role-not-for-groups",
            new("作为成员的组织只能是“成员”。", "A group that is a member of another has the role member and no other.")),
        new(409, "group-ended",
            new("该组织已终止。", "The group has ended."),
            new("组织“{0}”已终止。", "The group “{0}” has ended.")),
        new(409, "group-cycle",
            new("组织不能隶属于自己，也不能通过其他组织隶属于自己。", "A group cannot be its own parent, not even through others.")),
        new(409, "group-number-used",
            new("本街道已有该外部编号的组织。", "The street has a group with this external number already."),
            new("本街道已有外部编号为“{0}”的组织。", "The street has a group with the external number “{0}” already.")),
        new(409, "membership-cycle",
            new("组织不能成为自己的成员，也不能通过其他组织成为自己的成员。",
                "A group cannot be a member of itself, not even through others.")),
        new(409, "member-already",
            new("同一时间已有该成员的同一角色。", "The same member has this role in the group at that time already."),
            new("自 {0} 起已有该成员的同一角色。", "The same member has this role in the group already, from {0} on.")),
        new(409, "member-not-masked",
            new("该成员没有加密的姓名和电话。", "The member has an account, or is a group, so nothing of it is masked.")),
        new(409, "member-anonymised",
            new("该成员的姓名和电话已按保存期限删除。",
                "Name and telephone number of the member were removed, because the membership ended long ago.")),
        new(409, "membership-ended",
            new("该成员关系已结束，不能再变更。", "The membership has ended and can no longer be changed.")),
        new(409, "membership-not-begun",
            new("不得早于加入日期。", "The end must not lie before the first day."),
            new("不得早于加入日期 {0}。", "The end must not lie before the first day, {0}.")),
    ];
}
