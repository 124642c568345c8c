using System.Globalization;
using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Security;

namespace GridGov.Features.Grids;

sealed record GridRow
{
    public required string Code { get; init; }
    public required string Name { get; init; }
    public required int Level { get; init; }
    public string? ParentCode { get; init; }
    public required Instant CreatedAt { get; init; }
    public Instant? RetiredAt { get; init; }
    public string? RetiredReason { get; init; }
    public string? Successors { get; init; }
    public required long Version { get; init; }

    public static Task<GridRow?> Find(Tx tx, Actor actor, string code) =>
        tx.QuerySingle<GridRow>(FindInScope, new { Code = code }, actor.ScopeOf(Capability.GridRead));

    /// <summary>Checks the caller's scope first, then the version, then whether the grid is retired.</summary>
    public ProblemHttpResult? Check(Actor actor, IfMatch version)
    {
        if (!actor.ScopeOf(Capability.GridManage).Covers(Code))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.GridManage));
        if (Version != version.Version)
            return Problems.StaleVersion(Version);
        return RetiredAt is null ? null : Problems.Of("grid-already-retired", Code);
    }

    public async Task<Grid> ToGrid(Tx tx) => (await ToGrids(tx, [this]))[0];

    public static async Task<List<Grid>> ToGrids(Tx tx, List<GridRow> rows)
    {
        var above = rows.SelectMany(row => AncestorsOf(row.Code)).Distinct(StringComparer.Ordinal).ToList();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (above.Count > 0)
        {
            var parameters = new DynamicParameters();
            // Not limited to the caller's scope, because the ancestors are part of a grid's address.
            foreach (var ancestor in await tx.Query<Grid.Ancestor>(
                $"SELECT code, name FROM grids WHERE code IN {InList.Of(parameters, "code", above)}", parameters))
                names[ancestor.Code] = ancestor.Name;
        }
        return rows.ConvertAll(row => new Grid(
            row.Code, row.Name, row.Level, row.ParentCode,
            [.. AncestorsOf(row.Code).Where(names.ContainsKey).Select(code => new Grid.Ancestor(code, names[code]))],
            row.CreatedAt, row.RetiredAt, row.RetiredReason, row.Successors?.Split(' ') ?? [], row.Version));
    }

    static IEnumerable<string> AncestorsOf(string code) =>
        GridCode.Lengths.Where(length => length < code.Length).Select(length => code[..length]);

    /// <summary>
    /// Only communities and unit grids are re-divided; streets and what is above them are national divisions. Because posts follow and
    /// siblings are made, it takes the management of people and of the parent.
    /// </summary>
    public ProblemHttpResult? CheckDivisible(Actor actor) =>
        Level is not (2 or 3) ? Problems.Of("grid-not-divisible", Code)
        : new[] { Capability.GridManage, Capability.PersonManage }
            .Where(needed => !actor.ScopeOf(needed).Covers(ParentCode!))
            .Select(needed => Problems.Of("post-not-allowed", CapabilityLabels.Of(needed)))
            .FirstOrDefault();

    /// <summary>Those in use.</summary>
    public static Task<List<GridRow>> ListChildren(Tx tx, string parent) => tx.Query<GridRow>(FindChildren, new { Parent = parent });

    public static Task<string?> NameOf(Tx tx, string code) =>
        tx.QuerySingle<string>("SELECT name FROM grids WHERE code = @Code", new { Code = code });

    /// <summary>Returns the code after the highest used code below the parent or, if that is the last, the lowest unused code.</summary>
    /// <returns>Null if all codes are used.</returns>
    public static async Task<string?> NextFree(Tx tx, string parent)
    {
        var digits = GridCode.Lengths[Array.IndexOf(GridCode.Lengths, parent.Length) + 1] - parent.Length;
        var last = digits == 2 ? 99 : 999;
        var used = (await tx.Query<string>(UsedBelow, new { Parent = parent }))
            .Select(code => int.Parse(code.AsSpan(parent.Length), CultureInfo.InvariantCulture)).ToHashSet();
        var next = used.Count == 0 ? 1 : used.Max() + 1;
        if (next > last)
            next = Enumerable.Range(1, last).FirstOrDefault(number => !used.Contains(number));
        return next == 0 ? null : parent + next.ToString($"D{digits}", CultureInfo.InvariantCulture);
    }

    /// <returns>Whether the code was free; of two simultaneous requests for one code the second finds it taken.</returns>
    public static async Task<bool> Insert(Tx tx, string code, string name, string? parent) => await tx.Execute(InsertIfFree, new
    {
        Code = code, Name = name, Level = GridCode.Level(code), ParentCode = parent, CreatedAt = tx.Now,
    }) > 0;

    /// <returns>Whether the row still had the version that was read.</returns>
    public static async Task<bool> Retire(Tx tx, GridRow row, string reason, IReadOnlyList<string> successors) =>
        await tx.Execute(SetRetired, new
        {
            row.Code, RetiredAt = tx.Now, RetiredReason = reason, Successors = Joined(successors), row.Version,
        }) > 0;

    public static string? Joined(IReadOnlyList<string> successors) => successors.Count == 0 ? null : string.Join(' ', successors);

    const string FindChildren = """
        SELECT code, name, level, parent_code, created_at, retired_at, retired_reason, successors, version
          FROM grids
         WHERE parent_code = @Parent AND retired_at IS NULL
         ORDER BY code
         LIMIT 1000
        """;

    const string UsedBelow = "SELECT code FROM grids WHERE parent_code = @Parent ORDER BY code LIMIT 1000";

    const string InsertIfFree = """
        INSERT INTO grids (code, name, level, parent_code, created_at, version)
        VALUES (@Code, @Name, @Level, @ParentCode, @CreatedAt, 1)
        ON CONFLICT (code) DO NOTHING
        """;

    const string SetRetired = """
        UPDATE grids
           SET retired_at = @RetiredAt, retired_reason = @RetiredReason, successors = @Successors, version = version + 1
         WHERE code = @Code AND version = @Version
        """;

    public const string Select =
        "SELECT code, name, level, parent_code, created_at, retired_at, retired_reason, successors, version FROM grids";

    const string FindInScope = Select + " WHERE code = @Code AND @scope(code)";
}
