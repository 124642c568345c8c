using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Domain.Groups;
using GridGov.Domain.Places;
using GridGov.Security;

namespace GridGov.Domain.Needs.Offers;

/// <summary>The row of an offer with the names that are shown with it.</summary>
sealed record OfferRow
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
    public Id? GroupId { get; init; }
    public string? GroupName { get; init; }
    public GroupKind? GroupKind { get; init; }
    public required string Salt { get; init; }
    public required DateOnly FromDay { get; init; }
    public DateOnly? ToDay { get; init; }
    public string? Hours { get; init; }
    public int? Quantity { get; init; }
    public required Id CreatedBy { get; init; }
    public required string CreatedByName { get; init; }
    public required Instant CreatedAt { get; init; }
    public Instant? WithdrawnAt { get; init; }
    public required long Version { get; init; }

    /// <summary>The condition on offers o that a caller may read. Offers are for the groups of their grid to see.</summary>
    public const string InScope = "@scope(o.grid_code, groups: o.group_id, published: o.created_at)";

    public static Task<OfferRow?> Find(Tx tx, Actor actor, Id id) => tx.QuerySingle(
        $"{Select} WHERE o.id = @Id AND {InScope}", Read, new { Id = id }, actor.ScopeOf(Capability.NeedRead));

    public static async Task<OfferRow> Load(Tx tx, Id id) => (await tx.QuerySingle(Select + " WHERE o.id = @Id", Read, new { Id = id }))!;

    /// <summary>Whether the caller acts for the group that offers it, or makes offers in its grid by a post.</summary>
    public bool IsOf(Actor actor) =>
        (GroupId is { } group && actor.RepresentationOf(group) is not null) || actor.PostsFor(Capability.OfferManage, GridCode).Any();

    /// <summary>Whether the caller reads it by a post or as its own, and not only as an offer of their grid.</summary>
    public bool IsInside(Actor actor) => IsOf(actor) || actor.PostsFor(Capability.NeedRead, GridCode).Any();

    public Offer Show(Actor reader)
    {
        var inside = IsInside(reader);
        return new Offer(
            Id, Kind, Title, Description, new Need.GridRef(GridCode, GridName),
            this is { PlaceId: { } place, PlaceName: { } name, PlaceKind: { } kind } && (inside || kind != Places.PlaceKind.Household)
                ? new Need.PlaceRef(place, name, kind)
                : null,
            this is { GroupId: { } group, GroupName: { } named, GroupKind: { } sort } ? new Need.GroupRef(group, named, sort) : null,
            FromDay, ToDay, Hours, Quantity, inside ? new Need.PersonRef(CreatedBy, CreatedByName) : null, CreatedAt, WithdrawnAt, Version);
    }

    /// <summary>The hash, for its events, of what stands in none of them.</summary>
    public string WordsHash() => NeedWords.HashOf(Salt, Title, Description, PlaceId?.ToString(), Hours);

    public static async Task Insert(Tx tx, Actor actor, OfferRow offer)
    {
        await tx.Execute(InsertRow, ColumnsOf(offer));
        await Journal.Append(tx, Event(actor, offer, "create", Capability.OfferManage));
    }

    /// <returns>The refusal; null when it is done.</returns>
    public static async Task<ProblemHttpResult?> Write(
        Tx tx, Actor actor, OfferRow after, string action, Capability capability = Capability.OfferManage, string? reason = null)
    {
        if (await tx.Execute(Update, ColumnsOf(after)) == 0)
            return Problems.StaleVersion();
        await Journal.Append(tx, Event(actor, after with { Version = after.Version + 1 }, action, capability) with { Reason = reason });
        return null;
    }

    static JournalEntry Event(Actor actor, OfferRow offer, string action, Capability capability) =>
        new(Offer.Subject, offer.Id.ToString(), offer.GridCode, action, actor.Id, offer.Version)
        {
            Post = actor.PostsFor(capability, offer.GridCode).FirstOrDefault()?.Kind,
            Payload = new
            {
                offer.Kind, Group = offer.GroupId?.ToString(), From = offer.FromDay, To = offer.ToDay, offer.Quantity,
                ActsFor = offer.GroupId is { } group && actor.RepresentationOf(group) is not null ? group.ToString() : null,
                Words = offer.WordsHash(),
            },
        };

    static object ColumnsOf(OfferRow offer) => new
    {
        offer.Id, offer.Kind, offer.Title, offer.Description, offer.GridCode, offer.PlaceId, offer.GroupId, offer.Salt, offer.FromDay,
        offer.ToDay, offer.Hours, offer.Quantity, offer.CreatedBy, offer.CreatedAt, offer.WithdrawnAt, offer.Version,
    };

    public static OfferRow Read(Columns c) => new()
    {
        Id = c.Id(), Kind = c.Enum<NeedKind>(), Title = c.Text(), Description = c.TextOrNull(), GridCode = c.Text(), GridName = c.Text(),
        PlaceId = c.IdOrNull(), PlaceName = c.TextOrNull(), PlaceKind = c.EnumOrNull<PlaceKind>(), GroupId = c.IdOrNull(),
        GroupName = c.TextOrNull(), GroupKind = c.EnumOrNull<GroupKind>(), Salt = c.Text(), FromDay = c.Day(), ToDay = c.DayOrNull(),
        Hours = c.TextOrNull(), Quantity = c.IntOrNull(), CreatedBy = c.Id(), CreatedByName = c.Text(), CreatedAt = c.Instant(),
        WithdrawnAt = c.InstantOrNull(), Version = c.Long(),
    };

    public const string Select = """
        SELECT o.id, o.kind, o.title, o.description, o.grid_code, g.name AS grid_name, o.place_id, p.name AS place_name,
               p.kind AS place_kind, o.group_id, u.name AS group_name, u.kind AS group_kind, o.salt, o.from_day, o.to_day, o.hours,
               o.quantity, o.created_by, w.name AS created_by_name, o.created_at, o.withdrawn_at, o.version
          FROM offers o
          JOIN grids g ON g.code = o.grid_code
          JOIN people w ON w.id = o.created_by
          LEFT JOIN places p ON p.id = o.place_id
          LEFT JOIN groups u ON u.id = o.group_id
        """;

    const string InsertRow = """
        INSERT INTO offers (id, kind, title, description, grid_code, place_id, group_id, salt, from_day, to_day, hours, quantity,
                            created_by, created_at, withdrawn_at, version)
        VALUES (@Id, @Kind, @Title, @Description, @GridCode, @PlaceId, @GroupId, @Salt, @FromDay, @ToDay, @Hours, @Quantity,
                @CreatedBy, @CreatedAt, @WithdrawnAt, @Version)
        """;

    const string Update = """
        UPDATE offers
           SET kind = @Kind, title = @Title, description = @Description, grid_code = @GridCode, place_id = @PlaceId,
               from_day = @FromDay, to_day = @ToDay, hours = @Hours, quantity = @Quantity, withdrawn_at = @WithdrawnAt,
               version = version + 1
         WHERE id = @Id AND version = @Version
        """;
}
