using GridGov.Api;

namespace GridGov.Features.Assessments.Schemes;

public sealed class SchemeGroup() : ApiGroup("assessments/schemes", "assessments");
