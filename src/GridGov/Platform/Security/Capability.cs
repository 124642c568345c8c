using System.Collections.Frozen;

namespace GridGov.Platform.Security;

/// <summary>What an endpoint lets its caller do; declared where the endpoint is mapped.</summary>
public enum Capability
{
    TicketRead,
    TicketFile,
    TicketComment,
    TicketAccept,
    TicketVerify,
    TicketReportBack,
    TicketReject,
    TicketMerge,
    TicketNote,
    TicketDispatch,
    TicketTake,
    TicketResolve,
    TicketReturn,
    TicketSelfHandle,
    TicketRequest,
    TicketApprove,
    TicketResume,
    TicketEscalate,
    TicketCheck,
    TicketEvaluate,
    TicketCancel,
    TicketReopen,
    TicketSummon,
    TicketJoin,
    TicketSupervise,
    TicketReply,
    ReporterRead,
    TicketContact,
    GridRead,
    GridManage,
    PersonRead,
    PersonManage,
    CategoryManage,
    CalendarManage,
    StatisticsRead,
    AssessmentRead,
    AssessmentIssue,
    SchemeManage,
    AuditRead,
    ApiKeyManage,
}

/// <summary>Which post may do what, inside the scope that it is appointed to. The one table of rights.</summary>
public static class PostRights
{
    // Of assessments everybody reads their own; those of grids take StatisticsRead there.
    static readonly Capability[] Everybody =
        [Capability.TicketRead, Capability.TicketComment, Capability.GridRead, Capability.PersonRead, Capability.AssessmentRead];

    /// <summary>Of whoever may have a ticket in hand.</summary>
    static readonly Capability[] Handling =
        [Capability.TicketResolve, Capability.TicketRequest, Capability.TicketResume, Capability.TicketReply];

    static readonly FrozenDictionary<PostKind, FrozenSet<Capability>> Table = new Dictionary<PostKind, Capability[]>
    {
        [PostKind.GridHead] =
            [Capability.TicketFile, Capability.TicketAccept, Capability.TicketVerify, Capability.TicketNote, Capability.TicketDispatch, Capability.TicketEscalate,
             Capability.TicketCheck, Capability.TicketSummon, Capability.TicketReply, Capability.ReporterRead, Capability.TicketContact, Capability.StatisticsRead],
        // Takes, puts off and resolves only what comes back after a failed check of work done on the spot: nobody dispatches to a worker.
        [PostKind.GridWorker] = [Capability.TicketFile, Capability.TicketReportBack, Capability.TicketSelfHandle, Capability.TicketTake, .. Handling],
        [PostKind.ServiceOfficer] = [Capability.TicketFile, Capability.TicketTake, Capability.TicketReturn, Capability.TicketJoin, .. Handling],
        [PostKind.Instructor] = [Capability.TicketFile, Capability.TicketTake, Capability.TicketReturn, Capability.TicketJoin, Capability.StatisticsRead, .. Handling],
        [PostKind.DepartmentHandler] = [Capability.TicketTake, Capability.TicketReturn, Capability.TicketJoin, .. Handling],
        [PostKind.Dispatcher] =
            [Capability.TicketFile, Capability.TicketAccept, Capability.TicketVerify, Capability.TicketReject, Capability.TicketMerge, Capability.TicketNote,
             Capability.TicketDispatch, Capability.TicketEscalate, Capability.TicketCancel, Capability.TicketApprove, Capability.TicketResume, Capability.TicketEvaluate,
             Capability.TicketSummon, Capability.TicketReply, Capability.ReporterRead, Capability.TicketContact, Capability.StatisticsRead, Capability.AssessmentIssue],
        [PostKind.Inspector] = [Capability.TicketReportBack, Capability.TicketCheck, Capability.TicketEvaluate, Capability.ReporterRead, Capability.TicketContact],
        [PostKind.Supervisor] =
            [Capability.TicketReopen, Capability.TicketApprove, Capability.TicketResume, Capability.TicketEvaluate, Capability.TicketSupervise, Capability.StatisticsRead,
             Capability.AssessmentIssue, Capability.AuditRead],
        [PostKind.Administrator] =
            [Capability.GridManage, Capability.PersonManage, Capability.CategoryManage, Capability.CalendarManage, Capability.StatisticsRead,
             Capability.AssessmentIssue, Capability.SchemeManage, Capability.AuditRead, Capability.ApiKeyManage],
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Concat(Everybody).ToFrozenSet());

    public static FrozenSet<Capability> Of(PostKind post) => Table[post];
}
