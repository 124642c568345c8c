using System.Text.RegularExpressions;
using GridGov.Domain;
using GridGov.Security;
using GridGov.Text;
using GridGov.Text.Tables;

namespace GridGov.Features.Appointments;

/// <summary>A file of people with their posts, one post a row.</summary>
/// <param name="Rows">The rows whose cells are valid.</param>
sealed partial record AppointmentFile(IReadOnlyList<AppointmentFile.Row> Rows, IReadOnlyList<RejectedRow> Rejected, ReadFile Source)
{
    const int MaxName = 100;

    /// <summary>The posts of a large street; the import is one transaction, for which other writers wait.</summary>
    const int MaxRows = 2_000;

    /// <summary>The names of all posts and responsibilities, by which a cell may call them.</summary>
    static readonly Dictionary<string, PostKind> Posts = TableCells.Names(
        Labels.Of, ("十大服务员", PostKind.ServiceOfficer), ("十大指导员", PostKind.Instructor), ("督导员", PostKind.Supervisor));

    static readonly Dictionary<string, Responsibility> Responsibilities = TableCells.Names(
        Labels.Of, ("第一", Responsibility.First), ("直接", Responsibility.Direct));

    /// <summary>A row with its values.</summary>
    /// <param name="Role">As the cell calls it; null for a post without a service role.</param>
    /// <param name="Person">The id of a person who was exported.</param>
    public sealed record Row(
        Table.Row Cells, string Grid, PostKind Post, string? Role, Responsibility? Responsibility, string Name, string? Username,
        string? Phone, DateOnly? From, DateOnly? To, Id? Person);

    public static AppointmentFile Read(byte[] bytes)
    {
        var table = Table.Of(TableFile.Read(bytes), RosterColumns.All);
        var (rows, rejected) = Reader.ReadAll(table, MaxRows, cells => new Reader(cells));
        return new AppointmentFile(rows, rejected, table.Source);
    }

    sealed class Reader(Table.Row cells) : RowReader<Row>(cells)
    {
        protected override Row? Read()
        {
            var grid = GridCode.WithoutPadding(TableCells.Code(Cells[RosterColumns.Grid]));
            if (grid != GridCode.Everywhere && !GridCode.IsCode(grid))
                Reject(RosterColumns.Grid, "invalid_code", "不是 4、6、9、12 或 15 位数字的编码。", "It is no code of 4, 6, 9, 12 or 15 digits.");
            if (!Posts.TryGetValue(TableCells.Word(Cells[RosterColumns.Post]), out var post))
            {
                Reject(RosterColumns.Post, "unknown_code", $"没有该岗位；岗位有{AllOf(Enum.GetValues<PostKind>().Select(Labels.Of))}。",
                    $"There is no such post; posts are {string.Join(", ", Codes<PostKind>.All)}.");
                return null;
            }
            if (PostRules.HasRole(post) != Cells[RosterColumns.Role].Length > 0)
                Reject(RosterColumns.Role, PostRules.HasRole(post) ? "required" : "not_for_post",
                    PostRules.HasRole(post) ? "该岗位须有服务角色。" : "该岗位没有服务角色。",
                    PostRules.HasRole(post) ? "This post needs a service role." : "This post has no service role.");
            var responsibility = ReadResponsibility(post);
            var name = ReadName();
            var username = ReadUsername();
            var phone = ReadPhone(RosterColumns.Phone);
            var (from, to) = (ReadDay(RosterColumns.From), ReadDay(RosterColumns.To));
            if (to <= from)
                Reject(RosterColumns.To, "out_of_range", "须晚于任职首日。", "It must lie after the first day in the post.");
            var person = ReadId(RosterColumns.Person, "不是人员标识。", "It is not a person's id.");
            if (person is null && Cells[RosterColumns.Username].Length == 0 && Cells[RosterColumns.Phone].Length == 0)
                Reject(RosterColumns.Username, "required", "须填写用户名或电话，以便识别此人。",
                    "A username or a telephone number is needed, to know the person by.");
            var role = PostRules.HasRole(post) ? Cells[RosterColumns.Role] : null;
            return new Row(Cells, grid, post, role, responsibility, name, username, phone, from, to, person);
        }

        Responsibility? ReadResponsibility(PostKind post)
        {
            var cell = Cells[RosterColumns.Responsibility];
            if (post is not PostKind.GridHead)
            {
                if (cell.Length > 0)
                    Reject(RosterColumns.Responsibility, "not_for_post", "只有网格长分第一、直接责任人。", "Only grid heads have a responsibility.");
                return null;
            }
            if (Responsibilities.TryGetValue(TableCells.Word(cell), out var known))
                return known;
            Reject(RosterColumns.Responsibility, cell.Length == 0 ? "required" : "unknown_code",
                $"网格长的责任为{AllOf(Enum.GetValues<Responsibility>().Select(Labels.Of))}之一。",
                "A grid head's responsibility is first or direct.");
            return null;
        }

        string ReadName()
        {
            var isName = TableCells.TryReadName(Cells[RosterColumns.Name], out var text);
            if (!isName)
                Reject(RosterColumns.Name, "invalid_value", "姓名含有控制字符或替换字符。", "The name has control or replacement characters.");
            else if (TextRules.IsBlank(text))
                Reject(RosterColumns.Name, "required", "姓名为空。", "The name is empty.");
            else if (TextRules.Length(text) > MaxName)
                Reject(RosterColumns.Name, "too_long", $"姓名超过 {MaxName} 个字符。", $"The name is longer than {MaxName} characters.");
            return text;
        }

        string? ReadUsername()
        {
            var text = TableCells.Code(Cells[RosterColumns.Username]);
            if (text.Length == 0 && Cells[RosterColumns.Username].Length == 0)
                return null;
            if (text.Length is < Username.MinLength or > Username.MaxLength || !UsernameForm().IsMatch(text))
                Reject(RosterColumns.Username, "wrong_format", "用户名为 3 至 64 个字母、数字、点、连字符或下划线，以字母或数字开头。",
                    "A username has 3 to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or digit.");
            return text;
        }
    }

    static string AllOf(IEnumerable<LocalizedText> labels) => string.Join('、', labels.Select(label => label.Zh));

    [GeneratedRegex(Username.Pattern, RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsernameForm();
}
