using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>The rows that a term counts for a subject; its figure and the list of its items use the same rows.</summary>
sealed record TermSelection(CountedRows Rows, TicketCriteria Criteria)
{
    // Joint actions that were called off do not count from then on.
    const string Actions = "(SELECT x.ticket_id, x.summoned_day, x.summoned_at, x.status, x.ended_at FROM joint_actions x)";

    const string Participants = """
        (SELECT x.ticket_id, x.summoned_day, x.summoned_at, x.status, x.ended_at, p.person_id, p.post, p.arrive_by, p.arrived_at,
                p.excused_at
           FROM joint_actions x
           JOIN joint_participants p ON p.joint_action_id = x.id)
        """;

    const string NotCalledOff = "(k.status <> 'cancelled' OR k.ended_at > @Instant)";

    public static TermSelection Of(ReportTerm term, AssessmentSubject subject)
    {
        var rows = term.Source switch
        {
            TermSource.Measure => term.Measure!.Rows,
            // A part is no report.
            TermSource.Filed => CountedRows.Filed with { OfTicket = "t.part_of IS NULL" },
            TermSource.JointActions => new CountedRows("k.summoned_day", NotCalledOff, "1 = 1") { Table = Actions, At = "k.summoned_at" },
            TermSource.JointArrivals => new CountedRows(
                "k.summoned_day", $"{NotCalledOff} AND (k.excused_at IS NULL OR k.excused_at > @Instant)",
                "(k.arrived_at IS NOT NULL AND k.arrived_at <= k.arrive_by AND k.arrived_at <= @Instant)")
            {
                Table = Participants,
                At = "k.summoned_at",
                Handler = "k.person_id",
                OfDepartment = "k.post = 'department_handler'",
            },
            TermSource.Vacancies or TermSource.Marks or TermSource.Together =>
                throw new ArgumentException("Posts, marks, needs, claims, meetings and points are no tickets.", nameof(term)),
        };
        if (term.FiledFrom is { } source)
            rows = rows with { InNumerator = $"t.source = '{source.ToCode()}'" };
        var criteria = subject.Role is { } role ? TicketCriteria.None with { Roles = [role] } : TicketCriteria.None;
        if (subject.Person is not { } person)
            return new TermSelection(rows, criteria);
        if (!IsOfReports(term))
            return new TermSelection(rows, criteria with { Handlers = [person] });
        var own = $"t.filed_by = {person.Value}";
        var denominator = rows.InDenominator is "" ? own : $"({rows.InDenominator}) AND {own}";
        return new TermSelection(rows with { InDenominator = denominator }, criteria);
    }

    /// <summary>Whether a person's figure counts the tickets that the person filed, and not those that the person handled.</summary>
    public static bool IsOfReports(ReportTerm term) => term.Source == TermSource.Filed || term.Code == "valid_report_rate";

    public static MeasurePart PartOf(ReportTerm term, MeasurePart part) => term.Part ?? part;

    /// <summary>Returns the address that lists the counted items as of the instant; null if there is none.</summary>
    public static string? Address(
        Id assessment, ReportTerm term, MeasurePart part, AssessmentSubject subject, AssessedPeriod period, Instant asOf)
    {
        var at = $"asOf={asOf.ToQueryValue()}&count=true";
        var role = subject.Role is null ? "" : $"&role={Uri.EscapeDataString(subject.Role)}";
        var where = $"grid={subject.Grid}{role}";
        var days = $"from={period.From:yyyy-MM-dd}&to={period.To:yyyy-MM-dd}";
        var personFilter = subject.Person is not { } person ? "" : IsOfReports(term) ? $"&reporter={person}" : $"&handler={person}";
        return term.Source switch
        {
            TermSource.Measure =>
                $"/v1/tickets?measure={term.Measure!.Code}&part={PartOf(term, part).ToCode()}&{days}&{where}{personFilter}&{at}",
            TermSource.Filed when term.FiledFrom is null || part == MeasurePart.Denominator =>
                $"/v1/tickets?{days}&{Reports}&{where}{personFilter}&{at}",
            TermSource.Filed when part == MeasurePart.Numerator =>
                $"/v1/tickets?{days}&{Reports}&source={term.FiledFrom.Value.ToCode()}&{where}{personFilter}&{at}",
            TermSource.Filed =>
                $"/v1/tickets?{days}&{Reports}{string.Concat(Others(term.FiledFrom.Value))}&{where}{personFilter}&{at}",
            TermSource.Vacancies when part == MeasurePart.Numerator =>
                $"/v1/grids/{subject.Grid}/vacancies?day={period.Last:yyyy-MM-dd}{role}&{at}",
            TermSource.Vacancies => null,
            TermSource.Marks when part != MeasurePart.Complement => $"/v1/review-marks?{days}&{where}&{at}",
            TermSource.Marks => null,
            TermSource.Together =>
                $"/v1/statistics/measures/{term.Together!.List}?measure={term.Code}&part={part.ToCode()}&{days}&{where}&{at}",
            _ => $"/v1/assessments/{assessment}/figures/{term.Code}?part={part.ToCode()}&grid={subject.Grid}&count=true",
        };
    }

    const string Reports = "partOf=none";

    static IEnumerable<string> Others(TicketSource source) =>
        Enum.GetValues<TicketSource>().Where(other => other != source).Select(other => $"&source={other.ToCode()}");
}
