using GridGov.Api;
using GridGov.Domain.Groups;
using GridGov.Domain.Places;
using GridGov.Domain.Tickets.Filing;
using GridGov.Security;

namespace GridGov.Domain.Needs;

/// <summary>Submits a need: by itself, with a record, or as what became of a point of a meeting.</summary>
static class NeedSubmission
{
    const int DefaultClaimDays = 14;

    /// <param name="draft">Checked by its validator before.</param>
    /// <param name="pointer">Where the draft stands in the request.</param>
    public static async Task<(NeedRow? Need, ProblemHttpResult? Refusal)> Submit(Tx tx, Actor actor, NeedDraft draft, string pointer = "")
    {
        var (place, unusable) = await FindPlace(tx, actor, draft.PlaceId, pointer + "/placeId");
        if (unusable is not null)
            return (null, unusable);
        var representation = draft.GroupId is { } acted ? actor.RepresentationOf(acted) : null;
        (Named Group, ProblemHttpResult? Refusal) group = draft.GroupId is { } id
            ? await FindGroup(tx, actor, id, Capability.NeedSubmit, pointer + "/groupId")
            : default;
        if (group.Refusal is not null)
            return (null, group.Refusal);
        var code = draft.Grid ?? place?.GridCode ?? group.Group.Grid ?? TicketFiling.OwnUnitGrid(actor, Capability.NeedSubmit);
        if (code is null)
            return (null, Problems.At(pointer + "/grid", "grid-needed"));
        var (gridName, refusal) = await FindGrid(tx, actor, code, representation, Capability.NeedSubmit, pointer + "/grid");
        if (refusal is not null)
            return (null, refusal);
        if (CheckClaimBy(tx, draft.ClaimBy, pointer) is { } late)
            return (null, late);
        var need = new NeedRow
        {
            Id = tx.NewId(), Kind = draft.Kind, Title = draft.Title.MaskedIf(confidential: false),
            Description = draft.Description?.MaskedIf(confidential: false), GridCode = code, GridName = gridName!, PlaceId = place?.Id,
            PlaceName = place?.Name, PlaceKind = place?.Kind, GroupId = draft.GroupId, GroupName = group.Group.Name,
            GroupKind = group.Group.Kind, Salt = NeedContact.NewSalt(), Hidden = false, Status = NeedStatus.Submitted,
            Continuing = draft.Continuing, Cycle = draft.Cycle, Slots = draft.Slots, FromDay = draft.FromDay, ToDay = draft.ToDay,
            ClaimBy = draft.ClaimBy ?? tx.Today.AddDays(DefaultClaimDays), SubmittedBy = actor.Id, SubmittedByName = actor.Name,
            SubmittedAt = tx.Now, Version = 1, Claims = default,
        };
        if (NeedContact.Of(draft.Contact?.Name, draft.Contact?.Phone) is { } contact)
            need = need with { Contact = await contact.Encrypt(tx, need.Id) };
        await NeedTransition.Insert(tx, actor, need);
        return (need, null);
    }

    /// <summary>The refusal of a day for claims that has passed.</summary>
    public static ProblemHttpResult? CheckClaimBy(Tx tx, DateOnly? day, string pointer = "") => day < tx.Today
        ? Problems.Invalid(pointer + "/claimBy", "out_of_range", new("不得早于今天。", "It must not lie before today."))
        : null;

    /// <summary>A place that the caller may read.</summary>
    public static async Task<(PlaceRow? Place, ProblemHttpResult? Refusal)> FindPlace(Tx tx, Actor actor, Id? id, string pointer)
    {
        if (id is not { } given)
            return (null, null);
        // Who acts for a group without a post knows the places that the office shows to everybody.
        var place = await PlaceRow.Find(tx, actor.ScopeOf(Capability.PlaceRead), given)
            ?? await PlaceRow.Find(tx, Scope.Of(actor.Representations.Select(each => each.Grid)), given);
        if (place is null || (!place.Public && !actor.PostsFor(Capability.PlaceRead, place.GridCode).Any()))
            return (null, Problems.At(pointer, "unknown-place"));
        return place.RetiredAt is null ? (place, null) : (null, Problems.At(pointer, "place-retired", place.Name));
    }

    /// <summary>A group that the caller acts for, or that lies in the grids of the caller's posts with the capability.</summary>
    public static async Task<(Named Group, ProblemHttpResult? Refusal)> FindGroup(
        Tx tx, Actor actor, Id id, Capability capability, string pointer) =>
        await tx.QuerySingle(SelectGroup, c => new Found(new(c.Text(), c.Enum<GroupKind>(), c.Text()), c.InstantOrNull()),
            new { Id = id }, actor.ScopeOf(capability)) is { EndedAt: null } found
            ? (found.Group, null)
            : (default, Problems.At(pointer, "need-group-not-usable"));

    /// <summary>A grid in use in which the caller has the capability by a post, or by acting for a group whose grid contains it.</summary>
    public static async Task<(string? Name, ProblemHttpResult? Refusal)> FindGrid(
        Tx tx, Actor actor, string code, Representation? representation, Capability capability, string pointer)
    {
        if (!actor.PostsFor(capability, code).Any() && !(representation is { Grid: var home } && GridCode.Covers(home, code)))
            return (null, Problems.At(pointer, "need-grid-not-usable", code));
        if (await tx.QuerySingle(SelectGrid, c => new FoundGrid(c.Text(), c.InstantOrNull()), new { Code = code }) is not { } grid)
            return (null, Problems.At(pointer, "need-grid-not-usable", code));
        return grid.RetiredAt is null ? (grid.Name, null) : (null, Problems.At(pointer, "grid-retired", code));
    }

    /// <summary>A group's name, kind and grid.</summary>
    public readonly record struct Named(string? Name, GroupKind? Kind, string? Grid);

    sealed record Found(Named Group, Instant? EndedAt);

    sealed record FoundGrid(string Name, Instant? RetiredAt);

    const string SelectGroup = """
        SELECT g.name, g.kind, g.grid_code, g.ended_at FROM groups g WHERE g.id = @Id AND @scope(g.grid_code, groups: g.id)
        """;

    const string SelectGrid = "SELECT name, retired_at FROM grids WHERE code = @Code AND level > 0";
}
