namespace GridGov.Domain.Posts;

/// <summary>
/// SQL of required but vacant posts (网格管理无盲点) on @Day, for service role @Role or '' for all, within @scope, as known at @AsOf:
/// changes entered later are ignored even if they took effect before. A post whose holder's account was disabled at @UsableAt is vacant.
/// </summary>
public static class VacantPosts
{
    const string KnownAppointments = "g.created_at <= @AsOf AND (g.retired_at IS NULL OR g.retired_at > @AsOf)";

    const string HeldPosts = """
        a.status IN ('effective', 'suspended') AND coalesce(a.effective_at, a.created_at) <= @AsOf AND a.from_day <= @Day
                  AND coalesce((SELECT e.previous_to_day FROM appointment_ends e
                                 WHERE e.appointment_id = a.id AND e.at > @AsOf ORDER BY e.version LIMIT 1), a.to_day, 99991231) > @Day
                  AND NOT EXISTS (SELECT 1 FROM disabled_periods d
                                   WHERE d.person_id = a.person_id AND d.from_at <= @UsableAt
                                     AND (d.until_at IS NULL OR d.until_at > @UsableAt))
        """;

    /// <summary>The instant at which accounts have to be usable: the end of the day, or an earlier one as of which is asked.</summary>
    public static Instant UsableAt(DateOnly day, Instant asOf, TimeZoneInfo zone)
    {
        if (day == DateOnly.MaxValue)
            return asOf;
        var end = new Instant(Days.Begin(day.AddDays(1), zone).Milliseconds - 1);
        return end < asOf ? end : asOf;
    }

    /// <summary>Each grid's missing first head at position 0, and each unit grid's missing officers at their role's position.</summary>
    public const string Vacant = $"""
        SELECT g.code AS grid_code, g.name AS grid_name, g.level, 0 AS position, NULL AS role
          FROM grids g
         WHERE @scope(g.code) AND g.level BETWEEN 1 AND 3 AND {KnownAppointments} AND @Role = ''
           AND NOT EXISTS (
               SELECT 1
                 FROM appointments a
                WHERE a.grid_code = g.code AND a.post = 'grid_head' AND a.responsibility = 'first'
                  AND {HeldPosts})
        UNION ALL
        SELECT g.code, g.name, g.level, r.position, r.code
          FROM grids g
         CROSS JOIN service_roles r
         WHERE @scope(g.code) AND g.level = 3 AND {KnownAppointments} AND (@Role = '' OR r.code = @Role)
           AND NOT EXISTS (
               SELECT 1
                 FROM appointments a
                WHERE a.grid_code = g.code AND a.post = 'service_officer' AND a.role = r.code
                  AND {HeldPosts})
        """;

    public const string Required = $"""
        SELECT g.code AS grid_code, 0 AS position
          FROM grids g
         WHERE @scope(g.code) AND g.level BETWEEN 1 AND 3 AND {KnownAppointments} AND @Role = ''
        UNION ALL
        SELECT g.code, r.position
          FROM grids g
         CROSS JOIN service_roles r
         WHERE @scope(g.code) AND g.level = 3 AND {KnownAppointments} AND (@Role = '' OR r.code = @Role)
        """;
}
