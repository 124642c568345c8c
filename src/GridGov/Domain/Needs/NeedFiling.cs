using GridGov.Domain.Campaigns;
using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Needs.Claims;
using GridGov.Domain.Places;
using GridGov.Domain.Tickets.Filing;
using GridGov.Security;

namespace GridGov.Domain.Needs;

/// <summary>Makes a ticket of a need. The need is closed with it, and claims that go on are released.</summary>
static class NeedFiling
{
    const string ReleaseReason = "该需求已转为案卷。";

    /// <param name="description">By default the words of the need.</param>
    public static async Task<ProblemHttpResult?> File(
        Tx tx, Actor actor, CityEnvelopes envelopes, NeedRow need, string category, FreeText? description, Urgency? urgency)
    {
        var place = need.PlaceId is { } id ? (await PlaceRow.List(tx, [id])).FirstOrDefault() : null;
        var contact = need.Contact is { } text ? await NeedContact.Decrypt(tx, need.Id, text) : null;
        var report = new FiledReport(category, description ?? (need.Description is { } more ? $"{need.Title}：{more}" : need.Title))
        {
            Urgency = urgency,
            Reporter = contact is null ? null : new FiledReport.Person(contact.Name, contact.Phone),
        };
        var (ticket, refusal) = await TicketFiling.File(
            tx, actor, envelopes, report, need.GridCode, TicketSource.Need, place is { RetiredAt: null } ? place : null);
        if (ticket is null)
            return refusal;
        if (await ClaimTransition.ReleaseAll(tx, actor, need.Id, ReleaseReason) is { } failed)
            return failed;
        var closed = need with
        {
            // The ticket has the contact as its reporter, so that it is forgotten with it.
            Status = NeedStatus.Closed,
            Closing = NeedClosing.Ticket,
            ClosedAt = tx.Now,
            TicketId = ticket.Id,
            Contact = null,
        };
        if (ticket.Confidential)
            closed = HiddenNeeds.Hide(closed);
        if (await NeedTransition.Write(tx, actor, closed, "file_ticket") is { } stale)
            return stale;
        if (ticket.Confidential)
        {
            await HiddenNeeds.HideAnswers(tx, need.Id);
            await HiddenPoints.OnConfidential(tx, ticket.Id);
            await HiddenRecords.OnConfidential(tx, ticket.Id);
        }
        return null;
    }
}
