using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Domain.Posts;

/// <summary>What is given to a person to do on a ticket.</summary>
public enum GivenWork
{
    /// <summary>派遣: to handle it.</summary>
    Dispatch,
    /// <summary>召集: to take part in its joint action.</summary>
    Summon,
    /// <summary>核实: to verify the report.</summary>
    Verify,
}

/// <summary>A post held today, by which a person can be given work. The acts and the list of handlers decide by it.</summary>
sealed record CurrentPost
{
    public required Id PersonId { get; init; }
    public required string Name { get; init; }
    public required PostKind Post { get; init; }
    public string? Role { get; init; }
    public required string GridCode { get; init; }

    /// <summary>The kinds of posts that can be given such work.</summary>
    public static IReadOnlyList<PostKind> KindsFor(GivenWork work) => [.. Enum.GetValues<PostKind>().Where(kind => work switch
    {
        // Workers take only their own handling again, after a failed check.
        GivenWork.Dispatch => PostRights.Of(kind).Contains(Capability.TicketReturn),
        GivenWork.Summon => PostRights.Of(kind).Contains(Capability.TicketJoin),
        GivenWork.Verify => PostRights.Of(kind).Contains(Capability.TicketReportBack),
    })];

    /// <summary>The posts by which a person can be given such work in a grid.</summary>
    public static async Task<List<CurrentPost>> ListFor(Tx tx, Id person, string grid, GivenWork work) =>
        (await ListAnywhere(tx, person, work)).FindAll(post => GridGov.Data.GridCode.Covers(post.GridCode, grid));

    /// <summary>The work on a ticket that its verifier or an awaited participant could not do in another grid; null when they could.</summary>
    public static async Task<GivenWork?> FindWorkOutside(Tx tx, TicketForUpdate ticket, string grid)
    {
        if (ticket.Row is { Status: TicketStatus.Verifying, VerifierId: { } verifier } && !await May(verifier, GivenWork.Verify))
            return GivenWork.Verify;
        foreach (var participant in ticket.Related.JointAction?.Participants.Where(participant => !participant.Finished) ?? [])
        {
            if (!await May(participant.PersonId, GivenWork.Summon))
                return GivenWork.Summon;
        }
        return null;

        async Task<bool> May(Id person, GivenWork work) => (await ListFor(tx, person, grid, work)).Count > 0;
    }

    /// <summary>Whether a person holds a post of the kind that covers a grid.</summary>
    public static async Task<bool> IsHeldBy(Tx tx, Id person, PostKind? kind, string grid) =>
        (await tx.Query<CurrentPost>(FindPosts, new { PersonId = person, tx.Today }))
            .Exists(post => post.Post == kind && GridGov.Data.GridCode.Covers(post.GridCode, grid));

    /// <summary>The post with which a person may handle a ticket; of several that of the ticket's role. Null without any.</summary>
    public static async Task<CurrentPost?> FindHandler(Tx tx, Id person, string grid, string role) =>
        BestFor(await ListHandling(tx, person), grid, role);

    /// <summary>The posts with which a person may handle tickets somewhere.</summary>
    public static Task<List<CurrentPost>> ListHandling(Tx tx, Id person) => ListAnywhere(tx, person, GivenWork.Dispatch);

    static async Task<List<CurrentPost>> ListAnywhere(Tx tx, Id person, GivenWork work)
    {
        var kinds = KindsFor(work);
        return (await tx.Query<CurrentPost>(FindPosts, new { PersonId = person, tx.Today })).FindAll(post => kinds.Contains(post.Post));
    }

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

    /// <summary>Whether the appointment a of person p is held today.</summary>
    public const string IsHeld = """
        a.status IN ('effective', 'suspended') AND a.from_day <= @Today AND (a.to_day IS NULL OR a.to_day > @Today)
           AND p.disabled_at IS NULL
        """;

    const string FindInRole = $"""
        SELECT a.person_id, p.name, a.post, a.role, a.grid_code
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.role = @Role AND a.post IN ('service_officer', 'instructor')
           AND a.grid_code IN (@Grid, @Community, @Street)
           AND {IsHeld}
         ORDER BY length(a.grid_code) DESC, a.post DESC, a.id
         LIMIT 1
        """;

    const string FindPosts = $"""
        SELECT a.person_id, p.name, a.post, a.role, a.grid_code
          FROM appointments a
          JOIN people p ON p.id = a.person_id
         WHERE a.person_id = @PersonId
           AND {IsHeld}
         ORDER BY a.id
        """;
}
