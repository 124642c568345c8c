using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines.Clocks;

static class ClockStages
{
    /// <returns>Null where no clock runs.</returns>
    public static ClockStage? Of(TicketStatus status) => status switch
    {
        TicketStatus.Submitted or TicketStatus.Verifying => ClockStage.Accept,
        TicketStatus.Accepted or TicketStatus.Returned => ClockStage.Dispatch,
        TicketStatus.Dispatched or TicketStatus.Processing or TicketStatus.Suspended or TicketStatus.Rework => ClockStage.Handle,
        TicketStatus.Resolved => ClockStage.Check,
        TicketStatus.Closed or TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged or TicketStatus.Noted => null,
    };

    /// <summary>Whether an action starts a new run in the same stage; a late run stays late.</summary>
    public static bool Restarts(TicketAction action) =>
        action is TicketAction.Dispatch or TicketAction.Escalate or TicketAction.Return or TicketAction.Fail or TicketAction.Reopen;
}
