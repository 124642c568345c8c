using Dapper;
using GridGov.Api.Export;
using GridGov.Domain;
using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text;
using GridGov.Text.Tables;
using static GridGov.Api.Export.ExportCells;

namespace GridGov.Features.Groups;

/// <summary>The columns in which groups are exported.</summary>
static class GroupColumns
{
    static readonly IReadOnlyList<TableColumn> All =
    [
        new("id", "组织标识"), new("externalNumber", "外部编号"), new("kind", "类型"), new("name", "名称"), new("grid", "网格代码"),
        new("gridName", "网格"), new("parent", "上级组织"), new("members", "成员数"), new("description", "简介"),
        new("officePhone", "办公电话"), new("place", "活动场所"), new("public", "公开"), new("endedOn", "终止日期"),
    ];

    public static ExportedTable Table(GroupListQuery query, Actor actor)
    {
        var scope = actor.ScopeOf(Capability.GroupManage);
        return new("groups", GroupRow.Subject, new LocalizedText("组织", "Groups"), All,
            query.Grid is { } grid ? scope.Within(grid) : scope, async (tx, last, portion, chinese) =>
        {
            var parameters = new DynamicParameters();
            // The number of members is that of today, as a filter by a person is.
            parameters.Add("day", tx.Today);
            var where = query.Where(parameters, tx.Today);
            parameters.Add("after", Id.TryParseExact(last, out var id) ? id : Id.None);
            parameters.Add("rows", portion);
            var rows = await tx.Query(
                $"{Select} WHERE {where} AND g.id > @after ORDER BY g.id LIMIT @rows", c => Cells(tx, c, chinese), parameters, scope);
            return new(rows, rows.Count == 0 ? null : rows[^1][0]);
        });
    }

    static string[] Cells(Tx tx, Data.Statements.Columns c, bool chinese)
    {
        var (id, number, kind) = (c.Id(), c.TextOrNull() ?? "", c.Enum<GroupKind>());
        return
        [
            id.ToString(), number, chinese ? GroupLabels.Of(kind).Zh : kind.ToCode(), c.Text(), c.Text(), c.Text(), c.TextOrNull() ?? "",
            Number(c.Long()), c.TextOrNull() ?? "", c.TextOrNull() ?? "", c.TextOrNull() ?? "",
            FlagOf(c.Flag(), chinese),
            Day(c.InstantOrNull() is { } ended ? tx.DayOf(ended) : null),
        ];
    }

    static string FlagOf(bool flag, bool chinese) => chinese ? Labels.Of(flag).Zh : flag ? "true" : "false";

    const string Select = $"""
        SELECT g.id, g.external_number, g.kind, g.name, g.grid_code, r.name AS grid_name, u.name AS parent_name,
               (SELECT count(*) FROM memberships m WHERE m.group_id = g.id AND {MembershipRow.IsOnDay}) AS members,
               g.description, g.office_phone, l.name AS place_name, g.public, g.ended_at
          FROM groups g
          JOIN grids r ON r.code = g.grid_code
          LEFT JOIN groups u ON u.id = g.parent_id
          LEFT JOIN places l ON l.id = g.place_id
        """;
}
