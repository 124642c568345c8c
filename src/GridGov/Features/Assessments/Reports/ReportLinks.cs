using GridGov.Domain.Statistics;

namespace GridGov.Features.Assessments.Reports;

/// <summary>The addresses behind a report's numbers.</summary>
/// <param name="Number">The list of a number of a figure of a grid; null if there is none.</param>
sealed record ReportLinks(Func<Assessment.Figure, MeasurePart, string, string?> Number, string? Other, string? Workbook)
{
    /// <summary>Links to the lists of the API, for clients that send an access token.</summary>
    public static readonly ReportLinks Api = new((figure, part, _) => part switch
    {
        MeasurePart.Numerator => figure.Lists.Numerator,
        MeasurePart.Denominator => figure.Lists.Denominator,
        MeasurePart.Complement => figure.Lists.Complement,
    }, null, null);
}
