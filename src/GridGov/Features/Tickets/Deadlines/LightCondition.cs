using Dapper;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>
/// The filters by light. It is what the hour makes of two instants of the ticket. What is not green any more was either
/// told by the watch or waits for it, and those are found by their indexes: nobody looks through all tickets, and a watch
/// that is behind changes no answer.
/// </summary>
static class LightCondition
{
    /// <param name="few">Something else finds them, and they are few.</param>
    /// <returns>SQL on a ticket t, beginning with AND, or nothing.</returns>
    public static string Of(string[]? codes, bool? overdue, DynamicParameters parameters, Instant now, bool few = false)
    {
        var lights = codes is { Length: > 0 } ? codes.Select(Codes<Light>.Read).Distinct().Order().ToList() : null;
        if (lights is null && overdue is null)
            return "";
        parameters.Add("lightNow", now.Milliseconds);
        var sql = lights is null ? "" : $" AND ({string.Join(" OR ", lights.Select(Of))})";
        if (overdue is { } wanted)
            sql += wanted ? $" AND {Of(Light.Red)}" : " AND (t.due_at IS NULL OR t.due_at >= @lightNow)";
        return !few && (overdue is true || (lights is not null && !lights.Contains(Light.Green))) ? sql + NotGreen : sql;
    }

    static string Of(Light light) => light switch
    {
        Light.Green => "t.yellow_at > @lightNow",
        Light.Yellow => "(t.yellow_at <= @lightNow AND t.due_at >= @lightNow)",
        Light.Red => "t.due_at < @lightNow",
    };

    const string NotGreen = """
         AND t.id IN (SELECT a.id FROM tickets a WHERE a.alerted IS NOT NULL AND @scope(a.grid_code)
                      UNION ALL
                      SELECT w.id FROM tickets w WHERE w.wake_at IS NOT NULL AND w.wake_at <= @lightNow)
        """;
}
