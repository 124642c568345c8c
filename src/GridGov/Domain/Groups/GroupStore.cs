using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Groups;

/// <summary>
/// Writes groups, in exclusive writes; each change is one event. Name and grid of a group are part of what its leaders may do, so their
/// rights are read anew.
/// </summary>
static class GroupStore
{
    /// <summary>Why a group cannot be stored as it is given.</summary>
    /// <param name="before">The group that is edited; null for a new one.</param>
    public static async Task<Refusal?> Check(Tx tx, Actor actor, GroupContent content, GroupRow? before = null)
    {
        if (content.FindPersonalNumber() is { } number)
            return number;
        if (content.Grid != before?.GridCode && await CheckGrid(tx, actor, content.Grid) is { } grid)
            return grid;
        if (content.PlaceId is { } place && place != before?.PlaceId && await CheckPlace(tx, actor, place) is { } unusable)
            return unusable;
        if (content.ParentId is { } parent && parent != before?.ParentId && await CheckParent(tx, actor, parent, before?.Id) is { } fault)
            return fault;
        return content.ExternalNumber is { } external && await FindByNumber(tx, content.Grid, external) is { } other && other != before?.Id
            ? new Refusal("group-number-used", "/externalNumber", external)
            : null;
    }

    /// <summary>Whether the caller may have groups in the grid.</summary>
    public static async Task<Refusal?> CheckGrid(Tx tx, Actor actor, string grid)
    {
        var found = await tx.Query(FindGrid, c => c.InstantOrNull(), new { Code = grid }, actor.ScopeOf(Capability.GroupManage));
        return found is not [var retiredAt] ? new Refusal("unknown-grid", "/grid", grid)
            : retiredAt is not null ? new Refusal("grid-retired", "/grid", grid)
            : GridCode.Level(grid) == 0 ? new Refusal("group-above-street", "/grid")
            : null;
    }

    static async Task<Refusal?> CheckPlace(Tx tx, Actor actor, Id place)
    {
        var found = await tx.Query(
            FindPlace, c => (Name: c.Text(), RetiredAt: c.InstantOrNull()), new { Id = place }, actor.ScopeOf(Capability.PlaceRead));
        return found is not [var (name, retiredAt)] ? new Refusal("unknown-place", "/placeId")
            : retiredAt is not null ? new Refusal("place-retired", "/placeId", name)
            : null;
    }

    static async Task<Refusal?> CheckParent(Tx tx, Actor actor, Id parent, Id? group)
    {
        if (await GroupRow.Find(tx, actor, parent) is not { } found)
            return new Refusal("unknown-group", "/parentId");
        if (found.EndedAt is not null)
            return new Refusal("group-ended", "/parentId", found.Name);
        for (Id? above = parent; above is { } id; above = await tx.QuerySingle<Id?>(FindParent, new { Id = id }))
        {
            if (id == group)
                return new Refusal("group-cycle", "/parentId");
        }
        return null;
    }

    /// <summary>The group that exists and has an external number in the street of a grid.</summary>
    public static Task<Id?> FindByNumber(Tx tx, string grid, string number) =>
        tx.QuerySingle<Id?>(FindNumber, new { Street = GridCode.Ancestor(grid, 1), Number = number });

    public static async Task<Id> Create(Tx tx, Actor actor, GroupContent content)
    {
        var id = tx.NewId();
        await tx.Execute(Insert, Parameters(content, id, version: 1, tx.Now));
        await Journal.Append(tx, new JournalEntry(GroupRow.Subject, id.ToString(), content.Grid, "create", actor.Id, Version: 1)
        {
            Post = GroupRow.PostOf(actor, content.Grid),
            Payload = content.ToPayload(),
        });
        return id;
    }

