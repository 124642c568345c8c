using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Geo;
using GridGov.Security;

namespace GridGov.Features.Tickets.Duplicates;

/// <summary>Tickets that may report the same problem (疑似重复), the most similar first.</summary>
/// <param name="Items">The candidates, at most 20.</param>
public sealed record Duplicates(IReadOnlyList<Duplicates.Candidate> Items)
{
    /// <summary>
    /// A ticket of the same category, or of another one of its group, that is open and was filed within 24 hours, or was closed within
    /// seven days; and that is nearby or has a similar description.
    /// </summary>
    /// <param name="Ticket">The ticket.</param>
    /// <param name="SameCategory">Whether it has the same category; otherwise its category is of the same group.</param>
    /// <param name="Nearby">Whether it is at most 50 metres away.</param>
    /// <param name="Metres">The distance in metres; absent when one of the two has no coordinates.</param>
    /// <param name="Likeness">
    /// The similarity of the descriptions, 0 to 1, by their common pairs of characters; absent without a text to compare.
    /// </param>
    public sealed record Candidate(Ticket Ticket, bool SameCategory, bool Nearby, double? Metres, double? Likeness);

    /// <param name="At">
    /// The instant of filing; tickets filed within 24 hours of it, and those closed in the seven days before, are compared.
    /// </param>
    /// <param name="Self">The ticket itself, which is left out; null if it is not filed yet.</param>
    /// <param name="Whole">The whole of a part, which is left out too.</param>
    internal sealed record DuplicateCriteria(
        string Category, string? Grid, double? Lng, double? Lat, string? Text, Instant At, Id? Self = null, Id? Whole = null);

    internal const string Description =
        "Tickets of the category or of another one of its group that are at most 50 metres away or, in the same grid, have a similar " +
        "description: open ones that were filed within 24 hours, and those closed in the seven days before and filed in the ninety " +
        "before. Parts, into which nothing is merged, are not among them, nor is the whole of a part.";

    const double NearbyMetres = 50;
    const double MinSimilarity = 0.4;
    const int MaxItems = 20;
    const int IdBits = 22;
    static readonly TimeSpan Window = TimeSpan.FromHours(24);
    static readonly TimeSpan ClosedWindow = TimeSpan.FromDays(7);

    /// <summary>How long ago a closed ticket was filed at most, so that a grid's older ones are not read.</summary>
    static readonly TimeSpan ClosedFiledWindow = TimeSpan.FromDays(90);

    /// <summary>Searches by two indexes, each with a limit: the cells around the place, and the grid's recent tickets.</summary>
    internal static async Task<Duplicates> Find(Tx tx, Actor actor, DuplicateCriteria criteria)
    {
        var scope = actor.ScopeOf(Capability.TicketRead);
        var parameters = new DynamicParameters();
        parameters.Add("Group", criteria.Category[..2]);
        parameters.Add("GroupEnd", criteria.Category[..2] + ":");
        parameters.Add("Self", (criteria.Self ?? Id.None).Value);
        parameters.Add("Whole", (criteria.Whole ?? Id.None).Value);
        // Ids begin with the instant of filing, so a range of ids is a range of time.
        parameters.Add("From", (criteria.At - Window).Milliseconds << IdBits);
        parameters.Add("To", ((criteria.At + Window).Milliseconds + 1) << IdBits);
        parameters.Add("ClosedFrom", criteria.At - ClosedWindow);
        parameters.Add("ClosedFiledFrom", (criteria.At - ClosedFiledWindow).Milliseconds << IdBits);
        parameters.Add("Until", criteria.At);
        var rows = new List<TicketRow>();
        if (criteria is { Lng: { } lng, Lat: { } lat })
        {
            var cells = InList.Of(parameters, "cell", GeoCells.CellsWithin(lng, lat, NearbyMetres));
            rows.AddRange(await tx.Query(SelectOpen($"t.cell IN {cells}"), TicketRow.Read, parameters, scope));
            rows.AddRange(await tx.Query(SelectClosed($"t.cell IN {cells}"), TicketRow.Read, parameters, scope));
        }
        if (criteria is { Grid: { } grid, Text: not null })
        {
            parameters.Add("Grid", grid);
            rows.AddRange(await tx.Query(SelectOpen("t.grid_code = @Grid"), TicketRow.Read, parameters, scope));
            rows.AddRange(await tx.Query(SelectClosed("t.grid_code = @Grid"), TicketRow.Read, parameters, scope));
        }
        var found = rows.DistinctBy(row => row.Id).Select(row => Comparison.Of(criteria, row)).Where(comparison => comparison.IsCandidate)
            .OrderByDescending(comparison => comparison.SameCategory)
            .ThenByDescending(comparison => comparison.Nearby)
            .ThenByDescending(comparison => comparison.Likeness)
            .ThenBy(comparison => comparison.Metres)
            .ThenByDescending(comparison => comparison.Row.Id.Value)
            .Take(MaxItems).ToList();
        var views = await TicketView.Load(tx, found.ConvertAll(comparison => comparison.Row));
        return new Duplicates([.. found.Select((comparison, i) =>
            new Candidate(views[i].ToTicket(), comparison.SameCategory, comparison.Nearby, comparison.Metres, comparison.Likeness))]);
    }

    sealed record Comparison(TicketRow Row, bool SameCategory, bool Nearby, double? Metres, double? Likeness, bool IsCandidate)
    {
        public static Comparison Of(DuplicateCriteria criteria, TicketRow row)
        {
            var metres = criteria is { Lng: { } lng, Lat: { } lat } && row is { Lng: { } otherLng, Lat: { } otherLat }
                ? Math.Round(GeoCells.Distance(lng, lat, otherLng, otherLat), 1)
                : (double?)null;
            var likeness = criteria.Text is { } text
                ? Math.Round(GridGov.Text.TextSimilarity.Compute(text, row.MaskText(row.Description)), 3)
                : (double?)null;
            var nearby = metres <= NearbyMetres;
            var similar = likeness >= MinSimilarity && row.GridCode == criteria.Grid;
            return new Comparison(row, row.Category == criteria.Category, nearby, metres, likeness, IsCandidate: nearby || similar);
        }
    }

    static string SelectOpen(string where) => Select($"""
        {where} AND t.id >= @From AND t.id < @To AND {Lifecycle.IsOpen}
        """);

    static string SelectClosed(string where) => Select(
        $"{where} AND t.id >= @ClosedFiledFrom AND t.status = 'closed' AND t.closed_at >= @ClosedFrom AND t.closed_at <= @Until");

    // Hides the grid's index where the cells' index is faster; the search by grid uses its own condition.
    static string Select(string where) => $"""
        {TicketRow.Select} WHERE {where} AND t.category IN (SELECT code FROM categories WHERE code >= @Group AND code < @GroupEnd)
           AND t.id <> @Self AND t.id <> @Whole AND t.part_of IS NULL AND {TicketParties.InScopeOf(Sql.WithoutIndex("t.grid_code"))}
         ORDER BY t.id DESC
         LIMIT 200
        """;
}
