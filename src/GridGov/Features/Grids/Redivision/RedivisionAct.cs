using GridGov.Api;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Events;
using GridGov.Domain.Redivision;
using GridGov.Geo.Boundaries;
using GridGov.Security;
using GridGov.Text;
using NetTopologySuite.Geometries;

namespace GridGov.Features.Grids.Redivision;

/// <summary>
/// Carries a re-division out in one exclusive write: new grids, then what follows to them (posts, open tickets, places, zones, groups,
/// needs, meetings, held public reports, answer templates), then the old grids are retired. Whatever cannot follow is a fault, and nothing
/// is written then.
/// </summary>
sealed class RedivisionAct(Tx tx, Actor actor, string reason, bool dryRun)
{
    readonly List<Redivision.CreatedGrid> created = [];
    readonly List<(ReplacedGrid Grid, GridRow Row)> replaced = [];
    readonly List<(string Pointer, FiledBoundary Boundary)> boundaries = [];
    readonly List<Redivision.Fault> faults = [];
    readonly List<Redivision.FollowingPlaces> places = [];
    readonly List<Redivision.FollowingZone> zones = [];
    readonly List<Redivision.FollowingCount> groups = [];
    readonly FollowingNeeds needs = new();
    readonly FollowingMeetings meetings = new();
    readonly FollowingCounts answerTemplates = new();
    readonly Dictionary<Id, IReadOnlyList<string>> postTargets = [];

    public IReadOnlyList<Redivision.Fault> Faults => faults;

    public void AddFault(string pointer, string code, LocalizedText detail) =>
        faults.Add(new Redivision.Fault(pointer, code, detail.In(Problems.InChinese)));

    public void AddFaults(RedivisionBoundaries.Given given)
    {
        foreach (var (pointer, fault) in given.Faults)
            faults.Add(new Redivision.Fault(pointer, fault.Code, fault.Detail.In(Problems.InChinese), fault.Lng, fault.Lat));
    }

    /// <summary>Creates a grid, with the next free code unless one is given.</summary>
    /// <param name="shape">Its boundary from today on; null for none.</param>
    /// <returns>Null, with a fault, when there is no such code.</returns>
    public async Task<SuccessorGrid?> Create(
        string parent, string name, string? code, IReadOnlyList<string> predecessors, Geometry? shape, string pointer)
    {
        if ((code ?? await GridRow.NextFree(tx, parent)) is not { } free)
        {
            AddFault(pointer, "grid-parent-full", new($"{parent} 之下的编码已用完。", $"All codes below {parent} are used."));
            return null;
        }
        if (!await GridRow.Insert(tx, free, name, parent))
        {
            AddFault($"{pointer}/code", "grid-code-used", new($"编码 {free} 已使用过。", $"The code {free} has been used already."));
            return null;
        }
        await Journal.Append(tx, new JournalEntry("grid", free, free, "create", actor.Id, Version: 1)
        {
            Post = PostFor(free),
            Reason = reason,
            Payload = new { Name = name, Predecessors = predecessors },
        });
        created.Add(new Redivision.CreatedGrid(free, name, predecessors));
        if (shape is not null)
            Redraw(free, shape, $"{pointer}/boundary");
        return new SuccessorGrid(free, name, shape is null ? null : new IndexedBoundary(0, free, shape));
    }

    /// <summary>Gives a grid another boundary from today on.</summary>
    public void Redraw(string code, Geometry shape, string pointer) =>
        boundaries.Add((pointer, new FiledBoundary(boundaries.Count, code, shape)));

    public void Replace(GridRow old, IReadOnlyList<SuccessorGrid> successors, SuccessorGrid rest, bool reachGrows) =>
        replaced.Add((new ReplacedGrid(old.Code, successors, rest, reachGrows), old));

    /// <summary>Replaces a grid and everything below it by grids below another parent, with the same names and boundaries.</summary>
    public async Task<SuccessorGrid?> Transfer(GridRow old, string parent, string? name, string pointer, bool reachGrows)
    {
        var shape = await StoredBoundary.Find(tx, old.Code, tx.Today) is { } stored ? BoundaryShape.Read(stored.Shape) : null;
        if (await Create(parent, name ?? old.Name, code: null, [old.Code], shape, pointer) is not { } successor)
            return null;
        foreach (var child in await GridRow.ListChildren(tx, old.Code))
            await Transfer(child, successor.Code, name: null, pointer, reachGrows);
        Replace(old, [successor], successor, reachGrows);
        return successor;
    }

    /// <summary>Lets an appointment go on in some of the successors only.</summary>
    public void SendPost(Id appointment, IReadOnlyList<string> to) => postTargets[appointment] = to;

