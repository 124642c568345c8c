using GridGov.Platform.Data;

namespace GridGov.Features.Tickets;

/// <summary>
/// What a move ends beside the status: a request that nobody needs to decide any more lapses; the end of the ticket
/// lifts the order on it and calls a joint action off.
/// </summary>
readonly record struct TicketEnds(Id? Request, Id? JointAction, Id? Order)
{
    public static TicketRow Of(TicketRow before, TicketRow after, out TicketEnds ends)
    {
        var status = Codes<TicketStatus>.Read(after.Status);
        var ended = Lifecycle.HasEnded(status);
        ends = new TicketEnds(
            after.RequestId is { } request && !StillWanted(before, after, status) ? request : null,
            ended ? after.JointActionId : null,
            ended ? after.SupervisionId : null);
        return ends == default ? after : after with
        {
            RequestId = ends.Request is null ? after.RequestId : null,
            JointActionId = ended ? null : after.JointActionId,
            SupervisionId = ended ? null : after.SupervisionId,
            ReplyDue = ended ? null : after.ReplyDue,
        };
    }

    /// <summary>The same person could still ask for it.</summary>
    static bool StillWanted(TicketRow before, TicketRow after, TicketStatus status)
    {
        // One that was asked for just now is not among the parts yet.
        if (before.Parts.Request is not { } request || request.Id != after.RequestId)
            return true;
        var action = Codes<RequestKind>.Read(request.Kind) == RequestKind.Extension ? TicketAction.RequestExtension : TicketAction.RequestSuspension;
        return Lifecycle.Stays[action].Contains(status) && after.HandlerId == before.HandlerId;
    }

    public async Task Write(Tx tx)
    {
        if (Request is { } request)
            await tx.Run(Lapse, new { Id = request, tx.Now });
        if (JointAction is { } joint)
            await tx.Run(CallOff, new { Id = joint, tx.Now });
        if (Order is { } order)
            await tx.Run(Lift, new { Id = order, tx.Now });
    }

    const string Lapse = "UPDATE ticket_requests SET status = 'lapsed', decided_at = @Now WHERE id = @Id";
    const string CallOff = "UPDATE joint_actions SET status = 'cancelled', ended_at = @Now WHERE id = @Id";
    const string Lift = "UPDATE supervisions SET lifted_at = @Now WHERE id = @Id";
}
