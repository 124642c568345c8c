using Dapper;
using GridGov.Data.Statements;

namespace GridGov.Domain.Notifications;

/// <summary>The hours of each day in which a person wants no routine notifications (免打扰时段).</summary>
/// <param name="FromMinute">Minutes since midnight, in the deployment's time zone.</param>
/// <param name="ToMinute">The first minute after them; on the next day when it is earlier.</param>
public sealed record QuietHours(int FromMinute, int ToMinute)
{
    /// <returns>The end of the quiet hours that the instant lies in; null outside them.</returns>
    public Instant? EndAfter(Instant instant, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(instant.ToUtc(), zone).DateTime;
        var minute = (local.Hour * 60) + local.Minute;
        var overMidnight = ToMinute < FromMinute;
        if (overMidnight ? minute >= ToMinute && minute < FromMinute : minute < FromMinute || minute >= ToMinute)
            return null;
        var end = local.Date.AddMinutes(ToMinute).AddDays(overMidnight && minute >= FromMinute ? 1 : 0);
        return Instant.Of(new DateTimeOffset(end, zone.GetUtcOffset(end)));
    }

    /// <returns>The quiet hours of those who have some.</returns>
    internal static async Task<Dictionary<Id, QuietHours>> Load(Tx tx, IEnumerable<Id> people)
    {
        var parameters = new DynamicParameters();
        var list = InList.Of(parameters, "person", people.Select(person => person.Value));
        var rows = await tx.Query($"SELECT person_id, from_minute, to_minute FROM quiet_hours WHERE person_id IN {list}",
            c => (Person: c.Id(), Hours: new QuietHours(c.Int(), c.Int())), parameters);
        return rows.ToDictionary(row => row.Person, row => row.Hours);
    }
}
