using System.Globalization;
using GridGov.Domain.Groups;
using GridGov.Domain.Needs;
using GridGov.Domain.Statistics;

namespace GridGov.Domain.Boards;

/// <summary>Reads what a board shows of a grid besides its people.</summary>
static class BoardSections
{
    const int MaxGroups = 30;
    const int MaxVenues = 10;
    const int MaxNeeds = 20;

    public static async Task<List<BoardGridName>> Grids(Tx tx, string grid) =>
        await tx.Query(ListGrids, c => new BoardGridName(c.Text(), c.Text(), c.Int()), BoardArea.Parameters(grid, tx.Today));

    public static async Task<(List<BoardGroup> Groups, int Count)> Groups(Tx tx, string grid)
    {
        var rows = await tx.Query(ListGroups,
            c => (Group: new BoardGroup(c.Text(), c.Enum<GroupKind>(), c.TextOrNull(), c.TextOrNull(), c.TextOrNull()), Count: c.Long()),
            Parameters(tx, grid, MaxGroups));
        return (rows.ConvertAll(row => row.Group), rows is [var first, ..] ? (int)first.Count : 0);
    }

    public static async Task<BoardVenues> Venues(Tx tx, string grid)
    {
        var rows = await tx.Query(ListVenues,
            c => (Venue: new BoardVenue(c.Text(), c.TextOrNull(), c.TextOrNull(), c.TextOrNull()), Count: c.Long()),
            Parameters(tx, grid, MaxVenues));
        return new BoardVenues(rows.ConvertAll(row => row.Venue), rows is [var first, ..] ? (int)first.Count : 0);
    }

    public static async Task<BoardNeeds> Needs(Tx tx, string grid)
    {
        var rows = await tx.Query(ListNeeds,
            c => (Need: new BoardNeed(c.Text(), c.Enum<NeedKind>(), c.DayOrNull(), c.DayOrNull(), (int)c.Long()), Count: c.Long()),
            Parameters(tx, grid, MaxNeeds));
        return new BoardNeeds(rows.ConvertAll(row => row.Need), rows is [var first, ..] ? (int)first.Count : 0);
    }

    /// <summary>The figure that getMeasures gives for the same grid and days.</summary>
    public static async Task<BoardRate> Rate(Tx tx, string grid, BoardContent content)
    {
        var measure = TicketMeasure.Find(content.Measure)!;
        var days = content.Period.DaysUntil(tx.Today);
        var rate = (await MeasureReader.Read(tx, measure, new CountQuery([grid], days))).Total;
        return new BoardRate(
            measure.Code, measure.Name.Zh, measure.Name.En, measure.Formula.Zh, measure.Formula.En, measure.Version, measure.Unit,
            content.Period, days.From, days.To, rate.Numerator, measure.IsCount ? null : rate.Denominator,
            measure.IsCount ? null : rate.Value,
            measure.IsCount ? rate.Numerator.ToString(CultureInfo.InvariantCulture) : rate.Display);
    }

    static Dapper.DynamicParameters Parameters(Tx tx, string grid, int rows)
    {
        var parameters = BoardArea.Parameters(grid, tx.Today);
        parameters.Add("Rows", rows);
        return parameters;
    }

    const string ListGrids = """
        SELECT code, name, level
          FROM grids
         WHERE code IN (@Grid, @Community, @Street)
         ORDER BY level
        """;

    static readonly string ListGroups = $"""
        SELECT x.name, x.kind, x.office_phone, p.name AS place_name, p.address AS place_address, count(*) OVER () AS total
          FROM groups x
          LEFT JOIN places p ON p.id = x.place_id AND p.public = 1 AND p.retired_at IS NULL AND p.kind <> 'household'
         WHERE {BoardArea.Of("x.grid_code")} AND x.public = 1 AND x.ended_at IS NULL
         ORDER BY length(x.grid_code) DESC, x.id
         LIMIT @Rows
        """;

    static readonly string ListVenues = $"""
        SELECT p.name, p.address, p.opening_hours, p.office_phone, count(*) OVER () AS total
          FROM places p
         WHERE {BoardArea.Of("p.grid_code")} AND p.kind = 'venue' AND p.public = 1 AND p.retired_at IS NULL
         ORDER BY length(p.grid_code) DESC, p.id
         LIMIT @Rows
        """;

    // What became a ticket is not offered any more, and neither are its words.
    static readonly string ListNeeds = $"""
        SELECT n.title, n.kind, n.from_day, n.to_day,
               n.slots - (SELECT count(*) FROM claims c WHERE c.need_id = n.id AND c.status <> 'released') AS slots_left,
               count(*) OVER () AS total
          FROM needs n
         WHERE {BoardArea.Of("n.grid_code")} AND n.status = 'open' AND n.published_at IS NOT NULL AND n.ticket_id IS NULL
           AND n.hidden = 0 AND (n.to_day IS NULL OR n.to_day >= @Today)
         ORDER BY n.claim_by, n.id
         LIMIT @Rows
        """;
}