    /// <returns>False when it was changed since it was read.</returns>
    public static async Task<bool> Edit(Tx tx, Actor actor, GroupRow before, GroupContent after)
    {
        if (await tx.Execute(Update, Parameters(after, before.Id, before.Version, tx.Now)) == 0)
            return false;
        await Journal.Append(tx, before.Event(actor, "edit", after.Grid) with
        {
            Payload = after.ToPayload(before.GridCode == after.Grid ? null : before.GridCode),
        });
        tx.Invalidate(CacheTopic.Rights);
        return true;
    }

    /// <summary>Ends a group with its memberships, and those in which it is the member.</summary>
    /// <returns>What it leaves open; null when it was changed since it was read.</returns>
    public static async Task<Group.OpenItems?> End(Tx tx, Actor actor, GroupRow before, string reason)
    {
        if (await tx.Execute(SetEnded, new { before.Id, before.Version, tx.Now, Reason = reason }) == 0)
            return null;
        await Journal.Append(tx, before.Event(actor, "end", before.GridCode) with { Reason = reason });
        var memberships = await MembershipStore.EndAll(tx, actor, before.Id, reason);
        tx.Invalidate(CacheTopic.Rights);
        var (needs, claims, meetings) = await tx.QuerySingle(CountOpen, c => (c.Long(), c.Long(), c.Long()), new { Group = before.Id });
        return new Group.OpenItems(memberships, needs, claims, meetings);
    }

    /// <summary>Takes a group to another grid, when its own is divided anew.</summary>
    public static async Task Move(Tx tx, Actor actor, GroupRow before, string to, PostKind post, string reason)
    {
        await tx.Execute(SetGrid, new { before.Id, before.Version, Grid = to });
        await Journal.Append(tx, before.Event(actor, "move", to) with
        {
            Post = post,
            Reason = reason,
            Payload = new { FormerGrid = before.GridCode },
        });
        tx.Invalidate(CacheTopic.Rights);
    }

    static object Parameters(GroupContent content, Id id, long version, Instant now) => new
    {
        Id = id, Version = version, Now = now, content.Kind, content.Name, content.Grid, content.ParentId, content.Description,
        content.OfficePhone, content.PlaceId, content.Public, content.ExternalNumber,
    };

    const string FindGrid = "SELECT retired_at FROM grids WHERE code = @Code AND @scope(code)";

    const string FindPlace = "SELECT name, retired_at FROM places WHERE id = @Id AND @scope(grid_code)";

    const string FindParent = "SELECT parent_id FROM groups WHERE id = @Id";

    const string FindNumber = """
        SELECT id
          FROM groups
         WHERE substr(grid_code, 1, 9) = @Street AND external_number = @Number AND ended_at IS NULL
        """;

    const string Insert = """
        INSERT INTO groups (id, kind, name, grid_code, parent_id, description, office_phone, place_id, public, external_number, created_at,
                            version)
        VALUES (@Id, @Kind, @Name, @Grid, @ParentId, @Description, @OfficePhone, @PlaceId, @Public, @ExternalNumber, @Now, @Version)
        """;

    const string Update = """
        UPDATE groups
           SET kind = @Kind, name = @Name, grid_code = @Grid, parent_id = @ParentId, description = @Description,
               office_phone = @OfficePhone, place_id = @PlaceId, public = @Public, external_number = @ExternalNumber,
               version = version + 1
         WHERE id = @Id AND version = @Version
        """;

    const string SetEnded = """
        UPDATE groups SET ended_at = @Now, ended_reason = @Reason, version = version + 1 WHERE id = @Id AND version = @Version
        """;

    const string SetGrid = "UPDATE groups SET grid_code = @Grid, version = version + 1 WHERE id = @Id AND version = @Version";

    const string CountOpen = """
        SELECT (SELECT count(*) FROM needs n WHERE n.group_id = @Group AND n.status <> 'closed') AS needs,
               (SELECT count(*) FROM claims c WHERE c.group_id = @Group AND c.status IN ('claimed', 'serving', 'done')) AS claims,
               (SELECT count(*) FROM meetings m WHERE m.group_id = @Group AND m.status IN ('planned', 'held')) AS meetings
        """;
}
