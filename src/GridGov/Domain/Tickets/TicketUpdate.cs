using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets.Search;

namespace GridGov.Domain.Tickets;

/// <summary>Updates a ticket after a transition, if version and events are those that were read.</summary>
static class TicketUpdate
{
    /// <param name="before">The row that was read.</param>
    public static async Task<int> Run(
        Tx tx, TicketRow before, TicketRow row, TicketMetrics metrics, (ChainHead Read, ChainHead New) head)
    {
        var updated = await tx.Execute(Update, new
        {
            row.Id,
            row.Status,
            row.HandlingLevel,
            row.AcceptedAt,
            row.AcceptedDay,
            row.HandlerId,
            row.HandlerPost,
            row.HandlerRole,
            row.ResolvedBy,
            row.ResolvedAt,
            Result = row.MaskText(row.Result),
            row.ClosedAt,
            row.ClosedDay,
            row.VerifierId,
            VerifyQuestion = row.MaskText(row.VerifyQuestion),
            VerifyFindings = row.MaskText(row.VerifyFindings),
            row.SuspendedUntil,
            row.EvaluationScore,
            EvaluationComment = row.MaskText(row.EvaluationComment),
            row.EvaluatedAt,
            row.MergedInto,
            row.HasParts,
            row.Unverified,
            row.RequestId,
            row.Extensions,
            row.JointActionId,
            row.SupervisionId,
            row.ReplyDueAt,
            row.YellowAt,
            row.DueAt,
            row.AlertedLight,
            row.NextWakeUpAt,
            metrics.ClosingDueAt,
            metrics.DueDay,
            metrics.OnTime,
            metrics.Decision,
            metrics.DecidedDay,
            metrics.DecidedAt,
            metrics.ContactedAt,
            metrics.StateSince,
            head.New.EventCount,
            HeadHash = head.New.Hash,
            row.UpdatedAt,
            row.Version,
            ReadVersion = before.Version,
            ReadEventCount = head.Read.EventCount,
        });
        if (updated == 1)
        {
            await TicketParties.OnUpdate(tx, before, row);
            await TicketWords.OnUpdate(tx, before, row);
        }
        return updated;
    }

    const string Update = $"""
        UPDATE tickets
           SET status = @Status, handling_level = @HandlingLevel, accepted_at = @AcceptedAt, accepted_day = @AcceptedDay,
               handler_id = @HandlerId, handler_post = @HandlerPost, handler_role = @HandlerRole,
               resolved_by = @ResolvedBy, resolved_at = @ResolvedAt, result = @Result,
               closed_at = @ClosedAt, closed_day = @ClosedDay,
               verifier_id = @VerifierId, verify_question = @VerifyQuestion, verify_findings = @VerifyFindings,
               suspended_until = @SuspendedUntil, evaluation_score = @EvaluationScore, evaluation_comment = @EvaluationComment,
               evaluated_at = @EvaluatedAt, merged_into = @MergedInto, has_parts = @HasParts,
               unverified = @Unverified,
               request_id = @RequestId, extensions = @Extensions, joint_action_id = @JointActionId,
               supervision_id = @SupervisionId, reply_due_at = @ReplyDueAt,
               yellow_at = @YellowAt, due_at = @DueAt, alerted_light = @AlertedLight, next_wake_up_at = @NextWakeUpAt,
               {TicketMetrics.Assignments},
               event_count = @EventCount, head_hash = @HeadHash, updated_at = @UpdatedAt, version = @Version
         WHERE id = @Id AND version = @ReadVersion AND event_count = @ReadEventCount
        """;
}
