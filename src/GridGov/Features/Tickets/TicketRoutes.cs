using GridGov.Platform.Http;

namespace GridGov.Features.Tickets;

/// <summary>Tickets (案卷): filing, reading, and the verbs of the lifecycle.</summary>
public static class TicketRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var tickets = v1.MapFeature("/tickets", "tickets");
        FileTicket.Map(tickets);
        ListTickets.Map(tickets);
        GetTicket.Map(tickets);
        GetReporters.Map(tickets);
        ListEvents.Map(tickets);
        ListActions.Map(tickets);
        CommentTicket.Map(tickets);

        AcceptTicket.Map(tickets);
        RejectTicket.Map(tickets);
        SelfHandleTicket.Map(tickets);
        DispatchTicket.Map(tickets);
        TakeTicket.Map(tickets);
        ReturnTicket.Map(tickets);
        ResolveTicket.Map(tickets);
        EscalateTicket.Map(tickets);
        PassTicket.Map(tickets);
        FailTicket.Map(tickets);
        CancelTicket.Map(tickets);
        ReopenTicket.Map(tickets);
    }
}
