using GridGov.Api;
using GridGov.Domain.Boards;

namespace GridGov.Features.Boards;

/// <summary>What applies to the public board of a grid.</summary>
/// <param name="Grid">The code of the grid.</param>
/// <param name="Name">The name of the grid.</param>
/// <param name="SetFor">
/// The code of the grid for which it was set: this one, or the nearest one above; null where none is set, so that nothing is published.
/// </param>
/// <param name="Published">Whether anybody may read the board.</param>
/// <param name="Title">The title; null for the name of the grid that is shown.</param>
/// <param name="Sections">What is shown, in this order.</param>
/// <param name="Names">How people are named.</param>
/// <param name="OfficePhone">The office's telephone number.</param>
/// <param name="OfficeAddress">The office's address.</param>
/// <param name="NoticeZh">A notice in Chinese.</param>
/// <param name="NoticeEn">A notice in English.</param>
/// <param name="Measure">The code of the measure behind the rate.</param>
/// <param name="Period">The days that the rate covers; the last one is today.</param>
/// <param name="Address">The path of the public board.</param>
/// <param name="Version">
/// Of this grid's own board: grows by 1 with every change; it is the ETag. 1 where none was ever set for this grid.
/// </param>
public sealed record Board(
    string Grid, string Name, string? SetFor, bool Published, string? Title, IReadOnlyList<BoardSection> Sections, NameStyle Names,
    string? OfficePhone, string? OfficeAddress, string? NoticeZh, string? NoticeEn, string Measure, RatePeriod Period, string Address,
    long Version) : IVersioned
{
    internal static async Task<Board> Load(Tx tx, BoardGrid grid)
    {
        var (from, content) = await BoardStore.FindEffective(tx, grid.Code);
        return Of(grid, from, content, (await BoardStore.Find(tx, grid.Code)).Version);
    }

    internal static Board Of(BoardGrid grid, string? setFor, BoardContent content, long version) => new(
        grid.Code, grid.Name, setFor, content.Published, content.Title, content.Sections, content.Names, content.OfficePhone,
        content.OfficeAddress, content.NoticeZh, content.NoticeEn, content.Measure, content.Period, BoardAddress.OfGrid(grid.Code),
        version);
}

/// <summary>A grid, county or city whose board the caller manages.</summary>
sealed record BoardGrid(string Code, string Name, bool IsRetired)
{
    public static Task<BoardGrid?> Find(Tx tx, Scope scope, string code) => tx.QuerySingle(
        FindInScope, c => new BoardGrid(c.Text(), c.Text(), c.InstantOrNull() is not null), new { Code = code }, scope);

    const string FindInScope = "SELECT code, name, retired_at FROM grids WHERE code = @Code AND @scope(code)";
}
