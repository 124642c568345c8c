using GridGov.Api;

namespace GridGov.Features.Meetings.Series;

/// <summary>Series of meetings (例会), and which of their cycles had one.</summary>
public sealed class MeetingSeriesApiGroup() : ApiGroup("meeting-series", "meetings");
