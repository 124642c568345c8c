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
        UnmaskTicket.Map(tickets);
        GetReporters.Map(tickets);
        UnmaskReporters.Map(tickets);
        FindByPhone.Map(tickets);
        ListEvents.Map(tickets);
        ListActions.Map(tickets);
        GetDeadlines.Map(tickets);
        CommentTicket.Map(tickets);
        ListComments.Map(tickets);

        AcceptTicket.Map(tickets);
        VerifyTicket.Map(tickets);
        AnswerVerification.Map(tickets);
        RejectTicket.Map(tickets);
        MergeTicket.Map(tickets);
        NoteTicket.Map(tickets);
        SelfHandleTicket.Map(tickets);
        DispatchTicket.Map(tickets);
        TakeTicket.Map(tickets);
        ReturnTicket.Map(tickets);
        ResolveTicket.Map(tickets);
        SuspendTicket.Map(tickets);
        ResumeTicket.Map(tickets);
        EscalateTicket.Map(tickets);
        PassTicket.Map(tickets);
        FailTicket.Map(tickets);
        EvaluateTicket.Map(tickets);
        CancelTicket.Map(tickets);
        ReopenTicket.Map(tickets);

        FindDuplicates.Map(tickets);
        ListDuplicates.Map(tickets);

        AskForExtension.Map(tickets);
        AskForSuspension.Map(tickets);
        ListRequests.Map(tickets);
        ListDecidableRequests.Map(tickets);
        ApproveTicketRequest.Map(tickets);
        RefuseTicketRequest.Map(tickets);

        SummonParticipants.Map(tickets);
        ListJointActions.Map(tickets);
        GetJointAction.Map(tickets);
        ArriveAtJointAction.Map(tickets);
        ReportAtJointAction.Map(tickets);
        ExcuseParticipant.Map(tickets);
        CallOffJointAction.Map(tickets);

        SuperviseTicket.Map(tickets);
        ListSupervisions.Map(tickets);
        ReplyToOrder.Map(tickets);
        RemindOfOrder.Map(tickets);
        LiftOrder.Map(tickets);

        ContactReporter.Map(tickets);
        ListContacts.Map(tickets);
        GetOwnSummary.Map(v1.MapFeature("/me", "me"));
    }
}
