using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Together;
using GridGov.Security;

namespace GridGov.Features.Assessments.Reports;

/// <summary>A need, a claim of one, a point, or a cycle of meetings that a report counts.</summary>
/// <param name="Title">The title of the need, the point or the series; a confidential ticket hides it.</param>
/// <param name="GroupName">The group whose need or meeting it is, or that claimed it.</param>
/// <param name="At">The time of publishing, of the claim or of raising; null for a cycle.</param>
/// <param name="Days">The first and the last day of a cycle.</param>
sealed record CountedTogether(
    Id Id, string Title, string GridName, string? GroupName, Instant? At, (DateOnly First, DateOnly Last)? Days = null)
{
    /// <summary>What a report counts, as far as the reader may see it.</summary>
    public static Task<Page<CountedTogether>> Read(
        Tx tx, Actor actor, AssessedTickets counted, HttpContext http, string? cursor, int limit)
    {
        var page = new AskedPage(
            http, string.Join('|', "together", counted.Report.Id, counted.Term.Code, counted.Part, counted.Grid), cursor, limit);
        var query = new CountQuery([counted.Grid], counted.Report.Period.Days) { AsOf = counted.Report.AsOf };
        var scope = Scope.Of(actor.ScopeOf(counted.Term.Together!.Reading).Roots);
        return counted.Term.Together is TogetherRowMeasure rows
            ? ReadRows(tx, rows, counted.Part, query, scope, page)
            : ReadCycles(tx, counted.Part, query, scope, page);
    }

    sealed record AskedPage(HttpContext Http, string Fingerprint, string? Cursor, int Limit);

    static async Task<Page<CountedTogether>> ReadRows(
        Tx tx, TogetherRowMeasure measure, MeasurePart part, CountQuery query, Scope scope, AskedPage asked)
    {
        Id? before = Id.TryParseExact(Cursor.Parse(asked.Fingerprint, asked.Cursor), out var last) ? last : null;
        var (ids, _) = await TogetherRows.List(tx, measure, part, query, before, asked.Limit + 1, count: false);
        var page = Cursor.CreatePage(asked.Http, asked.Fingerprint, asked.Limit, ids, id => id.ToString());
        var (parameters, source) = (new DynamicParameters(), measure.Source);
        var rows = page.Items.Count == 0 ? [] : await tx.Query($"""
            SELECT {source.Id}, {source.Words}, g.name, o.name AS group_name, {source.At}
              FROM {source.From}
              JOIN grids g ON g.code = {source.Grid}
              LEFT JOIN groups o ON o.id = {source.Group}
             WHERE {source.Id} IN {InList.Of(parameters, "id", page.Items)} AND @scope({source.Grid})
             ORDER BY {source.Id} DESC
            """, c => new CountedTogether(c.Id(), c.Text(), c.Text(), c.TextOrNull(), c.Instant()), parameters, scope);
        return new Page<CountedTogether>(rows, page.Next, page.Count);
    }

    static async Task<Page<CountedTogether>> ReadCycles(Tx tx, MeasurePart part, CountQuery query, Scope scope, AskedPage asked)
    {
        var (cycles, _) = await DueCycles.List(tx, part, query, Cursor.Parse(asked.Fingerprint, asked.Cursor), asked.Limit + 1);
        var page = Cursor.CreatePage(asked.Http, asked.Fingerprint, asked.Limit, cycles, cycle => cycle.Key);
        var parameters = new DynamicParameters();
        var series = page.Items.Count == 0 ? [] : (await tx.Query($"""
            SELECT s.id, s.title, g.name, o.name AS group_name
              FROM meeting_series s
              JOIN grids g ON g.code = s.grid_code
              LEFT JOIN groups o ON o.id = s.group_id
             WHERE s.id IN {InList.Of(parameters, "id", page.Items.Select(cycle => cycle.Series).Distinct())} AND @scope(s.grid_code)
            """, c => new CountedTogether(c.Id(), c.Text(), c.Text(), c.TextOrNull(), At: null), parameters, scope))
            .ToDictionary(each => each.Id);
        return new Page<CountedTogether>(
            [.. page.Items.Where(cycle => series.ContainsKey(cycle.Series))
                .Select(cycle => series[cycle.Series] with { Days = (cycle.First, cycle.Last) })],
            page.Next, page.Count);
    }
}
