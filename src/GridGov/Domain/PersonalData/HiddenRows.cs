using GridGov.Api;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Needs;
using GridGov.Domain.Notifications;

namespace GridGov.Domain.PersonalData;

/// <summary>
/// Masks the words about a ticket that becomes confidential in every row that has them besides the ticket's own: its requests, orders,
/// joint actions, calls and files, the need and the point that it came from, the notifications, and the stored answers. Its events stay,
/// and are masked when they are shown.
/// </summary>
static class HiddenRows
{
    public static async Task Hide(Tx tx, Id ticket)
    {
        foreach (var sql in new[]
        {
            MaskRequests, MaskOrders, MaskJointActions, MaskParticipants, MaskContacts, MaskAttachments, MaskOutsideAnswers,
            ForgetHashes,
        })
            await tx.Execute(sql, new { Id = ticket, FreeText.Mask });
        await HiddenNeeds.OnConfidential(tx, ticket);
        await HiddenPoints.OnConfidential(tx, ticket);
        await HiddenRecords.OnConfidential(tx, ticket);
        await NotificationWriter.Mask(tx, ticket);
        await StoredResponses.Hide(tx, ticket);
    }

    const string MaskRequests = """
        UPDATE ticket_requests
           SET reason = @Mask, decision_reason = CASE WHEN decision_reason IS NOT NULL THEN @Mask END
         WHERE ticket_id = @Id
        """;

    const string MaskOrders = """
        UPDATE supervisions
           SET instruction = @Mask, reply = CASE WHEN reply IS NOT NULL THEN @Mask END,
               lift_reason = CASE WHEN lift_reason IS NOT NULL THEN @Mask END
         WHERE ticket_id = @Id
        """;

    const string MaskJointActions = """
        UPDATE joint_actions
           SET purpose = @Mask, cancel_reason = CASE WHEN cancel_reason IS NOT NULL THEN @Mask END
         WHERE ticket_id = @Id
        """;

    const string MaskParticipants = """
        UPDATE joint_participants
           SET result = CASE WHEN result IS NOT NULL THEN @Mask END, excuse = CASE WHEN excuse IS NOT NULL THEN @Mask END
         WHERE joint_action_id IN (SELECT j.id FROM joint_actions j WHERE j.ticket_id = @Id)
        """;

    const string MaskAttachments = """
        UPDATE ticket_attachments
           SET caption = CASE WHEN caption IS NOT NULL THEN @Mask END, position = NULL, sha256 = NULL, confidential = 1
         WHERE ticket_id = @Id
        """;

    const string MaskOutsideAnswers = """
        UPDATE outside_answers
           SET party = @Mask, question = @Mask, answer = CASE WHEN answer IS NOT NULL THEN @Mask END
         WHERE ticket_id = @Id
        """;

    // A hash by which an upload would be found to be the same; ordinary tickets that have the file go on having it.
    const string ForgetHashes = """
        UPDATE files
           SET sha256 = NULL
         WHERE id IN (SELECT x.file_id FROM ticket_attachments x WHERE x.ticket_id = @Id)
           AND NOT EXISTS (SELECT 1 FROM ticket_attachments o WHERE o.file_id = files.id AND o.confidential = 0)
        """;

    const string MaskContacts = "UPDATE ticket_contacts SET note = @Mask WHERE ticket_id = @Id AND note IS NOT NULL";
}
