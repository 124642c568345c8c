using System.Collections.Frozen;

namespace GridGov.Security;

/// <summary>A right that an endpoint requires of its caller.</summary>
public enum Capability
{
    TicketRead,
    TicketExport,
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
    ReporterUnmask,
    ConfidentialRead,
    EvidenceRead,
    TicketContact,
    GridRead,
    GridManage,
    PlaceRead,
    PlaceManage,
    CareRead,
    CampaignManage,
    RecordRead,
    RecordWrite,
    GroupRead,
    GroupManage,
    NeedRead,
    NeedSubmit,
    NeedPublish,
    NeedClaim,
    OfferManage,
    MeetingRead,
    MeetingManage,
    BoardManage,
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

/// <summary>
/// The capabilities of each post within the scope of its appointment; the only table of rights besides the few of who acts for a group
/// (<see cref="Representation"/>).
/// </summary>
public static class PostRights
{
    // People read their own assessments; those of grids also need StatisticsRead there.
    static readonly Capability[] WithoutTickets = [Capability.GridRead, Capability.PersonRead, Capability.AssessmentRead];

    // Departments work on tickets and do not go from door to door.
    static readonly Capability[] InTheStreet =
        [Capability.PlaceRead, Capability.RecordRead, Capability.GroupRead, Capability.NeedRead, Capability.MeetingRead];

    static readonly Capability[] GoingOut = [.. InTheStreet, Capability.RecordWrite, Capability.NeedSubmit, Capability.NeedClaim];

    static readonly Capability[] Planning =
        [.. InTheStreet, Capability.PlaceManage, Capability.CampaignManage, Capability.GroupManage, Capability.NeedSubmit,
         Capability.NeedPublish, Capability.OfferManage, Capability.MeetingManage, Capability.BoardManage];

    static readonly Capability[] AllPosts = [Capability.TicketRead, Capability.TicketComment, .. WithoutTickets];

    // Handlers call the reporters of tickets in their hands; the lifecycle decides.
    static readonly Capability[] Handling =
        [Capability.TicketResolve, Capability.TicketRequest, Capability.TicketResume, Capability.TicketReply, Capability.TicketContact,
         Capability.ConfidentialRead];

    static readonly Capability[] CallingBack = [Capability.ReporterRead, Capability.ReporterUnmask, Capability.TicketContact];

    // Who decides whether a ticket was handled looks at the evidence: originals show where and when a photo was taken.
    static readonly Capability[] Judging = [Capability.ConfidentialRead, Capability.EvidenceRead];

