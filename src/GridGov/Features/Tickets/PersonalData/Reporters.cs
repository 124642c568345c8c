using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets.Related;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>The reporters of a ticket.</summary>
/// <param name="Masked">Whether names and numbers are masked.</param>
/// <param name="Items">The reporters in the order in which they reported, at most 1,000.</param>
public sealed record Reporters(bool Masked, IReadOnlyList<Reporters.Reporter> Items)
{
    /// <summary>A person who reported a problem.</summary>
    public sealed record Reporter
    {
        /// <summary>The name, if it was given.</summary>
        public string? Name { get; init; }

        /// <summary>The telephone number, if it was given.</summary>
        public string? Phone { get; init; }

        /// <summary>The time at which name and number were removed for good, because the ticket ended long ago.</summary>
        public Instant? AnonymisedAt { get; init; }

        /// <summary>The ticket that this person reported, if it was merged into this one.</summary>
        public HistoryEvent.Merged? MergedFrom { get; init; }
    }

    /// <summary>Loads the reporters unmasked. The caller of this method checks the scope.</summary>
    /// <param name="withConfidential">Whether reporters of tickets that are or were confidential are shown.</param>
    internal static async Task<Reporters> Load(Tx tx, Id id, bool withConfidential)
    {
        var merged = (await MergeEvents.ListMerged(tx, id)).ToDictionary(ticket => ticket.Id);
        var parameters = new DynamicParameters();
        parameters.Add("own", id.Value);
        parameters.Add("withConfidential", withConfidential ? 1 : 0);
        var rows = await tx.Query<Row>($"""
            SELECT r.ticket_id, r.position, r.encrypted, r.anonymised_at
              FROM ticket_reporters r
              JOIN tickets t ON t.id = r.ticket_id
               AND (@withConfidential = 1
                    OR (t.confidential = 0 AND NOT EXISTS (SELECT 1 FROM ticket_secrets s WHERE s.ticket_id = t.id)))
             WHERE r.ticket_id IN {InList.Of(parameters, "id", merged.Keys.Prepend(id).Select(ticket => ticket.Value))}
             ORDER BY CASE WHEN r.ticket_id = @own THEN 0 ELSE 1 END, r.ticket_id, r.position
             LIMIT 1000
            """, parameters);
        var items = new List<Reporter>();
        foreach (var row in rows)
        {
            var decrypted = row.Encrypted is null ? null : await EncryptedReporter.Decrypt(tx, row.TicketId, row.Position, row.Encrypted);
            items.Add(new Reporter
            {
                Name = decrypted?.Name?.Reveal(), Phone = decrypted?.Phone?.Reveal(),
                AnonymisedAt = row.AnonymisedAt, MergedFrom = merged.GetValueOrDefault(row.TicketId),
            });
        }
        return new Reporters(Masked: false, items);
    }

    sealed record Row
    {
        public required Id TicketId { get; init; }
        public required int Position { get; init; }
        public string? Encrypted { get; init; }
        public Instant? AnonymisedAt { get; init; }
    }
}
