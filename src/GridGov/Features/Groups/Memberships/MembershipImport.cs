using GridGov.Api;
using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.Groups.Memberships;

/// <summary>
/// Imports a file of memberships: all rows, or none if one is invalid. Each row is written by the code of the single operations, and all
/// of them are rolled back when one is refused, so that rows are also checked against one another.
/// </summary>
sealed class MembershipImport(Tx tx, Actor actor, bool createGroups)
{
    const int MaxReported = 100;

    readonly KnownMembers known = new(tx);
    readonly Dictionary<(string Grid, string Name), List<GroupRow>> groups = [];
    readonly Dictionary<(Id Group, MembershipRole Role, string Member), long> lines = [];
    int created, made, unchanged;

    /// <param name="Groups">The number of new groups.</param>
    /// <param name="Memberships">The number of new memberships.</param>
    /// <param name="Unchanged">The number of rows that were there already.</param>
    /// <param name="Rejected">The first hundred invalid rows, ordered by line; if there is one, nothing was written.</param>
    public sealed record Outcome(int Groups, int Memberships, int Unchanged, IReadOnlyList<RejectedRow> Rejected);

    /// <param name="dryRun">Whether to write nothing, so that the outcome is that of a later import.</param>
    public static async Task<Outcome> Apply(Tx tx, MembershipFile file, Actor actor, bool createGroups, bool dryRun)
    {
        var import = new MembershipImport(tx, actor, createGroups);
        var rejected = file.Rejected.ToList();
        foreach (var row in file.Rows)
        {
            if (await import.Apply(row) is { } error)
                rejected.Add(error);
        }
        if (dryRun || rejected.Count > 0)
            tx.Rollback();
        return rejected.Count > 0
            ? new Outcome(0, 0, 0, [.. rejected.OrderBy(row => row.Line).Take(MaxReported)])
            : new Outcome(import.created, import.made, import.unchanged, []);
    }

    async Task<RejectedRow?> Apply(MembershipFile.Row row)
    {
        var (group, error) = await FindGroup(row);
        if (group is null)
            return error;
        var membership = new NewMembership(group, row.Role, row.From ?? tx.Today, row.To);
        if (row.MemberGroup is { } member)
        {
            var found = await ListGroups(row.Grid, member);
            if (found is not [var only])
                return Ambiguous(row, MembershipColumns.MemberGroup, found.Count);
            membership = membership with { MemberGroupId = only.Id };
        }
        else if ((row.Person ?? row.Username as object) is not null)
        {
            var (id, name, refusal) = await NewMembership.FindPerson(tx, actor, row.Person, row.Username);
            if (refusal is not null)
                return Rejected(row, refusal);
            // A wrong number in the file would let somebody else act for the group.
            if (name != row.Name)
                return row.Cells.Reject(MembershipColumns.Name, "other_person", new("与该账号的姓名不同。", "The account has another name."));
            membership = membership with { PersonId = id };
        }
        else
        {
            membership = membership with { Secret = MemberSecret.Of(row.Name!, row.Phone) };
        }
        var key = membership.MemberGroupId?.ToString() ?? membership.PersonId?.ToString() ?? $"{row.Name} {row.Phone}";
        if (!lines.TryAdd((group.Id, row.Role, key), row.Cells.Line))
        {
            var line = lines[(group.Id, row.Role, key)];
            return row.Cells.Reject(MembershipColumns.Name, "duplicate_row", new(
                $"第 {line} 行已有该成员的同一角色。", $"Line {line} has this member in this role already."));
        }
        if (await membership.FindOther(tx, known) is { } day && (row.From is null || day == row.From))
        {
            unchanged++;
            return null;
        }
        if (await membership.Make(tx, actor, known) is (_, { } refused))
            return Rejected(row, refused);
        made++;
        return null;
    }

    async Task<(GroupRow? Group, RejectedRow? Error)> FindGroup(MembershipFile.Row row)
    {
        var found = (await ListGroups(row.Grid, row.Group)).FindAll(each => row.Kind is null || each.Kind == row.Kind);
        if (found is [var only])
            return (only, null);
        if (found.Count > 1 || !createGroups)
            return (null, Ambiguous(row, MembershipColumns.Group, found.Count));
        if (row.Kind is not { } kind)
        {
            return (null, row.Cells.Reject(MembershipColumns.Kind, "required", new(
                "没有该组织；新建须填写类型。", "There is no such group; to create it, its kind is needed.")));
        }
        var content = new GroupContent(kind, row.Group, row.Grid);
        if (await GroupStore.Check(tx, actor, content) is { } refusal)
            return (null, Rejected(row, refusal));
        var group = await GroupRow.Reread(tx, await GroupStore.Create(tx, actor, content));
        groups[(row.Grid, row.Group)].Add(group);
        created++;
        return (group, null);
    }

    /// <summary>The groups of a grid with a name that the caller manages.</summary>
    async Task<List<GroupRow>> ListGroups(string grid, string name)
    {
        if (!groups.TryGetValue((grid, name), out var found))
        {
            groups[(grid, name)] = found = await tx.Query(
                FindByName, GroupRow.Read, new { Grid = grid, Name = name }, actor.ScopeOf(Capability.GroupManage));
        }
        return found;
    }

    static RejectedRow Ambiguous(MembershipFile.Row row, TableColumn column, int found) => found == 0
        ? row.Cells.Reject(column, "unknown-group", new("在该网格没有该组织。", "There is no such group in the grid."))
        : row.Cells.Reject(column, "ambiguous_group", new(
            "该网格有多个同名组织，请填写类型。", "The grid has several groups with this name; say the kind."));

    /// <summary>The refusal of the single operation, as that of a row.</summary>
    static RejectedRow Rejected(MembershipFile.Row row, Refusal refusal) => row.Cells.Reject(
        refusal.Pointer switch
        {
            "/grid" => MembershipColumns.Grid,
            "/role" => MembershipColumns.Role,
            "/personId" => row.Person is null ? MembershipColumns.Username : MembershipColumns.Person,
            "/memberGroupId" => MembershipColumns.MemberGroup,
            "/person/name" => MembershipColumns.Name,
            _ => MembershipColumns.Group,
        }, refusal.Code, refusal.Detail);

    const string FindByName = $"""
        {GroupRow.Select}
         WHERE g.grid_code = @Grid AND g.name = @Name AND g.ended_at IS NULL AND @scope(g.grid_code)
         ORDER BY g.id
         LIMIT 10
        """;
}
