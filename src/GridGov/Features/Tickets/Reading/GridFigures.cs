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

    internal static async Task<GridFigures> Load(Tx tx, OwnFigureReader figures, Ticket.GridRef grid)
    {
        // The counters make it unnecessary to read all tickets of a street.
        var counts = await CounterReader.Open(tx, grid.Code);
        var vacant = await tx.QuerySingle<long>(
            CountVacancies, new { Day = tx.Today, Role = "", AsOf = tx.Now, UsableAt = tx.Now }, Scope.Of(grid.Code));
        return new GridFigures(grid, InStatus(NotEnded), InStatus(StatusesWithoutHandler), InStatus([TicketStatus.Resolved]),
            await figures.Count(("grid", grid.Code), ("overdue", "true")),
            new OwnFigure(vacant, $"/v1/grids/{grid.Code}/vacancies?count=true"));

        OwnFigure InStatus(IReadOnlyList<TicketStatus> statuses) => new(
            statuses.Sum(status => counts.GetValueOrDefault(CounterKeys.CounterOf(status))),
            OwnFigureReader.Address([("grid", grid.Code), .. statuses.Select(status => ("status", status.ToCode()))]));
    }

    const string CountVacancies = $"SELECT count(*) FROM ({GridGov.Domain.Posts.VacantPosts.Vacant}) AS vacant";
}
