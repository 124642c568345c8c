using GridGov.Platform.Http;

namespace GridGov.Features.Assessments;

/// <summary>Assessments (考核评价): reports of a day, week, month, quarter or year, with a score; kept as issued.</summary>
public static class AssessmentRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var assessments = v1.MapFeature("/assessments", "assessments");
        IssueAssessment.Map(assessments);
        ListAssessments.Map(assessments);
        GetAssessment.Map(assessments);
        ReissueAssessment.Map(assessments);
        ListCounted.Map(assessments);

        LinkAssessment.Map(assessments);
        ViewAssessment.Map(assessments);
        ViewCounted.Map(assessments);

        var schemes = v1.MapFeature("/assessments/schemes", "assessments");
        ListSchemes.Map(schemes);
        GetScheme.Map(schemes);
        CreateScheme.Map(schemes);
        PutScheme.Map(schemes);
    }
}
