using Dapper;
using GridGov.Data.Statements;
using GridGov.Security;

namespace GridGov.Domain.Campaigns;

/// <summary>
/// Records that would tell where a confidential ticket is: those of its finding, and those that were corrected by one. Place, time and
/// words of them are shown only to their author and to who may read that ticket.
/// </summary>
static class HiddenRecords
{
    /// <summary>Those of the records whose place, time and words the reader may not see.</summary>
    public static async Task<HashSet<Id>> Find(Tx tx, Actor reader, IEnumerable<RecordRow> rows)
    {
        const int AtOnce = 512;
        var hidden = new HashSet<Id>();
        // Only a finding has a ticket, and only a correction can have given one to an earlier record.
        var ids = rows.Where(row => row.Content.TicketId is not null || row.CorrectedBy is not null).Select(row => row.Id).ToList();
        foreach (var portion in ids.Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            var list = InList.Of(parameters, "id", portion);
            hidden.UnionWith(await tx.Query<Id>(
                $"SELECT r.id FROM records r WHERE r.id IN {list} AND NOT ({Shown(reader, parameters)})", parameters));
        }
        return hidden;
    }

    /// <summary>The condition on records r whose place, time and words the reader may see, by what their tickets are now.</summary>
    public static string Shown(Actor reader, DynamicParameters parameters)
    {
        parameters.Add("hiddenReader", reader.Id);
        // An API key reads what its rights reach, also of the person for whom it acts.
        var isAuthor = reader.Key is null ? "r.person_id = @hiddenReader OR " : "";
        var concerned = reader.ScopeOf(Capability.ConfidentialRead);
        return $"""
            {isAuthor}NOT EXISTS (
                WITH RECURSIVE later (ticket_id, corrected_by) AS (
                    SELECT r.ticket_id, r.corrected_by
                     UNION ALL
                    SELECT n.ticket_id, n.corrected_by
                      FROM later l
                      JOIN records n ON n.id = l.corrected_by)
                SELECT 1
                  FROM later l
                  JOIN tickets t ON t.id = l.ticket_id
                 WHERE t.confidential = 1
                   AND CASE
                       WHEN {InAny("hiddenAll", reader.ConfidentialScope().Roots, parameters)} THEN 1
                       WHEN ({InAny("hiddenOwn", concerned.Roots, parameters)}
                             OR ({InAny("hiddenParty", concerned.PartyRoots, parameters)} AND t.id IN (
                                 SELECT p.ticket_id FROM ticket_parties p WHERE p.person_id = @hiddenReader)))
                            AND (t.filed_by = @hiddenReader OR t.handler_id = @hiddenReader OR t.resolved_by = @hiddenReader
                                 OR t.verifier_id = @hiddenReader OR EXISTS (
                                     SELECT 1
                                       FROM joint_participants j
                                      WHERE j.joint_action_id = t.joint_action_id AND j.person_id = @hiddenReader)) THEN 1
                       ELSE 0 END = 0)
            """;
    }

    // A statement has one scope, which is that of the records.
    static string InAny(string name, IReadOnlyList<string> roots, DynamicParameters parameters)
    {
        foreach (var (i, root) in roots.Index())
        {
            parameters.Add($"{name}{i}From", root == GridCode.Everywhere ? "" : root);
            parameters.Add($"{name}{i}To", GridCode.EndOfSubtree(root));
        }
        return roots.Count == 0
            ? "1 = 0"
            : $"({string.Join(" OR ", roots.Select((_, i) => $"(t.grid_code >= @{name}{i}From AND t.grid_code < @{name}{i}To)"))})";
    }
}
