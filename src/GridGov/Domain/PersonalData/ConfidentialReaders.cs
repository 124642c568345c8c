using Dapper;
using GridGov.Security;

namespace GridGov.Domain.PersonalData;

/// <summary>Who may read a confidential ticket: the one condition for whatever would tell where it is, or whose.</summary>
static class ConfidentialReaders
{
    /// <summary>The condition on confidential tickets t that the reader may read.</summary>
    public static string MayRead(Actor reader, DynamicParameters parameters)
    {
        parameters.Add("hiddenReader", reader.Id);
        var concerned = reader.ScopeOf(Capability.ConfidentialRead);
        return $"""
            CASE
                       WHEN {InAny("hiddenAll", reader.ConfidentialScope().Roots, parameters)} THEN 1
                       WHEN ({InAny("hiddenOwn", concerned.Roots, parameters)}
                             OR ({InAny("hiddenParty", concerned.PartyRoots, parameters)} AND t.id IN (
                                 SELECT p.ticket_id FROM ticket_parties p WHERE p.person_id = @hiddenReader)))
                            AND (t.filed_by = @hiddenReader OR t.handler_id = @hiddenReader OR t.resolved_by = @hiddenReader
                                 OR t.verifier_id = @hiddenReader OR EXISTS (
                                     SELECT 1
                                       FROM joint_participants j
                                      WHERE j.joint_action_id = t.joint_action_id AND j.person_id = @hiddenReader)) THEN 1
                       ELSE 0 END = 1
            """;
    }

    // A statement has one scope, which is that of its rows.
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
