using GridGov.Domain;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets.Reading;

/// <summary>The figures of a grid in which the caller has a post.</summary>
/// <param name="Grid">The grid.</param>
/// <param name="Open">Tickets that have not ended.</param>
/// <param name="Unassigned">Open tickets without a handler: submitted, being verified, accepted or returned.</param>
/// <param name="ToCheck">Open tickets that are handled and wait for their check.</param>
/// <param name="Overdue">Open tickets whose current deadline has passed.</param>
/// <param name="Vacancies">
/// The required posts that nobody holds: a first head of each grid, and an officer in each service role of each unit grid.
/// </param>
public sealed record GridFigures(
    Ticket.GridRef Grid, OwnFigure Open, OwnFigure Unassigned, OwnFigure ToCheck, OwnFigure Overdue, OwnFigure Vacancies)
{
    static readonly IReadOnlyList<TicketStatus> NotEnded = [.. Enum.GetValues<TicketStatus>().Where(status => !Lifecycle.HasEnded(status))];

    static readonly IReadOnlyList<TicketStatus> StatusesWithoutHandler =
        [TicketStatus.Submitted, TicketStatus.Verifying, TicketStatus.Accepted, TicketStatus.Returned];

    /// <param name="scope">The scope in which the caller reads tickets.</param>
    internal static async Task<GridFigures> Load(Tx tx, OwnFigureReader figures, Scope scope, Ticket.GridRef grid)
    {
        // The counters make it unnecessary to read all tickets of a street, but they do not know parties.
        var counts = scope.Within(grid.Code).PartyRoots.Count == 0 ? await CounterReader.Open(tx, grid.Code) : null;
        var vacant = await tx.QuerySingle<long>(
            CountVacancies, new { Day = tx.Today, Role = "", AsOf = tx.Now, UsableAt = tx.Now }, Scope.Of(grid.Code));
        return new GridFigures(
            grid, await InStatus(NotEnded), await InStatus(StatusesWithoutHandler), await InStatus([TicketStatus.Resolved]),
            await figures.Count(("grid", grid.Code), ("overdue", "true")),
            new OwnFigure(vacant, $"/v1/grids/{grid.Code}/vacancies?count=true"));

        async Task<OwnFigure> InStatus(IReadOnlyList<TicketStatus> statuses)
        {
            (string, string)[] query = [("grid", grid.Code), .. statuses.Select(status => ("status", status.ToCode()))];
            return counts is null
                ? await figures.Count(query)
                : new OwnFigure(
                    statuses.Sum(status => counts.GetValueOrDefault(CounterKeys.CounterOf(status))), OwnFigureReader.Address(query));
        }
    }

    const string CountVacancies = $"SELECT count(*) FROM ({GridGov.Domain.Posts.VacantPosts.Vacant}) AS vacant";
}
