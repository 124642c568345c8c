using GridGov.Domain.Boundaries;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Amendments;
using GridGov.Security;

namespace GridGov.Domain.Redivision;

/// <summary>The open tickets of a grid follow to other grids; each keeps its handler, level and clocks, and its history says why.</summary>
static class MovedTickets
{
    const int AtOnce = 200;

    /// <summary>Tickets of one grid and where they go.</summary>
    /// <param name="ByPlace">Those whose place decided it; the others went to the named successor.</param>
    /// <param name="OutsideHandlers">
    /// Those whose handler, verifier or awaited participant holds no post there. They were not moved.
    /// </param>
    public sealed record Count(string From, string To, long Tickets, long ByPlace, long OutsideHandlers);

    /// <param name="target">The grid for a ticket, and whether its place decided; the same grid leaves it where it is.</param>
    /// <param name="dryRun">
    /// Whether it is only shown: where a hidden place lies is not told then, because one could ask again and again.
    /// </param>
    /// <param name="candidates">
    /// All grids that a ticket may go to. Who has one with a hidden place in hand needs a post in each, so a refusal does not tell the
    /// place.
    /// </param>
    public static async Task<List<Count>> Move(
        Tx tx, Actor actor, string grid, IReadOnlyList<SuccessorGrid> candidates,
        Func<TicketRow, (SuccessorGrid To, bool ByPlace)> target, FreeText reason, bool dryRun)
    {
        var counts = new Dictionary<string, Count>(StringComparer.Ordinal);
        var post = actor.PostsFor(Capability.GridManage, grid).First();
        for (var after = Id.None; ;)
        {
            var ids = await tx.Query<Id>(ListOpen, new { Grid = grid, After = after, Rows = AtOnce });
            foreach (var id in ids)
            {
                await tx.LockRow("tickets", id);
                if (await TicketForUpdate.One(tx, FindOne, new { Id = id }) is not { } ticket || ticket.Row.GridCode != grid)
                    continue;
                var (shown, hidden) = await ConfidentialContent.Reveal(tx, ticket.Row);
                if (hidden && !await MayGoToEach(tx, ticket, candidates))
                {
                    var left = counts.GetValueOrDefault("", new Count(grid, "", 0, 0, 0));
                    counts[""] = left with { OutsideHandlers = left.OutsideHandlers + 1 };
                    continue;
                }
                var (to, byPlace) = target(hidden && dryRun ? ticket.Row with { Lng = null, Lat = null } : shown);
                if (to.Code == grid)
                    continue;
                var count = counts.GetValueOrDefault(to.Code, new Count(grid, to.Code, 0, 0, 0));
                if (await Amend(tx, actor, ticket, to, post, reason))
                    count = count with { Tickets = count.Tickets + 1, ByPlace = count.ByPlace + (byPlace ? 1 : 0) };
                else
                    count = count with { OutsideHandlers = count.OutsideHandlers + 1 };
                counts[to.Code] = count;
            }
            if (ids.Count < AtOnce)
                return [.. counts.Values.OrderBy(count => count.To, StringComparer.Ordinal)];
            after = ids[^1];
        }
    }

    /// <returns>False when whoever has the ticket in hand could not act in the other grid.</returns>
    static async Task<bool> Amend(Tx tx, Actor actor, TicketForUpdate ticket, SuccessorGrid to, Post post, FreeText reason)
    {
        if (!await MayGoTo(tx, ticket, to.Code))
            return false;
        var moved = ticket.Row with { GridCode = to.Code, GridName = to.Name, GridLevel = to.Level, GridRetiredAt = null };
        // The boundaries are stored last, because those in memory must not come from a transaction that may be rolled back.
        await TicketAmendment.Write(
            tx, actor, ticket, moved, ticket.Limits, post, reason, place: row => TicketPlacement.Compare(row, to.Area));
        return true;
    }

    static async Task<bool> MayGoToEach(Tx tx, TicketForUpdate ticket, IReadOnlyList<SuccessorGrid> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (!await MayGoTo(tx, ticket, candidate.Code))
                return false;
        }
        return true;
    }

    /// <summary>Whether handler, verifier and awaited participants could act in a grid.</summary>
    static async Task<bool> MayGoTo(Tx tx, TicketForUpdate ticket, string grid)
    {
        var row = ticket.Row;
        if (Lifecycle.IsInHand(row.Status) && row.HandlerId is { } handler
            && !await CurrentPost.IsHeldBy(tx, handler, row.HandlerPost, grid))
            return false;
        return await CurrentPost.FindWorkOutside(tx, ticket, grid) is null;
    }

    const string ListOpen = $"""
        SELECT t.id
          FROM tickets t
         WHERE t.grid_code = @Grid AND t.id > @After AND {Lifecycle.IsOpen}
         ORDER BY t.id
         LIMIT @Rows
        """;

    const string FindOne = TicketForUpdate.Select + " WHERE t.id = @Id";
}
