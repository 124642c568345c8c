using GridGov.Text.Tables;

namespace GridGov.Features.Appointments;

/// <summary>The columns in which rosters are exported and appointments imported.</summary>
static class RosterColumns
{
    public static readonly TableColumn Grid = new("grid", "网格代码", "网格编码", "代码", "编码", "gridCode", "code") { IsRequired = true };

    /// <summary>For people who read the file; imports leave it out, because the code says which grid it is.</summary>
    public static readonly TableColumn GridName = new("gridName", "网格", "网格名称", "所属网格");

    public static readonly TableColumn Post = new("post", "岗位", "职务", "岗位名称") { IsRequired = true };

    public static readonly TableColumn Role = new("role", "服务角色", "角色", "服务岗位");

    public static readonly TableColumn Responsibility = new("responsibility", "责任", "责任类型", "责任人类型");

    public static readonly TableColumn Name = new("name", "姓名", "人员姓名") { IsRequired = true };

    public static readonly TableColumn Username = new("username", "用户名", "账号", "登录名", "用户账号");

    public static readonly TableColumn Phone = new("phone", "电话", "联系电话", "电话号码", "手机", "手机号", "手机号码", "联系方式", "mobile");

    public static readonly TableColumn From = new("from", "任职首日", "任职日期", "任职时间", "起始日期", "开始日期", "上岗日期");

    public static readonly TableColumn To = new("to", "离任日", "离任日期", "结束日期", "终止日期");

    public static readonly TableColumn Person = new("personId", "人员标识", "人员编号");

    public static readonly IReadOnlyList<TableColumn> All =
        [Grid, GridName, Post, Role, Responsibility, Name, Username, Phone, From, To, Person];
}
