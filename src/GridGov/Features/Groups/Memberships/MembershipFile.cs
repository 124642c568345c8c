using GridGov.Domain;
using GridGov.Domain.Groups;
using GridGov.Text;
using GridGov.Text.Tables;

namespace GridGov.Features.Groups.Memberships;

/// <summary>A file of memberships, one a row.</summary>
/// <param name="Rows">The rows whose cells are valid.</param>
sealed record MembershipFile(IReadOnlyList<MembershipFile.Row> Rows, IReadOnlyList<RejectedRow> Rejected, ReadFile Source)
{
    /// <summary>The members of a large street; the import is one transaction, for which other writers wait.</summary>
    const int MaxRows = 2_000;

    const int MaxName = 100;

    /// <summary>The names of all kinds and roles, by which a cell may call them.</summary>
    static readonly Dictionary<string, GroupKind> Kinds = TableCells.Names(
        GroupLabels.Of, ("网格党小组", GroupKind.PartyGroup), ("志愿服务队", GroupKind.VolunteerTeam), ("大党委", GroupKind.Committee),
        ("人大代表联络站", GroupKind.DeputyStation));

    static readonly Dictionary<string, MembershipRole> Roles = TableCells.Names(
        GroupLabels.Of, ("组长", MembershipRole.Leader), ("队长", MembershipRole.Leader), ("党员", MembershipRole.Registered),
        (Labels.Of(TicketSource.Deputy).Zh, MembershipRole.Deputy), ("队员", MembershipRole.Member), ("成员单位", MembershipRole.Member));

    /// <summary>A row with its values.</summary>
    /// <param name="Kind">The group's; null where the cell is empty.</param>
    /// <param name="Name">Of a person; null where the member is a group.</param>
    public sealed record Row(
        Table.Row Cells, string Group, GroupKind? Kind, string Grid, string? Name, string? Phone, MembershipRole Role, DateOnly? From,
        DateOnly? To, string? MemberGroup, string? Username, Id? Person);

    /// <param name="grid">The grid of rows without one.</param>
    public static MembershipFile Read(byte[] bytes, string? grid)
    {
        var table = Table.Of(TableFile.Read(bytes), MembershipColumns.All);
        var (rows, rejected) = Reader.ReadAll(table, MaxRows, cells => new Reader(cells, grid));
        return new MembershipFile(rows, rejected, table.Source);
    }

    sealed class Reader(Table.Row cells, string? defaultGrid) : RowReader<Row>(cells)
    {
        protected override Row Read()
        {
            var group = ReadText(MembershipColumns.Group, MaxName);
            if (group is null)
                Reject(MembershipColumns.Group, "required", "组织为空。", "The group is empty.");
            var (name, memberGroup) = (ReadName(), ReadText(MembershipColumns.MemberGroup, MaxName));
            if (name is null == memberGroup is null)
                Reject(MembershipColumns.Name, "required", "须填写姓名或成员组织，且只填其一。",
                    "Either a name or a member group is needed, and not both.");
            var (from, to) = (ReadDay(MembershipColumns.From), ReadDay(MembershipColumns.To));
            if (to <= from)
                Reject(MembershipColumns.To, "out_of_range", "须晚于加入日期。", "It must lie after the first day.");
            var person = ReadId(MembershipColumns.Person, "不是人员标识。", "It is not a person's id.");
            var username = TableCells.Code(Cells[MembershipColumns.Username]);
            return new Row(
                Cells, group ?? "", ReadKind(), ReadGrid(), name, ReadPhone(MembershipColumns.Phone), ReadRole(), from, to, memberGroup,
                username.Length == 0 ? null : username, person);
        }

        string? ReadName() => TableCells.TryReadName(Cells[MembershipColumns.Name], out var name) && !TextRules.IsBlank(name)
            && TextRules.Length(name) <= MaxName ? name : ReadText(MembershipColumns.Name, MaxName);

        GroupKind? ReadKind()
        {
            var word = TableCells.Word(Cells[MembershipColumns.Kind]);
            if (word.Length == 0)
                return null;
            if (Kinds.TryGetValue(word, out var kind))
                return kind;
            Reject(MembershipColumns.Kind, "unknown_code",
                $"没有该类型；类型有{string.Join('、', Enum.GetValues<GroupKind>().Select(each => GroupLabels.Of(each).Zh))}。",
                $"There is no such kind; kinds are {string.Join(", ", Codes<GroupKind>.All)}.");
            return null;
        }

        MembershipRole ReadRole()
        {
            if (!Roles.TryGetValue(TableCells.Word(Cells[MembershipColumns.Role]), out var role))
            {
                Reject(MembershipColumns.Role, "unknown_code",
                    $"没有该角色；角色有{string.Join('、', Enum.GetValues<MembershipRole>().Select(each => GroupLabels.Of(each).Zh))}。",
                    $"There is no such role; roles are {string.Join(", ", Codes<MembershipRole>.All)}.");
            }
            return role;
        }

        string ReadGrid()
        {
            var cell = Cells[MembershipColumns.Grid];
            var grid = cell.Length == 0 ? defaultGrid : GridCode.WithoutPadding(TableCells.Code(cell));
            if (grid is null)
                Reject(MembershipColumns.Grid, "required", "须填写网格代码，或在请求中指定网格。", "A grid is needed, here or in the query.");
            else if (!GridCode.IsCode(grid))
                Reject(MembershipColumns.Grid, "invalid_code", "不是 9、12 或 15 位数字的编码。", "It is no code of 9, 12 or 15 digits.");
            return grid ?? "";
        }
    }
}
