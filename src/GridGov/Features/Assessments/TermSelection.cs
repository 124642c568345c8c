using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Features.Assessments;

/// <summary>Which rows a term counts for a subject: its figure, and the list behind it, are made of the same.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Criteria">Which of them.</param>
sealed record TermSelection(CountedRows Rows, TicketCriteria Criteria)
{
    // Who was called to what; what is called off counts from then on as if it had never been.
    const string Actions = "(SELECT x.ticket_id, x.summoned_day, x.summoned_at, x.status, x.ended_at FROM joint_actions x)";

    const string Participants = """
        (SELECT x.ticket_id, x.summoned_day, x.summoned_at, x.status, x.ended_at, p.person_id, p.post, p.arrive_by, p.arrived_at, p.excused_at
           FROM joint_actions x
           JOIN joint_participants p ON p.joint_action_id = x.id)
        """;

    const string NotCalledOff = "(k.status <> 'cancelled' OR k.ended_at > @Instant)";

    /// <summary>Of a term that counts tickets.</summary>
    public static TermSelection Of(ReportTerm term, AssessmentSubject subject)
    {
        var rows = term.Source switch
        {
            TermSource.Measure => term.Measure!.Rows,
            TermSource.Filed => CountedRows.Filed,
            TermSource.JointActions => new CountedRows("k.summoned_day", NotCalledOff, "1 = 1") { Table = Actions, At = "k.summoned_at" },
            TermSource.JointArrivals => new CountedRows("k.summoned_day", $"{NotCalledOff} AND (k.excused_at IS NULL OR k.excused_at > @Instant)",
                "(k.arrived_at IS NOT NULL AND k.arrived_at <= k.arrive_by AND k.arrived_at <= @Instant)")
            {
                Table = Participants,
                At = "k.summoned_at",
                Handler = "k.person_id",
                OfDepartment = "k.post = 'department_handler'",
            },
            TermSource.Vacancies => throw new ArgumentException("Posts are no tickets.", nameof(term)),
        };
        if (term.FiledFrom is { } source)
            rows = rows with { InNumerator = $"t.source = '{source.ToCode()}'" };
        var criteria = subject.Role is { } role ? TicketCriteria.None with { Roles = [role] } : TicketCriteria.None;
        if (subject.Person is not { } person)
            return new TermSelection(rows, criteria);
        return IsOfReports(term)
            ? new TermSelection(rows with { InDenominator = rows.InDenominator is "" ? $"t.filed_by = {person.Value}" : $"({rows.InDenominator}) AND t.filed_by = {person.Value}" }, criteria)
            : new TermSelection(rows, criteria with { Handlers = [person] });
    }

    /// <summary>A person has made the reports, and has handled what the other terms count.</summary>
    public static bool IsOfReports(ReportTerm term) => term.Source == TermSource.Filed || term.Code == "valid_report_rate";

    /// <summary>The part of a term that a number of its line is.</summary>
    public static MeasurePart PartOf(ReportTerm term, MeasurePart part) => term.Part ?? part;

    /// <summary>The address that lists what a number counts, as it was at the instant; null when there is none.</summary>
    public static string? Address(Id assessment, ReportTerm term, MeasurePart part, AssessmentSubject subject, AssessedPeriod period, Instant asOf)
    {
        var at = $"asOf={asOf.ToQueryValue()}&count=true";
        var where = $"grid={subject.Grid}" + (subject.Role is { } role ? $"&role={Uri.EscapeDataString(role)}" : "");
        var days = $"from={period.From:yyyy-MM-dd}&to={period.To:yyyy-MM-dd}";
        var who = subject.Person is not { } person ? "" : IsOfReports(term) ? $"&reporter={person}" : $"&handler={person}";
        return term.Source switch
        {
            TermSource.Measure => $"/v1/tickets?measure={term.Measure!.Code}&part={PartOf(term, part).ToCode()}&{days}&{where}{who}&{at}",
            TermSource.Filed when term.FiledFrom is null || part == MeasurePart.Denominator => $"/v1/tickets?{days}&{where}{who}&{at}",
            TermSource.Filed when part == MeasurePart.Numerator => $"/v1/tickets?{days}&source={term.FiledFrom.Value.ToCode()}&{where}{who}&{at}",
            TermSource.Filed => $"/v1/tickets?{days}{string.Concat(Others(term.FiledFrom.Value))}&{where}{who}&{at}",
            TermSource.Vacancies when part == MeasurePart.Numerator => $"/v1/grids/{subject.Grid}/vacancies?day={period.Last:yyyy-MM-dd}{(subject.Role is null ? "" : $"&role={Uri.EscapeDataString(subject.Role)}")}&{at}",
            TermSource.Vacancies => null,
            _ => $"/v1/assessments/{assessment}/figures/{term.Code}?part={part.ToCode()}&grid={subject.Grid}&count=true",
        };
    }

    static IEnumerable<string> Others(TicketSource source) =>
        Enum.GetValues<TicketSource>().Where(other => other != source).Select(other => $"&source={other.ToCode()}");
}
