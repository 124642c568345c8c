using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Groups;

/// <summary>A stored group with the name of its grid.</summary>
sealed record GroupRow
{
    /// <summary>The kind of subject of their events.</summary>
    public const string Subject = "group";

    public required Id Id { get; init; }
    public required GroupKind Kind { get; init; }
    public required string Name { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public required int GridLevel { get; init; }
    public Id? ParentId { get; init; }
    public string? Description { get; init; }
    public string? OfficePhone { get; init; }
    public Id? PlaceId { get; init; }
    public bool Public { get; init; }
    public string? ExternalNumber { get; init; }
    public required Instant CreatedAt { get; init; }
    public Instant? EndedAt { get; init; }
    public string? EndedReason { get; init; }
    public required long Version { get; init; }

    /// <summary>The group, if the caller reads all of it: by a post in its grid, or because they act for it.</summary>
    public static Task<GroupRow?> Find(Tx tx, Actor actor, Id id) =>
        tx.QuerySingle(FindWhole, Read, new { Id = id }, actor.ScopeOf(Capability.GroupRead));

    /// <summary>The group, if the caller reads at least its name, as the groups of a grid do of one another.</summary>
    public static Task<GroupRow?> FindNamed(Tx tx, Actor actor, Id id) =>
        tx.QuerySingle(FindWholeOrNamed, Read, new { Id = id }, actor.ScopeOf(Capability.GroupRead));

    /// <summary>The group, after a check of the caller's scope.</summary>
    public static async Task<GroupRow> Reread(Tx tx, Id id) => (await tx.QuerySingle(FindOne, Read, new { Id = id }))!;

    /// <summary>The answer, which for whoever acts for another group of the grid has the name alone.</summary>
    public Group ToGroup(Actor actor) =>
        Show(actor.ScopeOf(Capability.GroupRead).Covers(GridCode) || actor.RepresentationOf(Id) is not null);

    Group Show(bool whole) => new(
        Id, Kind, Name, new Group.GridRef(GridCode, GridName, GridLevel), whole ? ParentId : null, whole ? Description : null,
        whole ? OfficePhone : null, whole ? PlaceId : null, whole ? Public : null, whole ? ExternalNumber : null, CreatedAt, EndedAt,
        whole ? EndedReason : null,
        whole ? new Group.GroupLinks($"/v1/memberships?group={Id}", $"/v1/groups/{Id}/events") : null, Version);

    /// <summary>The next event of the group.</summary>
    public JournalEntry Event(Actor actor, string action, string grid) => new(Subject, Id.ToString(), grid, action, actor.Id, Version + 1)
    {
        Post = PostOf(actor, grid),
    };

    /// <summary>The post by which somebody manages the groups of a grid.</summary>
    public static PostKind? PostOf(Actor actor, string grid) => actor.PostsFor(Capability.GroupManage, grid).FirstOrDefault()?.Kind;

    public static GroupRow Read(Columns c) => new()
    {
        Id = c.Id(),
        Kind = c.Enum<GroupKind>(),
        Name = c.Text(),
        GridCode = c.Text(),
        GridName = c.Text(),
        GridLevel = c.Int(),
        ParentId = c.IdOrNull(),
        Description = c.TextOrNull(),
        OfficePhone = c.TextOrNull(),
        PlaceId = c.IdOrNull(),
        Public = c.Flag(),
        ExternalNumber = c.TextOrNull(),
        CreatedAt = c.Instant(),
        EndedAt = c.InstantOrNull(),
        EndedReason = c.TextOrNull(),
        Version = c.Long(),
    };

    public const string Select = """
        SELECT g.id, g.kind, g.name, g.grid_code, r.name AS grid_name, r.level AS grid_level, g.parent_id, g.description, g.office_phone,
               g.place_id, g.public, g.external_number, g.created_at, g.ended_at, g.ended_reason, g.version
          FROM groups g
          JOIN grids r ON r.code = g.grid_code
        """;

    /// <summary>All of the group may be read.</summary>
    public const string IsWhole = "@scope(g.grid_code, groups: g.id)";

    /// <summary>At least the name may be read.</summary>
    public const string IsWholeOrNamed = "@scope(g.grid_code, groups: g.id, published: g.created_at)";

    const string FindWhole = $"{Select} WHERE g.id = @Id AND {IsWhole}";

    const string FindWholeOrNamed = $"{Select} WHERE g.id = @Id AND {IsWholeOrNamed}";

    const string FindOne = $"{Select} WHERE g.id = @Id";
}