    static readonly FrozenDictionary<PostKind, FrozenSet<Capability>> Table = new Dictionary<PostKind, Capability[]>
    {
        [PostKind.GridHead] =
            [Capability.TicketFile, Capability.TicketAccept, Capability.TicketVerify, Capability.TicketNote, Capability.TicketDispatch,
             Capability.TicketEscalate, Capability.TicketCheck, Capability.TicketSummon, Capability.TicketReply, Capability.StatisticsRead,
             Capability.CareRead, .. GoingOut, .. Planning, .. CallingBack, .. Judging],
        // Workers are never dispatched to; they take only tickets that failed the check of their own handling.
        [PostKind.GridWorker] =
            [Capability.TicketFile, Capability.TicketReportBack, Capability.TicketSelfHandle, Capability.TicketTake, Capability.CareRead,
             .. GoingOut, .. Handling],
        [PostKind.ServiceOfficer] =
            [Capability.TicketFile, Capability.TicketTake, Capability.TicketReturn, Capability.TicketJoin, .. GoingOut, .. Handling],
        [PostKind.Instructor] =
            [Capability.TicketFile, Capability.TicketTake, Capability.TicketReturn, Capability.TicketJoin, Capability.StatisticsRead,
             .. GoingOut, .. Handling],
        [PostKind.DepartmentHandler] =
            [Capability.TicketTake, Capability.TicketReturn, Capability.TicketJoin, Capability.MeetingRead, .. Handling],
        [PostKind.Dispatcher] =
            [Capability.TicketFile, Capability.TicketAccept, Capability.TicketVerify, Capability.TicketReject, Capability.TicketMerge,
             Capability.TicketNote, Capability.TicketDispatch, Capability.TicketEscalate, Capability.TicketCancel, Capability.TicketApprove,
             Capability.TicketResume, Capability.TicketEvaluate, Capability.TicketSummon, Capability.TicketReply, Capability.StatisticsRead,
             Capability.AssessmentIssue, .. Planning, .. CallingBack, .. Judging],
        [PostKind.Inspector] =
            [Capability.TicketReportBack, Capability.TicketCheck, Capability.TicketEvaluate, .. GoingOut, .. CallingBack, .. Judging],
        // The lifecycle limits dispatch, cancel, summon and check to tickets above the street.
        [PostKind.Supervisor] =
            [Capability.TicketDispatch, Capability.TicketCancel, Capability.TicketSummon, Capability.TicketCheck,
             Capability.TicketReopen, Capability.TicketApprove, Capability.TicketResume, Capability.TicketEvaluate,
             Capability.TicketSupervise, Capability.StatisticsRead,
             Capability.AssessmentIssue, Capability.AuditRead, Capability.CampaignManage, Capability.CareRead, .. InTheStreet, .. Judging],
        [PostKind.Administrator] =
            [Capability.GridManage, Capability.PersonManage, Capability.CategoryManage, Capability.CalendarManage,
             Capability.StatisticsRead,
             Capability.AssessmentIssue, Capability.SchemeManage, Capability.AuditRead, Capability.ApiKeyManage, .. Planning],
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Concat(AllPosts).Concat(WithExport(pair.Value)).ToFrozenSet());

    /// <summary>Posts that read statistics may export the tickets behind them; others need no bulk data.</summary>
    static Capability[] WithExport(Capability[] own) => own.Contains(Capability.StatisticsRead) ? [Capability.TicketExport] : [];

    public static FrozenSet<Capability> Of(PostKind post) => Table[post];

    /// <summary>
    /// Posts that unmask reporters, read all confidential tickets of their grids, or give others such rights. An appointment to one
    /// gives no rights before another administrator has confirmed it.
    /// </summary>
    public static bool NeedsConfirmation(PostKind post) =>
        Of(post).Contains(Capability.ReporterUnmask) || (Of(post).Contains(Capability.ConfidentialRead) && !ReadsOwnOnly(post))
        || Of(post).Contains(Capability.PersonManage) || Of(post).Contains(Capability.ApiKeyManage);

    /// <summary>
    /// Posts that reach only those tickets of their grids of which the holder is a party: a present or former handler or verifier, or a
    /// participant of a joint action (need to know).
    /// </summary>
    public static bool IsLimitedToParties(PostKind post, Capability capability) =>
        post is PostKind.DepartmentHandler && !WithoutTickets.Contains(capability);

    /// <summary>Posts by which a capability reaches no grid, and only what the holder is invited to.</summary>
    public static bool ReadsByInvitation(PostKind post, Capability capability) =>
        post is PostKind.DepartmentHandler && capability is Capability.MeetingRead;

    /// <summary>Posts that read only those confidential tickets that they filed, handle, verify or join.</summary>
    public static bool ReadsOwnOnly(PostKind post) =>
        post is PostKind.GridWorker or PostKind.ServiceOfficer or PostKind.Instructor or PostKind.DepartmentHandler;

    /// <summary>Tells whether a post is held at a grid level; 0 stands for city, county and the whole deployment.</summary>
    public static bool IsHeldAt(PostKind post, int level) => post switch
    {
        PostKind.GridHead => level is 1 or 2 or 3,
        PostKind.GridWorker or PostKind.ServiceOfficer => level is 3,
        PostKind.Instructor => level is 1 or 2,
        PostKind.DepartmentHandler or PostKind.Dispatcher or PostKind.Inspector or PostKind.Supervisor or PostKind.Administrator =>
            level is 0 or 1,
    };
}
