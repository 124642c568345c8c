using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Boards;

/// <summary>The stored boards: each change is one event, after which no process shows an older board.</summary>
static class BoardStore
{
    /// <summary>The kind of subject of their events, whose subject is the code of the grid.</summary>
    public const string Subject = "board";

    /// <summary>The version of a grid for which no board was ever set.</summary>
    public const long FirstVersion = 1;

    public const string RemoveAction = "remove";

    /// <param name="Content">Null where the board of the grids above applies.</param>
    public sealed record Own(string Grid, BoardContent? Content, long Version);

    /// <param name="From">The grid whose board it is; null where none is set.</param>
    public sealed record Effective(string? From, BoardContent Content);

    public static async Task<Own> Find(Tx tx, string grid) =>
        await tx.QuerySingle($"{Select} WHERE b.grid_code = @Grid", Read, new { Grid = grid }) is { } row
            ? new Own(grid, row.IsRemoved ? null : row.Content, row.Version)
            : new Own(grid, Content: null, FirstVersion);

    /// <summary>The board that applies to a grid: its own, or that of the nearest grid above.</summary>
    public static async Task<Effective> FindEffective(Tx tx, string grid)
    {
        var parameters = new DynamicParameters();
        var list = InList.Of(parameters, "code", GridCode.Lengths.Where(length => length <= grid.Length).Select(length => grid[..length]));
        var rows = await tx.Query(
            $"{Select} WHERE b.grid_code IN {list} AND b.removed_at IS NULL ORDER BY length(b.grid_code) DESC LIMIT 1", Read, parameters);
        return rows is [var row] ? new Effective(row.Grid, row.Content) : new Effective(From: null, BoardContent.Default);
    }

    /// <returns>The new version; null when it was changed since it was read.</returns>
    public static async Task<long?> Save(Tx tx, Actor actor, PostKind post, Own before, BoardContent content)
    {
        var changed = await tx.Execute(Upsert, new
        {
            before.Grid, before.Version, Next = before.Version + 1, content.Published, content.Title, Sections = content.SectionCodes,
            content.Names, content.OfficePhone, content.OfficeAddress, content.NoticeZh, content.NoticeEn, content.Measure, content.Period,
        });
        return changed == 0 ? null : await Append(tx, actor, post, before, "put", content.ToPayload());
    }

    /// <summary>Lets the board of the grids above apply again.</summary>
    /// <returns>The new version; null when it was changed since it was read.</returns>
    public static async Task<long?> Remove(Tx tx, Actor actor, PostKind post, Own before) =>
        await tx.Execute(SetRemoved, new { before.Grid, before.Version, tx.Now }) == 0
            ? null
            : await Append(tx, actor, post, before, RemoveAction, payload: null);

    static async Task<long> Append(Tx tx, Actor actor, PostKind post, Own before, string action, object? payload)
    {
        await Journal.Append(tx, new JournalEntry(Subject, before.Grid, before.Grid, action, actor.Id, before.Version + 1)
        {
            Post = post,
            Payload = payload,
        });
        tx.Invalidate(CacheTopic.Boards, before.Grid);
        return before.Version + 1;
    }

    /// <summary>A stored board.</summary>
    public sealed record Row(string Grid, BoardContent Content, bool IsRemoved, long Version);

    public static Row Read(Columns c) => new(c.Text(), ReadContent(c), c.InstantOrNull() is not null, c.Long());

    /// <summary>Reads <see cref="ContentColumns"/>.</summary>
    public static BoardContent ReadContent(Columns c) => new(
        c.Flag(), c.TextOrNull(), BoardContent.ReadSections(c.Text()), c.Enum<NameStyle>(), c.TextOrNull(), c.TextOrNull(), c.TextOrNull(),
        c.TextOrNull(), c.Text(), c.Enum<RatePeriod>());

    public const string ContentColumns = """
        b.published, b.title, b.sections, b.names, b.office_phone, b.office_address, b.notice_zh, b.notice_en, b.measure, b.period
        """;

    public const string Select = $"SELECT b.grid_code, {ContentColumns}, b.removed_at, b.version FROM boards b";

    const string Upsert = """
        INSERT INTO boards (grid_code, published, title, sections, names, office_phone, office_address, notice_zh, notice_en, measure,
                            period, version)
        VALUES (@Grid, @Published, @Title, @Sections, @Names, @OfficePhone, @OfficeAddress, @NoticeZh, @NoticeEn, @Measure, @Period, @Next)
        ON CONFLICT (grid_code) DO UPDATE
           SET published = excluded.published, title = excluded.title, sections = excluded.sections, names = excluded.names,
               office_phone = excluded.office_phone, office_address = excluded.office_address, notice_zh = excluded.notice_zh,
               notice_en = excluded.notice_en, measure = excluded.measure, period = excluded.period, removed_at = NULL,
               version = excluded.version
         WHERE boards.version = @Version
        """;

    const string SetRemoved = """
        UPDATE boards
           SET removed_at = @Now, version = version + 1
         WHERE grid_code = @Grid AND version = @Version AND removed_at IS NULL
        """;
}
