using GridGov.Api;

namespace GridGov.Features.Meetings;

/// <summary>Meetings (会议) with their attendees, minutes and marks.</summary>
public sealed class MeetingsApiGroup() : ApiGroup("meetings", "meetings");
