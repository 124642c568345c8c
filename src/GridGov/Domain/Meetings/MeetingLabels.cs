using GridGov.Text;

namespace GridGov.Domain.Meetings;

/// <summary>The labels of codes of meetings in both languages.</summary>
static class MeetingLabels
{
    public static LocalizedText Of(MeetingKind kind) => kind switch
    {
        MeetingKind.Safety => new("安全例会", "Safety meeting"),
        MeetingKind.Joint => new("联席会", "Joint meeting"),
        MeetingKind.Deputies => new("代表进站", "Deputies' meeting"),
        MeetingKind.RoundTable => new("企业圆桌", "Round table"),
        MeetingKind.Review => new("居民评议", "Residents' review"),
        MeetingKind.Study => new("学习", "Study"),
        MeetingKind.Training => new("培训", "Training"),
    };

    public static LocalizedText Of(MeetingStatus status) => status switch
    {
        MeetingStatus.Planned => new("计划中", "Planned"),
        MeetingStatus.Held => new("已召开", "Held"),
        MeetingStatus.Closed => new("已办结", "Closed"),
        MeetingStatus.Cancelled => new("已取消", "Cancelled"),
    };

    public static LocalizedText Of(PointStatus status) => status switch
    {
        PointStatus.Raised => new("待处理", "Raised"),
        PointStatus.Ticket => new("转案卷", "A ticket"),
        PointStatus.Need => new("转需求", "A need"),
        PointStatus.Noted => new("已记录", "Noted"),
    };

    public static LocalizedText Of(Attendance attendance) => attendance switch
    {
        Attendance.Present => new("出席", "Present"),
        Attendance.Absent => new("缺席", "Absent"),
        Attendance.Excused => new("请假", "Excused"),
    };
}
