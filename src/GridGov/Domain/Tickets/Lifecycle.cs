using System.Collections.Frozen;
using static GridGov.Domain.Tickets.TicketAction;
using static GridGov.Domain.TicketStatus;

namespace GridGov.Domain.Tickets;

/// <summary>The ticket lifecycle as a pure table; the other part decides who may act.</summary>
public static partial class Lifecycle
{
    public static readonly FrozenDictionary<(TicketStatus From, TicketAction Action), TicketStatus> Transitions =
        new Dictionary<(TicketStatus, TicketAction), TicketStatus>
        {
            [(Submitted, Withdraw)] = Cancelled,
            [(Submitted, Accept)] = TicketStatus.Accepted,
            [(Submitted, Verify)] = Verifying,
            [(Submitted, SelfHandle)] = Resolved,
            [(Submitted, Reject)] = Rejected,
            [(Submitted, Merge)] = Merged,
            [(Submitted, Note)] = Noted,
            [(Submitted, Cancel)] = Cancelled,
            [(Verifying, TicketAction.ReportBack)] = Submitted,
            [(Verifying, Accept)] = TicketStatus.Accepted,
            [(Verifying, Reject)] = Rejected,
            [(Verifying, Cancel)] = Cancelled,
            [(TicketStatus.Accepted, Dispatch)] = Dispatched,
            [(TicketStatus.Accepted, Split)] = Processing,
            [(TicketStatus.Accepted, Escalate)] = TicketStatus.Accepted,
            [(TicketStatus.Accepted, Merge)] = Merged,
            [(TicketStatus.Accepted, Cancel)] = Cancelled,
            [(Dispatched, Take)] = Processing,
            [(Dispatched, Recall)] = TicketStatus.Accepted,
            [(Dispatched, Reassign)] = Dispatched,
            [(Dispatched, Split)] = Processing,
            [(Dispatched, Return)] = Returned,
            [(Dispatched, Escalate)] = TicketStatus.Accepted,
            [(Dispatched, Cancel)] = Cancelled,
            [(Returned, Dispatch)] = Dispatched,
            [(Returned, Escalate)] = TicketStatus.Accepted,
            [(Returned, Cancel)] = Cancelled,
            [(Processing, Resolve)] = Resolved,
            [(Processing, Split)] = Processing,
            [(Processing, Return)] = Returned,
            [(Processing, Reassign)] = Dispatched,
            [(Processing, Suspend)] = Suspended,
            [(Processing, Escalate)] = TicketStatus.Accepted,
            [(Processing, Cancel)] = Cancelled,
            [(Suspended, Resume)] = Processing,
            [(Suspended, Cancel)] = Cancelled,
            [(Resolved, Pass)] = Closed,
            [(Resolved, Fail)] = Rework,
            [(Rework, Take)] = Processing,
            [(Rework, Dispatch)] = Dispatched,
            [(Rework, Cancel)] = Cancelled,
            [(Closed, Reopen)] = TicketStatus.Accepted,
            [(Closed, Evaluate)] = Closed,
            [(Rejected, Reopen)] = TicketStatus.Accepted,
            [(Cancelled, Reopen)] = TicketStatus.Accepted,
            [(Merged, Reopen)] = TicketStatus.Accepted,
            [(Noted, Reopen)] = TicketStatus.Accepted,
        }.ToFrozenDictionary();

    /// <summary>The statuses of actions without a transition; those on a related item are limited by that item instead.</summary>
    public static readonly FrozenDictionary<TicketAction, FrozenSet<TicketStatus>> ActionsWithoutTransition =
        new Dictionary<TicketAction, TicketStatus[]>
        {
            [Comment] = Enum.GetValues<TicketStatus>(),
            [TicketAction.RequestExtension] = [Dispatched, Processing, Rework],
            [TicketAction.RequestSuspension] = [Processing],
            [TicketAction.ApproveRequest] = Enum.GetValues<TicketStatus>(),
            [TicketAction.RefuseRequest] = Enum.GetValues<TicketStatus>(),
            [Summon] = [TicketStatus.Accepted, Dispatched, Returned, Processing, Rework],
            [TicketAction.Arrive] = Enum.GetValues<TicketStatus>(),
            [TicketAction.ReportResult] = Enum.GetValues<TicketStatus>(),
            [Excuse] = Enum.GetValues<TicketStatus>(),
            [TicketAction.CancelJointAction] = Enum.GetValues<TicketStatus>(),
            [Supervise] = [.. Enum.GetValues<TicketStatus>().Where(status => !HasEnded(status))],
            [Reply] = Enum.GetValues<TicketStatus>(),
            [Remind] = Enum.GetValues<TicketStatus>(),
            [Lift] = Enum.GetValues<TicketStatus>(),
            [Contact] = Enum.GetValues<TicketStatus>(),
            [Amend] = [.. Enum.GetValues<TicketStatus>().Where(status => !HasEnded(status))],
        }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToFrozenSet());

    /// <summary>The condition on tickets t that have not ended, as <see cref="HasEnded"/>.</summary>
    public const string IsOpen = "t.status NOT IN ('closed', 'rejected', 'cancelled', 'merged', 'noted')";

    /// <summary>Whether the ticket has ended; only reopening continues it.</summary>
    public static bool HasEnded(TicketStatus status) => status is Closed or Rejected or Cancelled or Merged or Noted;

    public static TicketStage StageOf(TicketStatus status, bool evaluated = false) => status switch
    {
        Submitted => TicketStage.Collect,
        Verifying or TicketStatus.Accepted => TicketStage.Establish,
        Dispatched or Returned => TicketStage.Dispatch,
        Processing or Suspended or Rework => TicketStage.Handle,
        Resolved => TicketStage.FeedBack,
        Closed => evaluated ? TicketStage.Evaluate : TicketStage.Check,
        Rejected or Cancelled or Merged or Noted => TicketStage.End,
    };
}
