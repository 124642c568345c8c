using GridGov.Data.Statements;
using GridGov.Domain.Groups;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Domain.Needs;

/// <summary>The row of a need with the names that are shown with it.</summary>
sealed record NeedRow
{
    public required Id Id { get; init; }
    public required NeedKind Kind { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required string GridCode { get; init; }
    public required string GridName { get; init; }
    public Id? PlaceId { get; init; }
    public string? PlaceName { get; init; }
    public PlaceKind? PlaceKind { get; init; }
    public bool PlaceIsPublic { get; init; }
    public Id? GroupId { get; init; }
    public string? GroupName { get; init; }
    public GroupKind? GroupKind { get; init; }

    /// <summary>Encrypted: see <see cref="NeedContact"/>.</summary>
    public string? Contact { get; init; }
    public required string Salt { get; init; }
    public required bool Hidden { get; init; }
    public required NeedStatus Status { get; init; }
    public NeedClosing? Closing { get; init; }
    public string? Reason { get; init; }
    public required bool Continuing { get; init; }
    public NeedCycle? Cycle { get; init; }
    public required int Slots { get; init; }
    public DateOnly? FromDay { get; init; }
    public DateOnly? ToDay { get; init; }
    public required DateOnly ClaimBy { get; init; }
    public Instant? AlertedAt { get; init; }
    public Id? TicketId { get; init; }
    public required Id SubmittedBy { get; init; }
    public required string SubmittedByName { get; init; }
    public required Instant SubmittedAt { get; init; }
    public Instant? PublishedAt { get; init; }
    public Instant? ClosedAt { get; init; }
    public required long Version { get; init; }

    /// <summary>Claims that go on, and confirmed ones.</summary>
    public required ClaimCounts Claims { get; init; }

    /// <summary>
    /// The condition on needs n that a caller may read: those in the grids of the caller's posts, those of the caller's groups, and those
    /// published in the grids of these.
    /// </summary>
    public const string InScope = "@scope(n.grid_code, groups: n.group_id, published: n.published_at)";

    public static Task<NeedRow?> Find(Tx tx, Actor actor, Id id) => tx.QuerySingle(
        $"{Select} WHERE n.id = @Id AND {InScope}", Read, new { Id = id }, actor.ScopeOf(Capability.NeedRead));

    /// <summary>The need, whoever asks.</summary>
    public static async Task<NeedRow> Load(Tx tx, Id id) => (await tx.QuerySingle(Select + " WHERE n.id = @Id", Read, new { Id = id }))!;

    /// <summary>Whether the person acts for the group whose need it is.</summary>
    public bool IsOfGroupOf(Actor actor) => GroupId is { } group && actor.RepresentationOf(group) is not null;

    /// <summary>Whether the caller submitted it or acts for its group.</summary>
    public bool IsOf(Actor actor) => SubmittedBy == actor.Id || IsOfGroupOf(actor);

    /// <summary>Whether the caller publishes in its grid.</summary>
    public bool IsPublishedBy(Actor actor) => actor.PostsFor(Capability.NeedPublish, GridCode).Any();

    /// <summary>Whether the caller reads it by a post or as its own, and not only because it is published.</summary>
    public bool IsInside(Actor actor) => IsOf(actor) || actor.PostsFor(Capability.NeedRead, GridCode).Any();

    /// <summary>The hash, for its events, of what stands in none of them.</summary>
    public string WordsHash() => NeedWords.HashOf(Salt, Title, Description, PlaceId?.ToString(), TicketId?.ToString(), Reason);

    public static NeedRow Read(Columns c) => new()
    {
        Id = c.Id(), Kind = c.Enum<NeedKind>(), Title = c.Text(), Description = c.TextOrNull(), GridCode = c.Text(), GridName = c.Text(),
        PlaceId = c.IdOrNull(), PlaceName = c.TextOrNull(), PlaceKind = c.EnumOrNull<PlaceKind>(), PlaceIsPublic = c.FlagOrNull() is true,
        GroupId = c.IdOrNull(),
        GroupName = c.TextOrNull(), GroupKind = c.EnumOrNull<GroupKind>(), Contact = c.TextOrNull(), Salt = c.Text(), Hidden = c.Flag(),
        Status = c.Enum<NeedStatus>(), Closing = c.EnumOrNull<NeedClosing>(), Reason = c.TextOrNull(), Continuing = c.Flag(),
        Cycle = c.EnumOrNull<NeedCycle>(), Slots = c.Int(), FromDay = c.DayOrNull(), ToDay = c.DayOrNull(), ClaimBy = c.Day(),
        AlertedAt = c.InstantOrNull(), TicketId = c.IdOrNull(), SubmittedBy = c.Id(), SubmittedByName = c.Text(),
        SubmittedAt = c.Instant(), PublishedAt = c.InstantOrNull(), ClosedAt = c.InstantOrNull(), Version = c.Long(),
        Claims = new ClaimCounts(c.Int(), c.Int()),
    };

    public const string Select = $"""
        SELECT n.id, n.kind, n.title, n.description, n.grid_code, g.name AS grid_name, n.place_id, p.name AS place_name,
               p.kind AS place_kind, p.public AS place_is_public, n.group_id, o.name AS group_name, o.kind AS group_kind,
               n.contact, n.salt, n.hidden, n.status,
               n.closing, n.reason, n.continuing, n.cycle, n.slots, n.from_day, n.to_day, n.claim_by, n.alerted_at, n.ticket_id,
               n.submitted_by, w.name AS submitted_by_name, n.submitted_at, n.published_at, n.closed_at, n.version,
               (SELECT count(*) FROM claims c WHERE c.need_id = n.id AND {ClaimLifecycle.IsOpenSql}) AS open_claims,
               (SELECT count(*) FROM claims c WHERE c.need_id = n.id AND c.status = 'confirmed') AS confirmed_claims
          FROM needs n
          JOIN grids g ON g.code = n.grid_code
          JOIN people w ON w.id = n.submitted_by
          LEFT JOIN places p ON p.id = n.place_id
          LEFT JOIN groups o ON o.id = n.group_id
        """;
}
