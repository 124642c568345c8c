using GridGov.Api;

namespace GridGov.Features.Appointments;

/// <summary>Problems of appointments and of a grid's posts.</summary>
static class AppointmentProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "post-not-at-level",
            new("该岗位不设在此层级。", "This post does not exist at this level of grid.")),
        new(409, "post-already-held",
            new("该岗位在这段时间已有人担任。", "This post is already held on some of those days."),
            new("{0}自 {1} 起担任该岗位，与这段时间重叠。", "This post is already held on some of those days, by {0} from {1}.")),
        new(409, "roster-needs-grid",
            new("网格长与花名册须属于街道、社区或单元网格。", "Heads and rosters belong to a street, community or unit grid."),
            new("{0} 是市或区县；网格长与花名册须属于街道、社区或单元网格。",
                "{0} is a city or county; heads and rosters belong to a street, community or unit grid.")),
        new(409, "appointment-ended",
            new("该任命已经结束。", "The appointment has already ended.")),
        new(409, "appointment-not-begun",
            new("任命最早于其首日结束。", "An appointment ends on its first day at the earliest."),
            new("任命最早于其首日（{0}）结束。", "An appointment ends on its first day ({0}) at the earliest.")),
        new(409, "appointment-not-pending",
            new("该任命无须确认。", "The appointment does not await a confirmation.")),
        new(403, "confirmation-by-another",
            new("须由另一名管理员决定：不能是作出任命的人、被任命的人，也不能是为其账号重设登录方式的人。",
                "Another administrator decides this: neither who made the appointment, nor the appointee, nor who gave access to the " +
                "account.")),
        new(409, "last-administrator",
            new("这是全域最后一名管理员，请先任命另一名。",
                "This is the last administrator of the whole deployment; appoint another one first.")),
    ];
}
