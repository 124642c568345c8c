using GridGov.Domain.Tickets;

namespace GridGov.Domain.Deadlines.Clocks;

/// <summary>Which clock runs in which status.</summary>
static class ClockStages
{
    /// <returns>Null where nothing is waited for.</returns>
    public static ClockStage? Of(TicketStatus status) => status switch
    {
        TicketStatus.Submitted or TicketStatus.Verifying => ClockStage.Accept,
        TicketStatus.Accepted or TicketStatus.Returned => ClockStage.Dispatch,
        TicketStatus.Dispatched or TicketStatus.Processing or TicketStatus.Suspended or TicketStatus.Rework => ClockStage.Handle,
        TicketStatus.Resolved => ClockStage.Check,
        TicketStatus.Closed or TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged or TicketStatus.Noted => null,
    };

    /// <summary>
    /// Whether a move begins a new run of the clock that it stays on: another level, another handler. What was late before
    /// stays late in the run that it ends.
    /// </summary>
    public static bool Restarts(TicketAction action) =>
        action is TicketAction.Dispatch or TicketAction.Escalate or TicketAction.Return or TicketAction.Fail or TicketAction.Reopen;
}
