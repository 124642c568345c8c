using GridGov.Api;

namespace GridGov.Features.Meetings.Points;

/// <summary>Points (议题) of meetings, and what became of them.</summary>
public sealed class PointsApiGroup() : ApiGroup("points", "meetings");
