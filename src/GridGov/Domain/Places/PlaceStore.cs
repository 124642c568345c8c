using GridGov.Data.Statements;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Places;

/// <summary>Writes places, in exclusive writes: each change is one event, after which campaigns choose their targets again.</summary>
static class PlaceStore
{
    /// <summary>The fault of an external number that another place in use of the street has.</summary>
    public static async Task<PlaceFault?> CheckNumber(Tx tx, PlaceContent content, Id? except = null) =>
        content.ExternalNumber is { } number && await FindByNumber(tx, content.Grid, number) is { } other && other != except
            ? PlaceFault.Of("place-number-used", "/externalNumber", number)
            : null;

    /// <summary>The place in use that has an external number in the street of a grid.</summary>
    public static Task<Id?> FindByNumber(Tx tx, string grid, string number) =>
        tx.QuerySingle<Id?>(FindNumber, new { Street = GridCode.Ancestor(grid, 1), Number = number });

    public static async Task<Id> Create(Tx tx, Actor actor, PlaceContent content, CareLevel care = CareLevel.None)
    {
        var id = tx.NewId();
        await tx.Execute(Insert, Parameters(content, id, version: 1, tx.Now));
        await Tags.Execute(tx, content.Tags.Select(tag => (id, tag)));
        if (care != CareLevel.None)
            await StoredCareLevel.Save(tx, id, care);
        await Journal.Append(tx, new JournalEntry(PlaceRow.Subject, id.ToString(), content.Grid, "create", actor.Id, Version: 1)
        {
            Post = PostOf(actor, content.Grid),
            Payload = content.ToPayload(),
        });
        await CampaignTargets.OnPlaceChanged(tx, id);
        return id;
    }

    /// <returns>False when it was changed since it was read.</returns>
    public static async Task<bool> Edit(Tx tx, Actor actor, PlaceRow before, PlaceContent after)
    {
        if (await tx.Execute(Update, Parameters(after, before.Id, before.Version, tx.Now)) == 0)
            return false;
        if (!before.Tags.SequenceEqual(after.Tags, StringComparer.Ordinal))
        {
            await tx.Execute(ClearTags, new { before.Id });
            await Tags.Execute(tx, after.Tags.Select(tag => (before.Id, tag)));
        }
        if (before.VisitEveryDays != after.VisitEveryDays)
            await tx.Execute(InsertFormerRule, new { before.Id, tx.Now, before.VisitEveryDays });
        var former = before.GridCode == after.Grid ? null : before.GridCode;
        await Journal.Append(tx, EventOf(actor, before, "edit", after.Grid) with { Payload = after.ToPayload(former) });
        await CampaignTargets.OnPlaceChanged(tx, before.Id);
        return true;
    }

    /// <summary>Retires a place. Its care level is forgotten, because nobody goes there any more.</summary>
    public static async Task<bool> Retire(Tx tx, Actor actor, PlaceRow before, string reason)
    {
        if (await tx.Execute(SetRetired, new { before.Id, before.Version, tx.Now, Reason = reason }) == 0)
            return false;
        await Journal.Append(tx, EventOf(actor, before, "retire", before.GridCode) with { Reason = reason });
        await CampaignTargets.OnPlaceChanged(tx, before.Id);
        return true;
    }

    /// <summary>Takes a place to another grid, when its own is divided anew.</summary>
    /// <param name="post">The post by which the grid is divided.</param>
    public static async Task Move(Tx tx, Actor actor, PlaceRow before, string to, PostKind post, string reason)
    {
        await tx.Execute(SetGrid, new { before.Id, before.Version, Grid = to });
        await Journal.Append(tx, new JournalEntry(PlaceRow.Subject, before.Id.ToString(), to, "move", actor.Id, before.Version + 1)
        {
            Post = post,
            Reason = reason,
            Payload = new { FormerGrid = before.GridCode },
        });
        await CampaignTargets.OnPlaceChanged(tx, before.Id);
    }

    /// <summary>
    /// Sets the care level. The event has nothing of it, and the version stays, because it would tell everybody that there is a level.
    /// </summary>
    public static async Task SetCareLevel(Tx tx, Actor actor, PlaceRow before, CareLevel level)
    {
        await StoredCareLevel.Save(tx, before.Id, level);
        await Journal.Append(tx, EventOf(actor, before, CareLevelAction, before.GridCode) with
        {
            Version = before.Version,
            Post = actor.PostsFor(Capability.CareRead, before.GridCode).First().Kind,
        });
    }

    /// <summary>The action of events that only those see who may read care levels.</summary>
    public const string CareLevelAction = "set_care_level";

    /// <summary>The place after a change that its row shows.</summary>
    public static async Task<Place> Reread(Tx tx, Id id) => await (await PlaceRow.List(tx, [id]))[0].ToPlace(tx);

    static JournalEntry EventOf(Actor actor, PlaceRow before, string action, string grid) =>
        new(PlaceRow.Subject, before.Id.ToString(), grid, action, actor.Id, before.Version + 1) { Post = PostOf(actor, grid) };

    static PostKind? PostOf(Actor actor, string grid) => actor.PostsFor(Capability.PlaceManage, grid).FirstOrDefault()?.Kind;

    static object Parameters(PlaceContent content, Id id, long version, Instant now) => new
    {
        Id = id, Version = version, Now = now,
        content.Kind, content.Name, content.Grid, content.Address, content.Lng, content.Lat, content.RunBy, content.OpeningHours,
        content.OfficePhone, content.Public, content.VisitEveryDays, content.ExternalNumber,
    };

    static readonly RowInsert<(Id Place, string Tag)> Tags =
        new("place_tags", ("place_id", row => row.Place), ("tag", row => row.Tag));

    const string FindNumber = """
        SELECT id
          FROM places
         WHERE substr(grid_code, 1, 9) = @Street AND external_number = @Number AND retired_at IS NULL
        """;

    const string Insert = """
        INSERT INTO places (id, kind, name, grid_code, address, lng, lat, run_by, opening_hours, office_phone, public, visit_every_days,
                            external_number, created_at, version)
        VALUES (@Id, @Kind, @Name, @Grid, @Address, @Lng, @Lat, @RunBy, @OpeningHours, @OfficePhone, @Public, @VisitEveryDays,
                @ExternalNumber, @Now, @Version)
        """;

    const string Update = """
        UPDATE places
           SET kind = @Kind, name = @Name, grid_code = @Grid, address = @Address, lng = @Lng, lat = @Lat, run_by = @RunBy,
               opening_hours = @OpeningHours, office_phone = @OfficePhone, public = @Public, visit_every_days = @VisitEveryDays,
               external_number = @ExternalNumber, version = version + 1
         WHERE id = @Id AND version = @Version
        """;

    // Of a rule that lasted no millisecond nothing is kept.
    const string InsertFormerRule = """
        INSERT INTO place_visit_rules (place_id, until_at, visit_every_days)
        VALUES (@Id, @Now, @VisitEveryDays)
        ON CONFLICT DO NOTHING
        """;

    const string ClearTags = "DELETE FROM place_tags WHERE place_id = @Id";

    const string SetRetired = """
        UPDATE places
           SET retired_at = @Now, retired_reason = @Reason, care_level = NULL, version = version + 1
         WHERE id = @Id AND version = @Version
        """;

    const string SetGrid = "UPDATE places SET grid_code = @Grid, version = version + 1 WHERE id = @Id AND version = @Version";
}
