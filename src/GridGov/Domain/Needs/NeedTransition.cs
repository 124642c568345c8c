using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Needs;

/// <summary>The only place where the row of a need changes, each time with an event that has all of it but words and contact.</summary>
static class NeedTransition
{
    /// <param name="actor">Null for what happens by itself.</param>
    /// <param name="capability">By which the actor's post is named.</param>
    /// <param name="reason">Of the event; no words of the need.</param>
    /// <returns>The refusal; null when it is done.</returns>
    public static async Task<ProblemHttpResult?> Write(
        Tx tx, Actor? actor, NeedRow after, string action, Capability capability = Capability.NeedPublish, string? reason = null)
    {
        if (await tx.Execute(Update, Columns(after)) == 0)
            return Problems.StaleVersion();
        // The boards show published needs, and their words leave them in the same act.
        if (after is { PublishedAt: not null, Status: NeedStatus.Closed })
            tx.Invalidate(CacheTopic.Boards);
        await Journal.Append(tx, await Event(tx, actor, after, action, capability, after.Version + 1) with { Reason = reason });
        return null;
    }

    public static async Task Insert(Tx tx, Actor actor, NeedRow need)
    {
        await tx.Execute(InsertRow, Columns(need));
        await Journal.Append(tx, await Event(tx, actor, need, "submit", Capability.NeedSubmit, need.Version));
    }

    static async Task<JournalEntry> Event(Tx tx, Actor? actor, NeedRow need, string action, Capability capability, long version) =>
        new(Need.Subject, need.Id.ToString(), need.GridCode, action, actor?.Id, version)
        {
            Post = actor?.PostsFor(capability, need.GridCode).FirstOrDefault()?.Kind,
            // No words and no place, because the need may become a confidential ticket, and no ticket.
            Payload = new
            {
                need.Kind, Group = need.GroupId?.ToString(), need.Status, need.Closing, need.Continuing, need.Cycle, need.Slots,
                From = need.FromDay, To = need.ToDay, need.ClaimBy, need.Hidden, Alerted = need.AlertedAt is not null,
                ActsFor = actor is not null && need.IsOfGroupOf(actor) ? need.GroupId?.ToString() : null,
                Words = need.WordsHash(),
                Contact = need.Contact is { } contact ? (await NeedContact.Decrypt(tx, need.Id, contact)).Hash() : null,
            },
        };

    static object Columns(NeedRow need) => new
    {
        need.Id, need.Kind, need.Title, need.Description, need.GridCode, need.PlaceId, need.GroupId, need.Contact, need.Salt, need.Hidden,
        need.Status, need.Closing, need.Reason, need.Continuing, need.Cycle, need.Slots, need.FromDay, need.ToDay, need.ClaimBy,
        need.AlertedAt, need.TicketId, need.SubmittedBy, need.SubmittedAt, need.PublishedAt, need.ClosedAt, need.Version,
    };

    const string InsertRow = """
        INSERT INTO needs (id, kind, title, description, grid_code, place_id, group_id, contact, salt, hidden, status, closing, reason,
                           continuing, cycle, slots, from_day, to_day, claim_by, alerted_at, ticket_id, submitted_by, submitted_at,
                           published_at, closed_at, version)
        VALUES (@Id, @Kind, @Title, @Description, @GridCode, @PlaceId, @GroupId, @Contact, @Salt, @Hidden, @Status, @Closing, @Reason,
                @Continuing, @Cycle, @Slots, @FromDay, @ToDay, @ClaimBy, @AlertedAt, @TicketId, @SubmittedBy, @SubmittedAt,
                @PublishedAt, @ClosedAt, @Version)
        """;

    const string Update = """
        UPDATE needs
           SET kind = @Kind, title = @Title, description = @Description, grid_code = @GridCode, place_id = @PlaceId, group_id = @GroupId,
               contact = @Contact, salt = @Salt, hidden = @Hidden, status = @Status, closing = @Closing, reason = @Reason,
               continuing = @Continuing, cycle = @Cycle, slots = @Slots, from_day = @FromDay, to_day = @ToDay, claim_by = @ClaimBy,
               alerted_at = @AlertedAt, ticket_id = @TicketId, published_at = @PublishedAt, closed_at = @ClosedAt, version = version + 1
         WHERE id = @Id AND version = @Version
        """;
}
