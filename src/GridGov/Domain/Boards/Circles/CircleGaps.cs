namespace GridGov.Domain.Boards.Circles;

/// <summary>The courtyards of a grid that have no service point within 15 minutes' walk.</summary>
/// <param name="Grid">The grid, county or city.</param>
/// <param name="Tag">The tag of the service points; null for any.</param>
/// <param name="Minutes">The longest walk, 15 minutes.</param>
/// <param name="Rule">How walks are estimated.</param>
/// <param name="Communities">The courtyards by community, in the order of the codes.</param>
/// <param name="Total">All of them together.</param>
/// <param name="Items">The courtyards without such a point, in the order of grid and id; at most 1,000.</param>
/// <param name="Count">The number of courtyards without such a point, including those that are not listed.</param>
public sealed record CircleGaps(
    string Grid, string? Tag, int Minutes, CircleRule Rule, IReadOnlyList<CommunityGaps> Communities, GapCounts Total,
    IReadOnlyList<CourtyardGap> Items, int Count);

/// <summary>How many courtyards were compared, and how many lack a service point.</summary>
/// <param name="Courtyards">The courtyards in use.</param>
/// <param name="Gaps">Those with a position that have no such point within 15 minutes.</param>
/// <param name="WithoutPosition">Those without a position, of which nothing can be said.</param>
public sealed record GapCounts(int Courtyards, int Gaps, int WithoutPosition);

/// <summary>The courtyards of a community.</summary>
/// <param name="Code">The code of the community; that of the street for courtyards in no community.</param>
/// <param name="Name">Its name.</param>
/// <param name="Counts">Its courtyards.</param>
public sealed record CommunityGaps(string Code, string Name, GapCounts Counts);

/// <summary>A courtyard without a service point within 15 minutes' walk.</summary>
/// <param name="Id">The id of the place.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address.</param>
/// <param name="Grid">The code of its grid.</param>
/// <param name="GridName">The name of its grid.</param>
/// <param name="Community">The code of its community, or of its street.</param>
/// <param name="CommunityName">The name of its community, or of its street.</param>
/// <param name="Position">The position.</param>
public sealed record CourtyardGap(
    Id Id, string Name, string? Address, string Grid, string GridName, string Community, string CommunityName, CirclePosition Position);
