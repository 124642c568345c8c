using GridGov.Api;
using GridGov.Domain.Needs;

namespace GridGov.Domain.Meetings.Points;

/// <summary>Points whose ticket is confidential: the ticket has their words encrypted, and the points have none any more.</summary>
static class HiddenPoints
{
    /// <summary>Removes the words of the points that became a confidential ticket, by themselves or as a need.</summary>
    public static async Task OnConfidential(Tx tx, Id ticket)
    {
        foreach (var point in await tx.Query<Id>(ListOfTicket, new { Ticket = ticket, Title = NeedWords.HiddenTitle }))
        {
            var row = await PointRow.Reread(tx, point);
            var hidden = row with { Title = NeedWords.HiddenTitle, Description = null };
            if (await PointStore.Write(tx, actor: null, hidden, "hide") is not null)
                throw new InvalidOperationException($"Point {point} has changed while its ticket became confidential.");
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
}
