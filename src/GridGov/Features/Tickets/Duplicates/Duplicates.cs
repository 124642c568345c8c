using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Tickets;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Features.Tickets.Duplicates;

/// <summary>Tickets that may tell of the same problem (疑似重复), the likeliest first.</summary>
/// <param name="Items">At most 20.</param>
public sealed record Duplicates(IReadOnlyList<Duplicates.Candidate> Items)
{
    /// <summary>An open ticket of the same category that was filed within 24 hours, and nearby or in like words.</summary>
    /// <param name="Ticket">The ticket.</param>
    /// <param name="Nearby">It is at most 50 metres away.</param>
    /// <param name="Metres">How far away it is; absent when one of the two has no coordinates.</param>
    /// <param name="Likeness">How alike the descriptions are, 0 to 1, by the pairs of characters that they share; absent when there is none to compare with.</param>
    public sealed record Candidate(Ticket Ticket, bool Nearby, double? Metres, double? Likeness);

    /// <summary>What is compared with the tickets that there are.</summary>
    /// <param name="Grid">The grid whose tickets are compared by their words.</param>
    /// <param name="At">24 hours before and after it.</param>
    /// <param name="Self">The ticket itself.</param>
    internal sealed record DuplicateCriteria(string Category, string? Grid, double? Lng, double? Lat, string? Text, Instant At, Id? Self = null);

    const double NearbyMetres = 50;
    const double MinSimilarity = 0.4;
    const int MaxItems = 20;
    const int IdBits = 22;
    static readonly TimeSpan Within = TimeSpan.FromHours(24);

    /// <summary>Two look-ups by index, each bounded: the cells around the place, and the grid's last day.</summary>
    internal static async Task<Duplicates> Find(Tx tx, Actor actor, DuplicateCriteria criteria)
    {
        var scope = actor.ScopeOf(Capability.TicketRead);
        var parameters = new DynamicParameters();
        parameters.Add("Category", criteria.Category);
        parameters.Add("Self", (criteria.Self ?? Id.None).Value);
        // Ids are in the order of filing, and begin with the instant of it.
        parameters.Add("From", (criteria.At - Within).Milliseconds << IdBits);
        parameters.Add("To", ((criteria.At + Within).Milliseconds + 1) << IdBits);
        var rows = new List<TicketRow>();
        if (criteria is { Lng: { } lng, Lat: { } lat })
        {
            var cells = InList.Of(parameters, "cell", GeoCells.CellsWithin(lng, lat, NearbyMetres));
            rows.AddRange(await tx.Query(SelectCandidates($"t.cell IN {cells}"), TicketRow.Read, parameters, scope));
        }
        if (criteria is { Grid: { } grid, Text: not null })
        {
            parameters.Add("Grid", grid);
            rows.AddRange(await tx.Query(SelectCandidates("t.grid_code = @Grid"), TicketRow.Read, parameters, scope));
        }
        var found = rows.DistinctBy(row => row.Id).Select(row => Comparison.Of(criteria, row)).Where(one => one.Offered)
            .OrderByDescending(one => one.Nearby)
            .ThenByDescending(one => one.Likeness)
            .ThenBy(one => one.Metres)
            .ThenByDescending(one => one.Row.Id.Value)
            .Take(MaxItems).ToList();
        var views = await TicketView.Load(tx, found.ConvertAll(one => one.Row));
        return new Duplicates([.. found.Select((one, i) => new Candidate(views[i].ToTicket(), one.Nearby, one.Metres, one.Likeness))]);
    }

    sealed record Comparison(TicketRow Row, bool Nearby, double? Metres, double? Likeness, bool Offered)
    {
        public static Comparison Of(DuplicateCriteria criteria, TicketRow row)
        {
            var metres = criteria is { Lng: { } lng, Lat: { } lat } && row is { Lng: { } otherLng, Lat: { } otherLat }
                ? Math.Round(GeoCells.Distance(lng, lat, otherLng, otherLat), 1)
                : (double?)null;
            var likeness = criteria.Text is { } text ? Math.Round(GridGov.Text.TextSimilarity.Compute(text, row.Description), 3) : (double?)null;
            var nearby = metres <= NearbyMetres;
            return new Comparison(row, nearby, metres, likeness, Offered: nearby || (likeness >= MinSimilarity && row.GridCode == criteria.Grid));
        }
    }

    // The expressions keep the engine from the grid's index where the cell's is the shorter way, and the other way round.
    static string SelectCandidates(string where) => $"""
        {TicketRow.Select} WHERE {where} AND t.category = @Category AND t.id >= @From AND t.id < @To AND t.id <> @Self
           AND t.status NOT IN ('closed', 'rejected', 'cancelled', 'merged', 'noted') AND @scope({Sql.WithoutIndex("t.grid_code")})
         ORDER BY t.id DESC
         LIMIT 200
        """;
}
