using GridGov.Api;

namespace GridGov.Features.Assessments;

/// <summary>Assessments (考核评价): reports of a day, week, month, quarter or year with a score, kept as they were issued.</summary>
public sealed class AssessmentGroup() : ApiGroup("assessments", "assessments");
