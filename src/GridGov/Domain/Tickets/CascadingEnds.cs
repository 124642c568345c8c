namespace GridGov.Domain.Tickets;

/// <summary>The related items that a transition ends: a request that lapses, and at the ticket's end its order and joint action.</summary>
readonly record struct CascadingEnds(Id? Request, Id? JointAction, Id? Order)
{
    public static TicketRow Of(TicketView before, TicketRow after, out CascadingEnds ends)
    {
        var ended = Lifecycle.HasEnded(after.Status);
        ends = new CascadingEnds(
            after.RequestId is { } request && !CouldStillBeMade(before, after) ? request : null,
            ended ? after.JointActionId : null,
            ended ? after.SupervisionId : null);
        return ends == default ? after : after with
        {
            RequestId = ends.Request is null ? after.RequestId : null,
            JointActionId = ended ? null : after.JointActionId,
            SupervisionId = ended ? null : after.SupervisionId,
            ReplyDueAt = ended ? null : after.ReplyDueAt,
        };
    }

    static bool CouldStillBeMade(TicketView before, TicketRow after)
    {
        // A request of this transition is new and stays.
        if (before.Related.Request is not { } request || request.Id != after.RequestId)
            return true;
        var action = request.Kind == RequestKind.Extension ? TicketAction.RequestExtension : TicketAction.RequestSuspension;
        return Lifecycle.ActionsWithoutTransition[action].Contains(after.Status) && after.HandlerId == before.Row.HandlerId;
    }

    public async Task Write(Tx tx)
    {
        if (Request is { } request)
            await tx.Execute(Lapse, new { Id = request, tx.Now });
        if (JointAction is { } joint)
            await tx.Execute(Cancel, new { Id = joint, tx.Now });
        if (Order is { } order)
            await tx.Execute(Lift, new { Id = order, tx.Now });
    }

    const string Lapse = "UPDATE ticket_requests SET status = 'lapsed', decided_at = @Now WHERE id = @Id";
    const string Cancel = "UPDATE joint_actions SET status = 'cancelled', ended_at = @Now WHERE id = @Id";
    const string Lift = "UPDATE supervisions SET lifted_at = @Now WHERE id = @Id";
}
