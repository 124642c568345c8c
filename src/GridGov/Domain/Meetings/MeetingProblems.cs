using GridGov.Api;

namespace GridGov.Domain.Meetings;

/// <summary>Problems of meetings, their series, points and marks.</summary>
static class MeetingProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        // Series
        new(400, "unknown-series",
            new("在您的范围内没有该例会。", "There is no such series of meetings within your scope.")),
        new(409, "series-ended",
            new("该例会已经结束。", "The series of meetings has ended.")),
        new(400, "outside-series",
            new("该日不在例会的日期之内。", "The day is none of the series' days."),
            new("{0} 不在例会的日期之内。", "{0} is none of the series' days.")),
        new(400, "not-of-series",
            new("例会中的会议沿用例会的类型、网格与组织。", "A meeting of a series has the series' kind, grid and group.")),

        // Meetings
        new(409, "meeting-not-held",
            new("该会议尚未召开。", "The meeting has not been held yet.")),
        new(409, "meeting-already-held",
            new("该会议已经召开。", "The meeting has been held already.")),
        new(409, "meeting-closed",
            new("该会议已经办结。", "The meeting is closed.")),
        new(403, "own-grid-not-marked",
            new("网格长不得为自己的网格录入评议得分。", "The head of a grid does not enter the marks of that grid.")),
        new(409, "meeting-cancelled",
            new("该会议已经取消。", "The meeting is cancelled.")),
        new(400, "held-in-future",
            new("召开时间晚于当前时间。", "The meeting cannot have been held in the future."),
            new("召开时间晚于当前时间（{0}）。", "The meeting cannot have been held in the future; it is {0} now.")),
        new(400, "held-too-long-ago",
            new("召开时间早于 400 天前，不再接受。", "The meeting was held more than 400 days ago and is not accepted any more.")),
        new(400, "past-without-attendance",
            new("已过去的会议须连同召开时间与出席情况一并登记。",
                "A meeting in the past is recorded together with the time at which it was held and with who came.")),
        new(400, "attendance-incomplete",
            new("每位受邀者都须填写出席情况。", "The attendance of each who was invited must be given."),
            new("尚有 {0} 位受邀者未填写出席情况。", "The attendance of {0} who were invited is missing.")),
        new(400, "nobody-present",
            new("无人出席的会议不算召开；请取消它。", "A meeting to which nobody came was not held; cancel it.")),
        new(400, "attendance-not-expected",
            new("出席情况仅在登记已召开的会议时填写。", "Attendance is only given for a meeting that was held.")),
        new(400, "invited-twice",
            new("同一人或组织重复受邀。", "A person or group is invited twice.")),
        new(400, "unknown-attendee",
            new("该会议没有此参会者。", "The meeting has no such attendee.")),
        new(409, "attendee-raised-points",
            new("此参会者已提出议题，不能撤回邀请。", "The attendee has raised points, so the invitation cannot be taken back.")),
        new(409, "too-many-attendees",
            new("参会者过多。", "There are too many attendees."),
            new("一次会议至多 {0} 位参会者。", "A meeting has at most {0} attendees.")),
        new(409, "points-undecided",
            new("尚有议题未处理。", "There are points to which nothing was decided."),
            new("尚有 {0} 项议题未处理。", "There are {0} points to which nothing was decided.")),

        // Points
        new(403, "not-of-the-meeting",
            new("只有会议的组织者与受邀者可以提出议题。", "Only who manages the meeting or is invited to it raises points.")),
        new(403, "not-the-points-author",
            new("只有提出者或会议的组织者可以修改议题。", "Only its author or who manages the meeting edits a point.")),
        new(409, "point-decided",
            new("该议题已经处理。", "Something was decided on the point already.")),
        new(409, "too-many-meeting-points",
            new("议题已达上限。", "The meeting has as many points as it may have."),
            new("一次会议至多 {0} 项议题。", "A meeting has at most {0} points.")),
        new(400, "grid-outside-meeting",
            new("该网格不在会议的网格之内。", "The grid does not lie in the meeting's."),
            new("网格 {0} 不存在或不在会议的网格之内。", "Grid {0} does not exist or does not lie in the meeting's.")),

        // Marks
        new(409, "meeting-not-a-review",
            new("只有居民评议会可以打分。", "Only a residents' review gives marks.")),
    ];
}
