using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Together;
using GridGov.Security;

namespace GridGov.Features.Assessments.Reports;

/// <summary>A need, or the claim of one, that a report counts.</summary>
/// <param name="Title">The title of the need; its ticket, if confidential, has another.</param>
/// <param name="GroupName">The group whose need it is, or that claimed it.</param>
/// <param name="At">The time of publishing, or of the claim.</param>
sealed record CountedNeed(Id Id, string Title, string GridName, string? GroupName, Instant At);

/// <summary>The needs and claims that a report counts, as far as the reader may see them.</summary>
static class CountedNeeds
{
    public static async Task<Page<CountedNeed>> Read(
        Tx tx, Actor actor, AssessedTickets counted, HttpContext http, string? cursor, int limit)
    {
        var (report, measure) = (counted.Report, counted.Term.Together!);
        var fingerprint = string.Join('|', "needs", report.Id, counted.Term.Code, counted.Part, counted.Grid);
        Id? before = Id.TryParseExact(Cursor.Parse(fingerprint, cursor), out var last) ? last : null;
        var query = new CountQuery([counted.Grid], report.Period.Days) { AsOf = report.AsOf };
        var (ids, _) = await TogetherRows.List(tx, measure, counted.Part, query, before, limit + 1, count: false);
        var page = Cursor.CreatePage(http, fingerprint, limit, ids, id => id.ToString());
        var (parameters, source) = (new DynamicParameters(), measure.Source);
        var rows = page.Items.Count == 0 ? [] : await tx.Query($"""
            SELECT {source.Id}, n.title, g.name, o.name AS group_name, {source.At}
              FROM {source.From}
              JOIN grids g ON g.code = n.grid_code
              LEFT JOIN groups o ON o.id = {source.Group}
             WHERE {source.Id} IN {InList.Of(parameters, "id", page.Items)} AND @scope(n.grid_code)
             ORDER BY {source.Id} DESC
            """, c => new CountedNeed(c.Id(), c.Text(), c.Text(), c.TextOrNull(), c.Instant()), parameters,
            Scope.Of(actor.ScopeOf(Capability.NeedRead).Roots));
        return new Page<CountedNeed>(rows, page.Next, page.Count);
    }
}
