using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>What the acts on a joint action have in common.</summary>
static class JointActs
{
    /// <param name="update">The change of the joint action's own rows.</param>
    /// <param name="args">What it sets, of a confidential ticket with its words masked.</param>
    /// <param name="fault">What is wrong with the request, when the act as such is possible.</param>
    public static async Task<Results<Ok<JointAction>, NotFound, ProblemHttpResult>> Act(
        Tx tx, Actor actor, Id ticketId, Id jointId, IfMatch version, TicketAction action, string update, Func<TicketRow, object> args,
        string? reason = null, object? payload = null, Func<JointActionRow, ProblemHttpResult?>? fault = null)
    {
        var ticket = await TicketMoves.Find(tx, actor, ticketId);
        if (ticket is null || await JointActionRow.Find(tx, ticketId, jointId) is not { } joint)
            return TypedResults.NotFound();
        // One that is over is none, whatever else is open.
        var state = ticket.State();
        if (state.JointAction?.Id != jointId)
            state = state with { JointAction = null };
        if (TicketMoves.Refusal(ticket, state, version, action, actor, out var decision) is { } refusal)
            return refusal;
        if (fault?.Invoke(joint) is { } faulty)
            return faulty;
        await tx.Run(update, args(ticket));
        var changed = (await JointActionRow.Find(tx, ticketId, jointId))!;
        var over = changed.Status == JointActionStatus.Cancelled.Code() || changed.Participants.All(participant => participant.Finished);
        if (over && changed.EndedAt is null)
        {
            await tx.Run(Finish, new { Id = jointId, tx.Now });
            changed = changed with { Status = JointActionStatus.Done.Code(), EndedAt = tx.Now };
        }
        return await TicketMoves.Write(tx, actor, ticket, action, decision, row => over ? row with { JointActionId = null } : row, reason, payload) is { } after
            ? TypedResults.Ok(changed.ToJointAction(tx.Now, after.Version))
            : TicketMoves.Stale();
    }

    const string Finish = "UPDATE joint_actions SET status = 'done', ended_at = @Now WHERE id = @Id";
}
