using System.Collections.Frozen;

namespace GridGov.Platform.Security;

/// <summary>What an endpoint lets its caller do; declared where the endpoint is mapped.</summary>
public enum Capability
{
    TicketRead,
    TicketFile,
    TicketComment,
    TicketAccept,
    TicketReject,
    TicketDispatch,
    TicketTake,
    TicketResolve,
    TicketReturn,
    TicketSelfHandle,
    TicketEscalate,
    TicketCheck,
    TicketCancel,
    TicketReopen,
    ReporterRead,
    GridRead,
    GridManage,
    PersonRead,
    PersonManage,
    CategoryManage,
    StatisticsRead,
    AuditRead,
    ApiKeyManage,
}

/// <summary>Which post may do what, inside the scope that it is appointed to. The one table of rights.</summary>
public static class PostRights
{
    static readonly Capability[] Everybody =
        [Capability.TicketRead, Capability.TicketComment, Capability.GridRead, Capability.PersonRead];

    static readonly FrozenDictionary<PostKind, FrozenSet<Capability>> Table = new Dictionary<PostKind, Capability[]>
    {
        [PostKind.GridHead] = [Capability.TicketFile, Capability.TicketAccept, Capability.TicketDispatch, Capability.TicketEscalate, Capability.TicketCheck, Capability.ReporterRead, Capability.StatisticsRead],
        // Takes and resolves only what comes back after a failed check of work done on the spot: nobody dispatches to a worker.
        [PostKind.GridWorker] = [Capability.TicketFile, Capability.TicketSelfHandle, Capability.TicketTake, Capability.TicketResolve],
        [PostKind.ServiceOfficer] = [Capability.TicketFile, Capability.TicketTake, Capability.TicketResolve, Capability.TicketReturn],
        [PostKind.Instructor] = [Capability.TicketFile, Capability.TicketTake, Capability.TicketResolve, Capability.TicketReturn, Capability.StatisticsRead],
        [PostKind.DepartmentHandler] = [Capability.TicketTake, Capability.TicketResolve, Capability.TicketReturn],
        [PostKind.Dispatcher] = [Capability.TicketFile, Capability.TicketAccept, Capability.TicketReject, Capability.TicketDispatch, Capability.TicketEscalate, Capability.TicketCancel, Capability.ReporterRead, Capability.StatisticsRead],
        [PostKind.Inspector] = [Capability.TicketCheck, Capability.ReporterRead],
        [PostKind.Supervisor] = [Capability.TicketReopen, Capability.StatisticsRead, Capability.AuditRead],
        [PostKind.Administrator] = [Capability.GridManage, Capability.PersonManage, Capability.CategoryManage, Capability.StatisticsRead, Capability.AuditRead, Capability.ApiKeyManage],
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Concat(Everybody).ToFrozenSet());

    public static FrozenSet<Capability> Of(PostKind post) => Table[post];
}
