using GridGov.Security;

namespace GridGov.Domain.Tickets.Filing;

/// <summary>The ticket that is split, of which a new ticket is a part, and the post by which it is split.</summary>
sealed record PartOrigin(TicketRow Whole, Post Post)
{
    /// <summary>The details of the first event of the part, from which its level is replayed.</summary>
    public object ToPayload(TicketRow part) => new { PartOf = Whole.Id.ToString(), Whole.Number, Level = part.HandlingLevel };
}
