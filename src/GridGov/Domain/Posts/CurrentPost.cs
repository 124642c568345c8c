using GridGov.Security;

namespace GridGov.Domain.Posts;

/// <summary>A post that a person named in a request holds today.</summary>
sealed record CurrentPost
{
    public required Id PersonId { get; init; }
    public required string Name { get; init; }
    public required PostKind Post { get; init; }
    public string? Role { get; init; }
    public required string GridCode { get; init; }

    public static async Task<List<CurrentPost>> ListFor(Tx tx, Id person, string grid) =>
        (await tx.Query<CurrentPost>(FindPosts, new { PersonId = person, tx.Today }))
            .FindAll(post => GridGov.Data.GridCode.Covers(post.GridCode, grid));

    /// <summary>The post with which a person may handle a ticket; of several that of the ticket's role. Null without any.</summary>
    public static async Task<CurrentPost?> FindHandler(Tx tx, Id person, string grid, string role) =>
        BestFor(await ListHandling(tx, person), grid, role);

    /// <summary>The posts with which a person may handle tickets somewhere.</summary>
    public static async Task<List<CurrentPost>> ListHandling(Tx tx, Id person) =>
        (await tx.Query<CurrentPost>(FindPosts, new { PersonId = person, tx.Today }))
            .FindAll(post => post.Post is PostKind.ServiceOfficer or PostKind.Instructor or PostKind.DepartmentHandler);

    /// <returns>The post for a ticket, of several that of its role; null without any.</returns>
    public static CurrentPost? BestFor(IEnumerable<CurrentPost> posts, string grid, string role) => posts
        .Where(post => GridGov.Data.GridCode.Covers(post.GridCode, grid))
        .OrderByDescending(post => post.Role == role)
        .ThenByDescending(post => post.GridCode.Length)
        .FirstOrDefault();

    /// <summary>The holder of a service role for a grid: its officer, or else the nearest instructor above.</summary>
    public static Task<CurrentPost?> FindHolder(Tx tx, string role, string grid) => tx.QuerySingle<CurrentPost>(FindInRole, new
    {
        Role = role,
        tx.Today,
        Grid = grid,
        Community = GridGov.Data.GridCode.Ancestor(grid, 2),
        Street = GridGov.Data.GridCode.Ancestor(grid, 1),
    });

    const string FindInRole = """
        SELECT a.person_id, p.name, a.post, a.role, a.grid_code
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.role = @Role AND a.post IN ('service_officer', 'instructor')
           AND a.grid_code IN (@Grid, @Community, @Street)
           AND a.status IN ('effective', 'suspended') AND a.from_day <= @Today AND (a.to_day IS NULL OR a.to_day > @Today)
           AND p.disabled_at IS NULL
         ORDER BY length(a.grid_code) DESC, a.post DESC, a.id
         LIMIT 1
        """;

    const string FindPosts = """
        SELECT a.person_id, p.name, a.post, a.role, a.grid_code
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.person_id = @PersonId
           AND a.status IN ('effective', 'suspended') AND a.from_day <= @Today AND (a.to_day IS NULL OR a.to_day > @Today)
           AND p.disabled_at IS NULL
         ORDER BY a.id
        """;
}
