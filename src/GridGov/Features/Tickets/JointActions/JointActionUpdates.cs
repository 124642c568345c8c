using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.JointActions;

static class JointActionUpdates
{
    /// <param name="args">The parameters of the statement; texts of a confidential ticket are masked.</param>
    /// <param name="fault">Checks the request after the action itself has been allowed.</param>
    public static async Task<Results<Ok<JointAction>, NotFound, ProblemHttpResult>> Apply(
        Tx tx, Actor actor, Id ticketId, Id jointId, IfMatch version, TicketAction action, string update, Func<TicketRow, object> args,
        Func<JointActionRow, JointActionRow> change,
        FreeText? reason = null, object? payload = null, Func<JointActionRow, ProblemHttpResult?>? fault = null)
    {
        if (await TicketForUpdate.Find(tx, actor, ticketId) is not { } ticket
            || await FindJointAction(tx, ticket, jointId) is not { } joint)
            return TypedResults.NotFound();
        // A joint action that has ended counts as none, even if another one is open.
        var state = ticket.View.ToState();
        if (state.JointAction?.Id != jointId)
            state = state with { JointAction = null };
        if (TicketTransition.Check(ticket, state, version, action, actor, out var decision) is { } refusal)
            return refusal;
        if (fault?.Invoke(joint) is { } faulty)
            return faulty;
        await tx.Execute(update, args(ticket.Row));
        var changed = change(joint);
        if (changed.IsFinished && changed.Action.EndedAt is null)
        {
            await tx.Execute(Finish, new { Id = jointId, tx.Now });
            changed = changed with { Action = changed.Action with { Status = JointActionStatus.Done, EndedAt = tx.Now } };
        }
        return await TicketTransition.Write(tx, actor, ticket, decision, new TicketChange(action)
        {
            Row = row => changed.Action.EndedAt is null ? row : row with { JointActionId = null },
            Related = related => related with { JointAction = changed },
            Reason = reason,
            Payload = payload,
        }) is { } after
            ? TypedResults.Ok(changed.ToJointAction(after.View.Masked, tx.Now, after.Row.Version))
            : TicketTransition.VersionConflict();
    }

    /// <summary>Returns the open joint action; any other is read, so that the refusal can say that it is not open.</summary>
    static async Task<JointActionRow?> FindJointAction(Tx tx, TicketForUpdate ticket, Id jointId) =>
        ticket.Related.JointAction is { } open && open.Id == jointId ? open : await JointActionRow.Find(tx, ticket.Row.Id, jointId);

    const string Finish = "UPDATE joint_actions SET status = 'done', ended_at = @Now WHERE id = @Id";
}
