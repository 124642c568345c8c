using GridGov.Domain.Boards.Circles;
using GridGov.Domain.Groups;
using GridGov.Domain.Needs;
using GridGov.Domain.Places;
using GridGov.Domain.Statistics;
using GridGov.Security;

namespace GridGov.Domain.Boards;

/// <summary>A public board: who serves here. A section that the office does not publish is null.</summary>
/// <param name="Title">The title, or the name of the grid.</param>
/// <param name="Grids">The street, the community and the unit grid, as far down as the board is of.</param>
/// <param name="Place">The place that was asked for.</param>
/// <param name="NoticeZh">The office's notice in Chinese.</param>
/// <param name="NoticeEn">The office's notice in English.</param>
/// <param name="Office">The office's telephone number and address.</param>
/// <param name="Heads">The heads of these grids, of the street first.</param>
/// <param name="Roles">The ten service roles in their order.</param>
/// <param name="Team">The grid workers and the public groups.</param>
/// <param name="Venues">The public venues.</param>
/// <param name="Needs">The published needs that can be claimed.</param>
/// <param name="Circle">The service points within 15 minutes' walk; null also where nothing has a position.</param>
/// <param name="Rate">The rate by the measure that the office chose.</param>
/// <param name="Address">The path of this board.</param>
public sealed record PublicBoard(
    string Title, IReadOnlyList<BoardGridName> Grids, BoardPlace? Place, string? NoticeZh, string? NoticeEn, BoardOffice? Office,
    IReadOnlyList<BoardHead>? Heads, IReadOnlyList<BoardRole>? Roles, BoardTeam? Team, BoardVenues? Venues,
    BoardNeeds? Needs, ServiceCircle? Circle, BoardRate? Rate, string Address);

/// <summary>A grid on a board.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Level">1 street, 2 community, 3 unit grid.</param>
public sealed record BoardGridName(string Code, string Name, int Level);

/// <summary>The place on whose wall the board is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address.</param>
public sealed record BoardPlace(Id Id, PlaceKind Kind, string Name, string? Address);

/// <summary>How the office is reached.</summary>
/// <param name="Phone">Its telephone number.</param>
/// <param name="Address">Its address.</param>
public sealed record BoardOffice(string? Phone, string? Address);

/// <summary>A person as the office publishes them: by the whole name, or by surname and post.</summary>
/// <param name="Zh">In Chinese.</param>
/// <param name="En">In English.</param>
public sealed record BoardName(string Zh, string En);

/// <summary>A post of a grid head.</summary>
/// <param name="Grid">The code of the grid.</param>
/// <param name="GridName">The name of the grid.</param>
/// <param name="Responsibility">First or direct.</param>
/// <param name="Vacant">Whether nobody holds it.</param>
/// <param name="Name">Who holds it; null when it is vacant, and where no names are published.</param>
public sealed record BoardHead(string Grid, string GridName, Responsibility Responsibility, bool Vacant, BoardName? Name);

/// <summary>A service role.</summary>
/// <param name="Role">Its code.</param>
/// <param name="NameZh">Its Chinese name.</param>
/// <param name="NameEn">Its English name.</param>
/// <param name="Vacant">Whether nobody holds it.</param>
/// <param name="Holders">Who holds it: officers of a unit grid, instructors above; empty where no names are published.</param>
public sealed record BoardRole(string Role, string NameZh, string NameEn, bool Vacant, IReadOnlyList<BoardName> Holders);

/// <summary>The grid workers and the public groups.</summary>
/// <param name="Workers">The grid workers, at most 60; without names where none are published.</param>
/// <param name="WorkerCount">The number of grid workers.</param>
/// <param name="Groups">The public groups of the grid, of the grids below and above it, at most 30.</param>
/// <param name="GroupCount">The number of these groups.</param>
public sealed record BoardTeam(IReadOnlyList<BoardWorker> Workers, int WorkerCount, IReadOnlyList<BoardGroup> Groups, int GroupCount);

/// <summary>A grid worker.</summary>
/// <param name="GridName">The name of the unit grid.</param>
/// <param name="Name">Who it is; null where no names are published.</param>
public sealed record BoardWorker(string GridName, BoardName? Name);

/// <summary>A public group.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="OfficePhone">Its office's telephone number.</param>
/// <param name="PlaceName">Where it meets, if that place is public.</param>
/// <param name="PlaceAddress">The address of that place.</param>
public sealed record BoardGroup(string Name, GroupKind Kind, string? OfficePhone, string? PlaceName, string? PlaceAddress);

/// <summary>The public venues of the grid, of the grids below and above it.</summary>
/// <param name="Items">The venues, at most 10, of the nearest grid first.</param>
/// <param name="Count">The number of these venues.</param>
public sealed record BoardVenues(IReadOnlyList<BoardVenue> Items, int Count);

/// <summary>A public venue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address.</param>
/// <param name="OpeningHours">When it is open, in words.</param>
/// <param name="OfficePhone">Its office's telephone number.</param>
public sealed record BoardVenue(string Name, string? Address, string? OpeningHours, string? OfficePhone);

/// <summary>The published needs that can be claimed.</summary>
/// <param name="Items">The needs, at most 20, the first to be claimed first.</param>
/// <param name="Count">The number of such needs.</param>
public sealed record BoardNeeds(IReadOnlyList<BoardNeed> Items, int Count);

/// <summary>A need that can be claimed.</summary>
/// <param name="Title">What is needed.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="FromDay">The first day on which it is needed; null for any time.</param>
/// <param name="ToDay">The last day; null for any time.</param>
/// <param name="SlotsLeft">How many claims it still takes.</param>
public sealed record BoardNeed(string Title, NeedKind Kind, DateOnly? FromDay, DateOnly? ToDay, int SlotsLeft);

/// <summary>The rate by the measure that the office chose, as getMeasures gives it.</summary>
/// <param name="Measure">The code of the measure.</param>
/// <param name="NameZh">Its Chinese name.</param>
/// <param name="NameEn">Its English name.</param>
/// <param name="FormulaZh">The formula in Chinese words.</param>
/// <param name="FormulaEn">The formula in English words.</param>
/// <param name="FormulaVersion">The version of the formula.</param>
/// <param name="Unit">The counted unit.</param>
/// <param name="Period">The days that it covers.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The day after the last one.</param>
/// <param name="Numerator">The numerator of the formula.</param>
/// <param name="Denominator">The denominator; null for a count.</param>
/// <param name="Rate">Numerator ÷ denominator to eight decimals; null when the denominator is 0, and for a count.</param>
/// <param name="Display">The rate for display, such as 99.99 %; for a count the number.</param>
public sealed record BoardRate(
    string Measure, string NameZh, string NameEn, string FormulaZh, string FormulaEn, int FormulaVersion, MeasureUnit Unit,
    RatePeriod Period, DateOnly From, DateOnly To, long Numerator, long? Denominator, decimal? Rate, string? Display);
