using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>
/// The tickets that needs and points of meetings became, for whoever may read them. A confidential one is named only to who may read what
/// it says, because the link tells whose it is.
/// </summary>
static class TicketLinks
{
    const int AtOnce = 512;

    /// <summary>A ticket.</summary>
    public sealed record Link(Id Id, string Number, TicketStatus Status);

    public static async Task<Dictionary<Id, Link>> List(Tx tx, Actor reader, IEnumerable<Id> tickets)
    {
        var found = new Dictionary<Id, Link>();
        foreach (var portion in tickets.Distinct().Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var rows = await tx.Query($"""
                SELECT t.id, t.number, t.status
                  FROM tickets t
                 WHERE t.id IN {InList.Of(parameters, "id", portion)} AND {TicketParties.InScope}
                   AND (t.confidential = 0 OR {ConfidentialReaders.MayRead(reader, parameters)})
                """, c => new Link(c.Id(), c.Text(), c.Enum<TicketStatus>()), parameters, reader.ScopeOf(Capability.TicketRead));
            foreach (var row in rows)
                found[row.Id] = row;
        }
        return found;
    }
}