    public async Task<Results<Ok<Redivision>, NotFound, ProblemHttpResult>> Finish()
    {
        if (faults.Count > 0)
            return Answer([], []);
        await CheckBoundaries();
        if (faults.Count > 0 && !dryRun)
            return Answer([], []);
        var posts = new List<Redivision.FollowingPost>();
        var tickets = new List<Redivision.FollowingTickets>();
        // Posts first, because a ticket follows only to a grid where its handler has one.
        foreach (var (grid, _) in replaced)
            posts.AddRange(await MovePosts(grid));
        // Campaigns before places, so that a place stays a target place where it goes.
        foreach (var (grid, _) in replaced)
            await FollowingCampaigns.Move(tx, actor, grid, reason);
        foreach (var (grid, row) in replaced)
        {
            await MoveTickets(tickets, grid.Code, grid.Successors, ticket => TargetOf(ticket.Lng, ticket.Lat));
            await MovePlaces(grid.Code, TargetOf);
            zones.AddRange((await FollowingZones.Move(tx, actor, grid, reason))
                .Select(zone => new Redivision.FollowingZone(zone.Id, zone.Name, zone.From, zone.To)));
            await needs.Move(tx, actor, grid, reason);
            await MoveGroups(grid);
            await meetings.Move(tx, actor, grid, reason);
            await FollowingPublicReports.Move(tx, actor, grid);
            string[] successors = [.. grid.Successors.Select(successor => successor.Code)];
            await FollowingAnswerTemplates.Move(tx, actor, grid.Code, successors, reason, answerTemplates);
            await Retire(row, successors);

            (SuccessorGrid To, bool ByPlace) TargetOf(double? lng, double? lat)
            {
                var to = grid.For(lng, lat);
                return (to, to.Area is not null && (lng, lat) is ({ } x, { } y) && to.Area.Covers(new Coordinate(x, y)));
            }
        }
        await MoveFromRedrawn(tickets);
        await GridBoundaries.Store(tx, [.. boundaries.Select(each => each.Boundary)], tx.Today, actor);
        tx.Invalidate(CacheTopic.Rights);
        tx.Invalidate(CacheTopic.Grids);
        return Answer(tickets, posts);
    }

    Results<Ok<Redivision>, NotFound, ProblemHttpResult> Answer(
        List<Redivision.FollowingTickets> tickets, List<Redivision.FollowingPost> posts)
    {
        if (dryRun || faults.Count > 0)
            tx.Rollback();
        if (faults.Count > 0 && !dryRun)
            return Problems.Invalid(
                [.. faults.Select(fault => new InputError(fault.Pointer, fault.Code, fault.Detail))], "invalid-redivision");
        var newCodes = created.Select(grid => grid.Code).ToHashSet(StringComparer.Ordinal);
        return TypedResults.Ok(new Redivision(
            dryRun, [.. replaced.Select(each => each.Grid.Code).Order(StringComparer.Ordinal)], created,
            [.. boundaries.Select(each => each.Boundary.Code).Where(code => !newCodes.Contains(code)).Order(StringComparer.Ordinal)],
            tickets, places, zones, groups, Counts(needs.Needs), Counts(needs.Offers), Counts(meetings.Series), Counts(meetings.Meetings),
            Counts(meetings.Points), Counts(answerTemplates), posts, faults));

        static List<Redivision.FollowingCount> Counts(FollowingCounts counts) =>
            [.. counts.List().Select(each => new Redivision.FollowingCount(each.From, each.To, each.Count))];
    }

    async Task CheckBoundaries()
    {
        var retired = replaced.Select(each => each.Grid.Code).ToHashSet(StringComparer.Ordinal);
        var found = await BoundaryComparison.FindFaults(
            tx, [.. boundaries.Select(each => each.Boundary)], tx.Today, actor.ScopeOf(Capability.GridManage), retired);
        foreach (var fault in found)
        {
            var pointer = boundaries.First(each => fault.Pointer.StartsWith(each.Boundary.Pointer + "/", StringComparison.Ordinal)).Pointer;
            faults.Add(new Redivision.Fault(pointer, fault.Code, fault.Detail.In(Problems.InChinese), fault.Lng, fault.Lat));
        }
    }

    async Task<IEnumerable<Redivision.FollowingPost>> MovePosts(ReplacedGrid grid)
    {
        foreach (var successor in grid.Successors)
        {
            if (await WorkingHoursStore.Find(tx, grid.Code) is { Rules: { Count: > 0 } rules })
                await WorkingHoursStore.Publish(tx, successor.Code, [.. rules.Select(rule => rule with { Grid = successor.Code })]);
        }
        var followed = await FollowingAppointments.Move(tx, actor, grid, reason, appointment =>
            postTargets.TryGetValue(appointment, out var named)
                ? [.. grid.Successors.Where(successor => named.Contains(successor.Code))]
                : grid.Successors);
        return followed.Select(each => new Redivision.FollowingPost(
            each.Ended.Id, each.Ended.PersonId, each.Ended.PersonName, each.Ended.Post, each.Ended.Role, grid.Code,
            each.To, each.Pending, each.NotHeld));
    }

