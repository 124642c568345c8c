using GridGov.Api;

namespace GridGov.Features.Meetings;

/// <summary>Marks that residents gave at reviews.</summary>
public sealed class ReviewMarksApiGroup() : ApiGroup("review-marks", "meetings");
