using Dapper;
using GridGov.Api;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>
/// Records that would tell where a confidential ticket is: those whose finding it is or whose need became it, and those that were corrected
/// by one. Place, time and words of them are shown only to their author and to who may read that ticket.
/// </summary>
static class HiddenRecords
{
    /// <summary>Those of the records whose place, time and words the reader may not see.</summary>
    public static async Task<HashSet<Id>> Find(Tx tx, Actor reader, IEnumerable<RecordRow> rows)
    {
        const int AtOnce = 512;
        var hidden = new HashSet<Id>();
        // Only a finding or a need has a ticket, and only a correction can have given one to an earlier record.
        var ids = rows.Where(row => row.Content.TicketId is not null || row.Needs > 0 || row.CorrectedBy is not null)
            .Select(row => row.Id).ToList();
        foreach (var portion in ids.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "id", portion);
            hidden.UnionWith(await tx.Query<Id>(
                $"SELECT r.id FROM records r WHERE r.id IN {list} AND NOT ({Shown(reader, parameters)})", parameters));
        }
        return hidden;
    }

    /// <summary>Removes the kept answers about the records of a ticket that becomes confidential: they have place and words.</summary>
    public static async Task OnConfidential(Tx tx, Id ticket)
    {
        foreach (var record in await tx.Query<Id>(ListOfTicket, new { Ticket = ticket }))
            await StoredResponses.Hide(tx, record);
    }

    /// <summary>The condition on records r whose place, time and words the reader may see, by what their tickets are now.</summary>
    public static string Shown(Actor reader, DynamicParameters parameters)
    {
        parameters.Add("hiddenReader", reader.Id);
        // An API key reads what its rights reach, also of the person for whom it acts.
        var isAuthor = reader.Key is null ? "r.person_id = @hiddenReader OR " : "";
        return $"""
            {isAuthor}NOT EXISTS (
                WITH RECURSIVE later (id, ticket_id, corrected_by) AS (
                    SELECT r.id, r.ticket_id, r.corrected_by
                     UNION ALL
                    SELECT n.id, n.ticket_id, n.corrected_by
                      FROM later l
                      JOIN records n ON n.id = l.corrected_by),
                became (ticket_id) AS (
                    SELECT l.ticket_id
                      FROM later l
                     UNION ALL
                    SELECT d.ticket_id
                      FROM later l
                      JOIN record_needs x ON x.record_id = l.id
                      JOIN needs d ON d.id = x.need_id)
                SELECT 1
                  FROM became b
                  JOIN tickets t ON t.id = b.ticket_id
                 WHERE t.confidential = 1
                   AND NOT ({ConfidentialReaders.MayRead(reader, parameters)}))
            """;
    }

    // The answer of a correction is kept for the record that it corrects, which its route names.
    const string ListOfTicket = """
        WITH RECURSIVE told (id, corrects_id) AS (
            SELECT r.id, r.corrects_id
              FROM records r
             WHERE r.id IN (SELECT f.id FROM records f WHERE f.ticket_id = @Ticket
                             UNION
                            SELECT x.record_id FROM needs n JOIN record_needs x ON x.need_id = n.id WHERE n.ticket_id = @Ticket)
             UNION
            SELECT e.id, e.corrects_id
              FROM told l
              JOIN records e ON e.id = l.corrects_id)
        SELECT id FROM told ORDER BY id
        """;
}