    async Task MoveTickets(
        List<Redivision.FollowingTickets> all, string grid, IReadOnlyList<SuccessorGrid> candidates,
        Func<Domain.Tickets.TicketRow, (SuccessorGrid To, bool ByPlace)> target)
    {
        foreach (var count in await MovedTickets.Move(tx, actor, grid, candidates, target, reason, dryRun))
        {
            if (count.OutsideHandlers > 0)
            {
                AddFault("", "handler_left_behind", count.To.Length == 0
                    ? new(
                        $"{count.OutsideHandlers} 件保密案卷的处置人、核实人或待到场人员须在每个新网格都有岗位，请先移交。",
                        $"Who has {count.OutsideHandlers} confidential tickets in hand needs a post in each of the grids; hand them " +
                        "over first.")
                    : new(
                        $"{count.OutsideHandlers} 件案卷的处置人、核实人或待到场人员在 {count.To} 没有岗位，请先移交。",
                        $"Who has {count.OutsideHandlers} tickets in hand holds no post in {count.To}; hand them over first."));
            }
            if (count.Tickets > 0)
                all.Add(new Redivision.FollowingTickets(count.From, count.To, count.Tickets, count.ByPlace));
        }
    }

    async Task MovePlaces(string grid, Func<double?, double?, (SuccessorGrid To, bool ByPosition)> target)
    {
        foreach (var count in await MovedPlaces.Move(tx, actor, grid, target, reason))
        {
            if (count.UsedNumber is { } number)
            {
                AddFault("", "place_number_used", new(
                    $"{count.To} 所在街道已有外部编号为“{number}”的场所，请先更改。",
                    $"The street of {count.To} has a place with the external number “{number}” already; change one of them first."));
            }
            if (count.Places > 0)
                places.Add(new Redivision.FollowingPlaces(count.From, count.To, count.Places, count.ByPosition));
        }
    }

    async Task MoveGroups(ReplacedGrid grid)
    {
        foreach (var count in await FollowingGroups.Move(tx, actor, grid, reason))
        {
            if (count.UsedNumber is { } number)
            {
                AddFault("", "group_number_used", new(
                    $"{count.To} 所在街道已有外部编号为“{number}”的组织，请先更改。",
                    $"The street of {count.To} has a group with the external number “{number}” already; change one of them first."));
            }
            if (count.Groups > 0)
                groups.Add(new Redivision.FollowingCount(count.From, count.To, count.Groups));
        }
    }

    /// <summary>An open ticket or a place of a redrawn grid that now lies in another redrawn grid of that level follows to it.</summary>
    async Task MoveFromRedrawn(List<Redivision.FollowingTickets> all)
    {
        var newCodes = created.Select(grid => grid.Code).ToHashSet(StringComparer.Ordinal);
        var redrawn = new List<SuccessorGrid>();
        foreach (var (_, boundary) in boundaries.Where(each =>
            !newCodes.Contains(each.Boundary.Code) && GridCode.Level(each.Boundary.Code) == 3))
        {
            redrawn.Add(new SuccessorGrid(
                boundary.Code, (await GridRow.NameOf(tx, boundary.Code))!, new IndexedBoundary(0, boundary.Code, boundary.Shape)));
        }
        foreach (var grid in redrawn)
        {
            await MoveTickets(all, grid.Code, redrawn, ticket => TargetOf(ticket.Lng, ticket.Lat));
            await MovePlaces(grid.Code, TargetOf);

            (SuccessorGrid To, bool ByPlace) TargetOf(double? lng, double? lat)
            {
                if ((lng, lat) is not ({ } x, { } y) || grid.Area!.Covers(new Coordinate(x, y)))
                    return (grid, false);
                var to = redrawn.Find(other => other.Area!.Covers(new Coordinate(x, y)));
                return (to ?? grid, to is not null);
            }
        }
    }

    async Task Retire(GridRow old, IReadOnlyList<string> successors)
    {
        await GridRow.Retire(tx, old, reason, successors);
        await FollowingPeople.Move(tx, actor, old.Code, successors[0], reason);
        await Journal.Append(tx, new JournalEntry("grid", old.Code, old.Code, "retire", actor.Id, old.Version + 1)
        {
            Post = PostFor(old.Code),
            Reason = reason,
            Payload = new { Successors = successors },
        });
    }

    PostKind PostFor(string grid) => actor.PostsFor(Capability.GridManage, grid).First().Kind;
}
