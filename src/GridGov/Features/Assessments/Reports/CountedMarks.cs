using GridGov.Api;
using GridGov.Domain.Meetings;
using GridGov.Security;

namespace GridGov.Features.Assessments.Reports;

/// <summary>The marks of residents that a report counts, as far as the reader may see their reviews.</summary>
static class CountedMarks
{
    public static async Task<Page<MarkRow>> Read(
        Tx tx, Actor actor, AssessedTickets counted, HttpContext http, string? cursor, int limit)
    {
        var (report, grid) = (counted.Report, counted.Grid);
        var fingerprint = string.Join('|', "marks", report.Id, counted.Part, grid);
        var rows = await tx.Query<MarkRow>(List, new
        {
            report.Period.From, report.Period.To, report.AsOf, Grid = grid, GridEnd = GridCode.EndOfSubtree(grid),
            Reader = MeetingRow.Reader(actor), Rows = limit + 1,
            Last = Id.TryParseExact(Cursor.Parse(fingerprint, cursor), out var last) ? last : new Id(long.MaxValue),
        }, actor.ScopeOf(Capability.MeetingRead));
        return Cursor.CreatePage(http, fingerprint, limit, rows, row => row.Id.ToString());
    }

    const string List = $"""
        {MarkRow.Select}
         WHERE k.meeting_id IN (SELECT m.id FROM meetings m WHERE {MeetingRow.InScope} AND m.day >= @From AND m.day < @To)
           AND {MarkRow.AsOf} AND k.grid_code >= @Grid AND k.grid_code < @GridEnd AND k.id < @Last
         ORDER BY k.id DESC
         LIMIT @Rows
        """;
}
