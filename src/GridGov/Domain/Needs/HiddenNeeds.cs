using GridGov.Api;

namespace GridGov.Domain.Needs;

/// <summary>Takes words, place and contact from needs whose ticket is confidential; the ticket has them encrypted.</summary>
static class HiddenNeeds
{
    /// <summary>The need without what its ticket hides. The new salt makes the former hash of its words useless for guessing.</summary>
    public static NeedRow Hide(NeedRow need) => need with
    {
        Title = NeedWords.HiddenTitle,
        Description = null,
        PlaceId = null,
        Contact = null,
        Salt = NeedContact.NewSalt(),
        Hidden = true,
    };

    /// <summary>Hides the needs of a ticket that becomes confidential.</summary>
    public static async Task OnConfidential(Tx tx, Id ticket)
    {
        foreach (var need in await tx.Query(
            NeedRow.Select + " WHERE n.ticket_id = @Ticket AND n.hidden = 0", NeedRow.Read, new { Ticket = ticket }))
        {
            // A need with a ticket is closed, so nothing else changes it.
            if (await NeedTransition.Write(tx, actor: null, Hide(need), "hide") is not null)
                throw new InvalidOperationException($"Need {need.Id} has changed while its ticket became confidential.");
            await HideAnswers(tx, need.Id);
        }
    }

    /// <summary>The kept answers about the need and its claims, which have its title.</summary>
    public static async Task HideAnswers(Tx tx, Id need)
    {
        await StoredResponses.Hide(tx, need);
        foreach (var claim in await tx.Query<Id>("SELECT id FROM claims WHERE need_id = @Need", new { Need = need }))
            await StoredResponses.Hide(tx, claim);
    }
}
