using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Domain.Tickets;

/// <summary>What a ticket came from.</summary>
public enum OriginKind
{
    /// <summary>需求</summary>
    Need,
    /// <summary>会议</summary>
    Meeting,
}

/// <summary>The needs and meetings that tickets came from, for whoever may read both.</summary>
static class TicketOrigins
{
    /// <summary>The tickets with their origins.</summary>
    public static async Task<List<Ticket>> Add(Tx tx, Actor reader, List<Ticket> tickets)
    {
        var (needs, points) = (Of(TicketSource.Need), Of(
            TicketSource.Meeting, TicketSource.Deputy, TicketSource.Enterprise, TicketSource.MemberUnit));
        if (needs.Count + points.Count == 0)
            return tickets;
        // The link would tell whose a confidential ticket is.
        var confidential = tickets.Where(ticket => ticket.Confidential).Select(ticket => ticket.Id).ToHashSet();
        if (confidential.Count > 0)
            confidential.ExceptWith((await TicketLinks.List(tx, reader, confidential)).Keys);
        var origins = new Dictionary<Id, Ticket.OriginRef>();
        foreach (var (ticket, need) in await List(tx, reader, SelectNeeds, "n.ticket_id", needs, Capability.NeedRead))
            origins[ticket] = new Ticket.OriginRef(OriginKind.Need, need);
        foreach (var (ticket, meeting) in await List(tx, reader, SelectMeetings, "i.ticket_id", points, Capability.MeetingRead))
            origins[ticket] = new Ticket.OriginRef(OriginKind.Meeting, meeting);
        return tickets.ConvertAll(ticket => confidential.Contains(ticket.Id)
            ? ticket
            : ticket with { Origin = origins.GetValueOrDefault(ticket.Id) });

        List<Id> Of(params ReadOnlySpan<TicketSource> sources)
        {
            var found = new List<Id>();
            foreach (var ticket in tickets)
            {
                if (sources.Contains(ticket.Source))
                    found.Add(ticket.Id);
            }
            return found;
        }
    }

    static async Task<List<(Id Ticket, Id Origin)>> List(
        Tx tx, Actor reader, string select, string column, List<Id> tickets, Capability capability)
    {
        if (tickets.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        return await tx.Query(
            $"{select} AND {column} IN {InList.Of(parameters, "ticket", tickets)}", c => (c.Id(), c.Id()), parameters,
            reader.ScopeOf(capability));
    }

    const string SelectNeeds = $"SELECT n.ticket_id, n.id FROM needs n WHERE {NeedRow.InScope}";

    const string SelectMeetings = """
        SELECT i.ticket_id, m.id
          FROM points i
          JOIN meetings m ON m.id = i.meeting_id
         WHERE @scope(m.grid_code, groups: m.id IN meeting_groups.meeting_id)
        """;
}
