using GridGov.Domain.Tickets;

namespace GridGov.Domain.PublicReports;

/// <summary>The ticket of a report whose receipt was shown; the receipt is the right to it, and no scope.</summary>
static class PublicTickets
{
    public static Task<TicketForUpdate?> Find(Tx tx, Id ticket) => TicketForUpdate.One(tx, FindOne, new { Id = ticket });

    const string FindOne = $"{TicketForUpdate.Select} WHERE t.id = @Id";
}
