using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Needs;

namespace GridGov.Domain.Meetings;

/// <summary>Points whose ticket is confidential: the ticket has their words encrypted, and the points have none any more.</summary>
static class HiddenPoints
{
    /// <summary>Removes the words of the points that became a confidential ticket, by themselves or as a need.</summary>
    public static async Task OnConfidential(Tx tx, Id ticket)
    {
        foreach (var point in await tx.Query<Id>(ListOfTicket, new { Ticket = ticket, Title = NeedWords.HiddenTitle }))
        {
            await tx.Execute(SetHidden, new { Id = point, Title = NeedWords.HiddenTitle, Salt = ContentHash.NewSalt() });
            var row = await PointRow.Reread(tx, point);
            await Journal.Append(tx, new JournalEntry(PointRow.Subject, point.ToString(), row.GridCode, "hide", Actor: null, row.Version)
            {
                Payload = new { row.Status, Content = row.Hash() },
            });
            await HideAnswers(tx, row);
        }
    }

    /// <summary>The kept answers with its words. That of raising it is kept for the meeting, which its route names.</summary>
    public static async Task HideAnswers(Tx tx, PointRow point)
    {
        await StoredResponses.Hide(tx, point.Id);
        await StoredResponses.Hide(tx, point.MeetingId);
    }

    const string ListOfTicket = """
        SELECT p.id
          FROM points p
         WHERE (p.ticket_id = @Ticket OR p.need_id IN (SELECT n.id FROM needs n WHERE n.ticket_id = @Ticket))
           AND (p.title <> @Title OR p.description IS NOT NULL)
         ORDER BY p.id
        """;

    const string SetHidden = """
        UPDATE points SET title = @Title, description = NULL, salt = @Salt, version = version + 1 WHERE id = @Id
        """;
}
