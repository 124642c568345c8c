using GridGov.Api;

namespace GridGov.Domain;

/// <summary>Problems of people, grids, roles, tickets' origins, imports and exports that several features answer with.</summary>
static class SharedProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(403, "link-not-valid",
            new("链接无效、已失效或不属于此处。", "The link is invalid, has expired, or belongs to something else."),
            new("链接无效、已失效或不属于此处，请重新获取。",
                "The link is invalid, has expired, or belongs to something else; ask for another one.")),
        new(400, "unknown-person",
            new("在您的范围内没有此人。", "There is no such person within your scope.")),
        new(400, "unknown-grid",
            new("在您的范围内没有该网格。", "There is no such grid within your scope."),
            new("在您的范围内没有网格 {0}。", "There is no grid {0} within your scope.")),
        new(400, "unknown-role",
            new("没有该服务角色。", "There is no such service role."),
            new("没有服务角色“{0}”。", "There is no service role “{0}”.")),
        new(400, "grid-retired",
            new("该网格已撤销。", "The grid is retired."),
            new("网格 {0} 已撤销。", "Grid {0} is retired.")),
        new(409, "grid-already-retired",
            new("该网格已撤销，不能再变更。", "The grid is retired and can no longer be changed."),
            new("网格 {0} 已撤销，不能再变更。", "Grid {0} is retired and can no longer be changed.")),
        new(403, "person-above-scope",
            new("此人在您的管理范围之外还有岗位。", "The person also holds a post outside your scope."),
            new("此人在您的管理范围之外还担任{0}。", "The person also holds a post outside your scope: {0}.")),
        new(409, "person-disabled",
            new("此人已停用。", "The person is disabled.")),
        new(409, "username-taken",
            new("该用户名已被使用。", "The username is taken."),
            new("用户名“{0}”已被使用。", "The username “{0}” is taken.")),
        new(400, "invalid-import",
            new("文件中有无法导入的行，未导入任何数据。", "The file has rows that cannot be imported; nothing was imported.")),
        new(400, "not-in-export",
            new("导出的是完整列表，不支持此参数。", "An export is the whole list and does not have this parameter."),
            new("导出的是完整列表，不支持参数“{0}”。", "An export is the whole list and does not have the parameter “{0}”.")),
        new(400, "only-in-export",
            new("此参数仅用于导出。", "This parameter is for exports only."),
            new("参数“{0}”仅用于导出，请用 Accept 请求头指定导出格式。",
                "The parameter “{0}” is for exports only; ask for one by the Accept header.")),
        new(400, "outside-filing-period",
            new("该时间不在允许的范围内。", "The time lies outside of what is accepted."),
            new("该时间须在 {0} 与 {1} 之间。", "The time must lie between {0} and {1}.")),
        new(409, "external-number-used",
            new("该来源的外部编号已有案卷。", "The source has a ticket with this external number already."),
            new("该来源的外部编号已登记为案卷 {0}。", "The source has a ticket with this external number already: {0}.")),
        new(409, "second-factor-off",
            new("未启用动态口令。", "No second factor is set up.")),
    ];
}
