using GridGov.Api;

namespace GridGov.Features.Meetings.ReviewMarks;

/// <summary>Marks that residents gave at reviews.</summary>
public sealed class ReviewMarksApiGroup() : ApiGroup("review-marks", "meetings");
