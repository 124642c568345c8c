using Dapper;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Domain.Tickets.Query;

/// <summary>Filters by light, found by the indexes of alerted and waking tickets, also when the processor is late.</summary>
static class LightCondition
{
    /// <param name="few">Whether another index finds few tickets.</param>
    public static string Of(IReadOnlyList<Light> lights, bool? overdue, DynamicParameters parameters, Instant now, bool few = false)
    {
        if (lights.Count == 0 && overdue is null)
            return "";
        parameters.Add("lightNow", now);
        var sql = lights.Count == 0 ? "" : $" AND ({string.Join(" OR ", lights.Order().Select(Of))})";
        if (overdue is { } wanted)
            sql += wanted ? $" AND {Of(Light.Red)}" : $" AND (t.due_at IS NULL OR {InTime})";
        return !few && (overdue is true || (lights.Count > 0 && !lights.Contains(Light.Green))) ? sql + NotGreen : sql;
    }

    static string Of(Light light) => light switch
    {
        Light.Green => $"(t.yellow_at > @lightNow AND (t.external_due_at IS NULL OR {ExternalYellowAt} > @lightNow))",
        Light.Yellow => $"({InTime} AND (t.yellow_at <= @lightNow OR {ExternalYellowAt} <= @lightNow))",
        Light.Red => Red("@lightNow"),
    };

    /// <param name="now">The parameter of the instant.</param>
    public static string Red(string now) => $"(t.due_at < {now} OR (t.due_at IS NOT NULL AND t.external_due_at < {now}))";

    const string InTime = "(t.due_at >= @lightNow AND (t.external_due_at IS NULL OR t.external_due_at >= @lightNow))";

    // The same instant as in TicketRow.Deadline.
    const string ExternalYellowAt = "(t.filed_at + (t.external_due_at - t.filed_at) * 4 / 5)";

    static readonly string NotGreen = $"""
         AND t.id IN (SELECT a.id FROM tickets a WHERE a.alerted_light IS NOT NULL AND {TicketParties.InScopeOf("a.grid_code", "a.id")}
                      UNION ALL
                      SELECT w.id FROM tickets w WHERE w.next_wake_up_at IS NOT NULL AND w.next_wake_up_at <= @lightNow)
        """;
}
