using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Domain.Tickets.Query;
using GridGov.Features.Assessments.Schemes;
using GridGov.Security;

namespace GridGov.Features.Assessments.Reports;

/// <summary>A ticket counted in a report, with its present data.</summary>
/// <param name="Id">The ticket's id.</param>
/// <param name="Number">The ticket's number.</param>
/// <param name="Status">The present status.</param>
/// <param name="GridCode">The code of the grid.</param>
/// <param name="GridName">The name of the grid.</param>
/// <param name="CategoryZh">The category's Chinese name.</param>
/// <param name="CategoryEn">The category's English name.</param>
/// <param name="Description">The reported description; ****** for a confidential ticket.</param>
/// <param name="FiledAt">The time of filing.</param>
/// <param name="ClosedAt">The time of closing; null while the ticket is open.</param>
public sealed record CountedTicket(
    Id Id, string Number, TicketStatus Status, string GridCode, string GridName, string CategoryZh, string CategoryEn, string Description,
    Instant FiledAt, Instant? ClosedAt);

/// <summary>The tickets counted in a number of a report, as far as the reader may see them.</summary>
sealed record AssessedTickets(AssessmentRow Report, ReportTerm Term, MeasurePart Part, string Grid)
{
    /// <returns>Null if the report has no such number.</returns>
    public static AssessedTickets? Of(AssessmentRow report, string term, string? part, string? grid)
    {
        var subject = report.Subject;
        grid ??= subject.Grid;
        if (ReportTerm.Find(term) is not { } found || !found.IsOf(subject.Kind))
            return null;
        if (grid != subject.Grid && (subject.Kind != SubjectKind.Level || !GridCode.Covers(subject.Grid, grid)))
            return null;
        var which = part is null ? MeasurePart.Numerator : Codes<MeasurePart>.Parse(part);
        // A count has no denominator and no complement.
        return found.IsCount && which != MeasurePart.Numerator ? null : new AssessedTickets(report, found, which, grid);
    }

    public async Task<Page<CountedTicket>> Read(Tx tx, Actor actor, HttpContext http, string? cursor, int limit, bool count)
    {
        var counted = TermSelection.Of(Term, Report.Subject.Whole with { Grid = Grid });
        var query = new TicketQuery
        {
            Grids = [Grid],
            Criteria = counted.Criteria,
            Measure = new MeasureSelection(counted.Rows, TermSelection.PartOf(Term, Part), Report.Period.Days),
            AsOf = Report.AsOf,
        };
        var fingerprint = string.Join('|', "counted", Report.Id, Term.Code, Part, Grid);
        var page = Where(TicketReading.Page);
        page.And(
            "t.id < @last", ("last", Id.TryParseExact(Cursor.Parse(fingerprint, cursor), out var last) ? last : new Id(long.MaxValue)));
        page.Parameters.Add("rows", limit + 1);
        var rows = await tx.Query<Row>($"{Select} WHERE {page} ORDER BY t.id DESC LIMIT @rows", page.Parameters, page.Scope);
        return Cursor.CreatePage(http, fingerprint, limit, rows.ConvertAll(row => row.ToTicket()), ticket => ticket.Id.ToString(),
            count ? await Where(TicketReading.Count).Count(tx) : null);

        TicketWhere Where(TicketReading reading) => new(query, actor.ScopeOf(Capability.TicketRead), tx.Now, reading);
    }

    sealed record Row
    {
        public required Id Id { get; init; }
        public required string Number { get; init; }
        public required TicketStatus Status { get; init; }
        public required string GridCode { get; init; }
        public required string GridName { get; init; }
        public required string NameZh { get; init; }
        public required string NameEn { get; init; }
        public required FreeText Description { get; init; }
        public required bool Confidential { get; init; }
        public required Instant FiledAt { get; init; }
        public Instant? ClosedAt { get; init; }

        public CountedTicket ToTicket() => new(
            Id, Number, Status, GridCode, GridName, NameZh, NameEn, Description.MaskedIf(Confidential), FiledAt, ClosedAt);
    }

    const string Select = """
        SELECT t.id, t.number, t.status, t.grid_code, g.name AS grid_name, c.name_zh, c.name_en, t.description, t.confidential,
               t.filed_at, t.closed_at
          FROM tickets t
          JOIN grids g ON g.code = t.grid_code
          JOIN categories c ON c.code = t.category

        """;
}
