using System.Text.Json;
using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Verification;

namespace GridGov.Domain.Statistics.Together;

/// <summary>What the last event of a subject until an instant tells of what it was then.</summary>
/// <param name="Grid">Its grid.</param>
readonly record struct LastEvent(string Grid, string? Payload)
{
    public T Read<T>(Func<EventDetails, T> read)
    {
        using var document = JsonDocument.Parse(Payload ?? "{}");
        return read(new EventDetails(document.RootElement));
    }
}

/// <summary>The last events of subjects until an instant, from the journal's index of subjects: the cost grows with their events.</summary>
static class LastEvents
{
    const int AtOnce = 512;

    /// <returns>A subject without an event until then is not in it.</returns>
    public static async Task<Dictionary<Id, LastEvent>> Read(Tx tx, string kind, Instant at, IEnumerable<Id> subjects)
    {
        var last = new Dictionary<Id, LastEvent>();
        foreach (var portion in subjects.Distinct().Chunk(AtOnce))
        {
            var parameters = new DynamicParameters();
            parameters.Add("Kind", kind);
            parameters.Add("At", at);
            foreach (var (subject, found) in await tx.Query($"""
                SELECT j.subject, j.grid_code, j.payload
                  FROM journal j
                 WHERE j.subject IN {InList.Of(parameters, "subject", portion.Select(id => id.ToString()))}
                   AND j.subject_kind = @Kind AND j.at <= @At
                 ORDER BY j.seq
                """, c => (c.Text(), new LastEvent(c.Text(), c.TextOrNull())), parameters))
            {
                if (Id.TryParseExact(subject, out var id))
                    last[id] = found;
            }
        }
        return last;
    }
}
