using GridGov.Api.Export;
using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text;
using GridGov.Text.Tables;
using static GridGov.Api.Export.ExportCells;

namespace GridGov.Features.Groups.Memberships;

/// <summary>The columns in which memberships are exported and imported.</summary>
static class MembershipColumns
{
    public static readonly TableColumn Group = new("group", "组织", "组织名称", "所属组织", "所在组织") { IsRequired = true };

    public static readonly TableColumn Kind = new("kind", "类型", "组织类型", "类别");

    public static readonly TableColumn Grid = new("grid", "网格代码", "网格编码", "gridCode");

    public static readonly TableColumn Name = new("name", "姓名", "成员姓名", "人员姓名") { IsRequired = true };

    public static readonly TableColumn Phone = new("phone", "电话", "联系电话", "电话号码", "手机", "手机号", "手机号码", "联系方式", "mobile");

    public static readonly TableColumn Role = new("role", "角色", "成员角色", "身份") { IsRequired = true };

    public static readonly TableColumn From = new("from", "加入日期", "加入时间", "起始日期", "开始日期");

    public static readonly TableColumn To = new("to", "退出日期", "退出时间", "结束日期", "终止日期");

    public static readonly TableColumn MemberGroup = new("memberGroup", "成员组织", "成员单位");

    public static readonly TableColumn Username = new("username", "用户名", "账号", "登录名", "用户账号");

    public static readonly TableColumn Person = new("personId", "人员标识", "人员编号");

    public static readonly IReadOnlyList<TableColumn> All =
        [Group, Kind, Grid, Name, Phone, Role, From, To, MemberGroup, Username, Person];

    public static ExportedTable Table(MembershipListQuery query, Actor actor)
    {
        var scope = actor.ScopeOf(Capability.GroupManage);
        return new("memberships", MembershipRow.Subject, new LocalizedText("成员", "Memberships"), All,
            query.Grid is { } grid ? scope.Within(grid) : scope, async (tx, last, portion, chinese) =>
            {
                var rows = await MembershipPages.List(tx, query, scope, Id.TryParseExact(last, out var id) ? id : Id.None, portion);
                return new(rows.ConvertAll(row => Cells(row, chinese)), rows.Count == 0 ? null : rows[^1].Id.ToString());
            });
    }

    static string[] Cells(Membership of, bool chinese) =>
    [
        of.Group.Name, chinese ? GroupLabels.Of(of.Group.Kind).Zh : of.Group.Kind.ToCode(), of.Group.Grid,
        of.MemberGroupId is null ? of.Name : "", of.Phone ?? "", chinese ? GroupLabels.Of(of.Role).Zh : of.Role.ToCode(), Day(of.From),
        Day(of.To), of.MemberGroupId is null ? "" : of.Name, "", of.PersonId?.ToString() ?? "",
    ];
}
