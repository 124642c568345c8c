using GridGov.Platform.Http;

namespace GridGov.Features.Assessments;

public sealed class SchemeGroup() : ApiGroup("assessments/schemes", "assessments");
