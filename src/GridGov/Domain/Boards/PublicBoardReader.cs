using GridGov.Domain.Boards.Circles;

namespace GridGov.Domain.Boards;

/// <summary>Reads public boards: what all boards of a grid have in common, and what is of a place or a position.</summary>
static class PublicBoardReader
{
    /// <summary>The service points on a board; the circle itself lists more.</summary>
    public const int MaxPoints = 30;

    /// <summary>All but the place, the circle and the address.</summary>
    public static async Task<PublicBoard> ReadGrid(Tx tx, string grid, BoardContent content)
    {
        var grids = await BoardSections.Grids(tx, grid);
        return new PublicBoard(
            content.Title ?? grids[^1].Name, grids, Place: null, content.NoticeZh, content.NoticeEn,
            content.Shows(BoardSection.OfficePhone) ? new BoardOffice(content.OfficePhone, content.OfficeAddress) : null,
            content.Shows(BoardSection.Heads) ? await BoardPeople.Heads(tx, grids, content) : null,
            content.Shows(BoardSection.ServiceRoles) ? await BoardPeople.Roles(tx, grid, content) : null,
            content.Shows(BoardSection.Team) ? await Team(tx, grid, content) : null,
            content.Shows(BoardSection.Venue) ? await BoardSections.Venues(tx, grid) : null,
            content.Shows(BoardSection.Needs) ? await BoardSections.Needs(tx, grid) : null,
            Circle: null,
            content.Shows(BoardSection.ResolutionRate) ? await BoardSections.Rate(tx, grid, content) : null,
            BoardAddress.OfGrid(grid));
    }

    /// <summary>The circle around the place or position that was asked for, or of the grid; null where nothing has a position.</summary>
    /// <param name="most">The points that are listed.</param>
    public static async Task<ServiceCircle?> ReadCircle(Tx tx, CircleSettings settings, PublicSubject subject, int most) =>
        await OriginOf(tx, subject) is { } origin ? await CircleReader.Read(tx, settings, origin, scope: null, most) : null;

    static async Task<CircleOrigins.Found?> OriginOf(Tx tx, PublicSubject subject)
    {
        if (subject is { Lng: { } lng, Lat: { } lat })
        {
            return subject.Place is { } place
                ? CircleOrigins.OfPlace(place.Id, place.Name, lng, lat)
                : CircleOrigins.OfPosition(lng, lat);
        }
        if (subject.Place is not null)
            return null;
        var grids = await BoardSections.Grids(tx, subject.Grid);
        return await CircleOrigins.OfGrid(tx, subject.Grid, grids[^1].Name, scope: null);
    }

    static async Task<BoardTeam> Team(Tx tx, string grid, BoardContent content)
    {
        var (workers, workerCount) = await BoardPeople.Workers(tx, grid, content);
        var (groups, groupCount) = await BoardSections.Groups(tx, grid);
        return new BoardTeam(workers, workerCount, groups, groupCount);
    }
}
