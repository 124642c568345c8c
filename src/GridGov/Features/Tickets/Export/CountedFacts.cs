using System.Globalization;
using Dapper;
using GridGov.Data.Statements;
using GridGov.Domain.Tickets;

namespace GridGov.Features.Tickets.Export;

/// <summary>
/// What the measures count of a ticket besides its own columns. Of dispatches, checks and call-backs each is listed with its instant,
/// by which it counts in a period.
/// </summary>
/// <param name="Dispatches">
/// Instant, handler, and the instant of the return where it came back: <c>2026-11-16T09:00:00+08:00 id</c>.
/// </param>
/// <param name="Checks">Instant, and pass or fail.</param>
/// <param name="CallBacks">Instant of each valid one, solved or unsolved, and satisfied or unsatisfied.</param>
/// <param name="Extensions">Extensions that were granted.</param>
/// <param name="Suspensions">How often it was suspended.</param>
/// <param name="Supervisions">Orders of supervisors.</param>
sealed record CountedFacts(
    TicketMetrics Metrics, string? Dispatches, string? Checks, string? CallBacks, long Extensions, long Suspensions, long Supervisions)
{
    public static async Task<List<CountedFacts>> Load(Tx tx, IReadOnlyList<TicketRow> rows)
    {
        var parameters = new DynamicParameters();
        var ids = InList.Of(parameters, "id", rows.Select(row => row.Id.Value));
        var metrics = (await tx.Query(
                $"SELECT {TicketMetrics.ColumnList}, t.id FROM tickets t WHERE t.id IN {ids}",
                c => (Metrics: TicketMetrics.Read(c), Id: c.Id()), parameters))
            .ToDictionary(each => each.Id, each => each.Metrics);
        var dispatches = await Listed($"""
            SELECT ticket_id, at, handler_id, returned_at FROM ticket_dispatches WHERE ticket_id IN {ids} ORDER BY ticket_id, version
            """, c => $"{At(c)} {c.Id()}{(c.InstantOrNull() is { } returned ? " " + Format(tx, returned) : "")}");
        var checks = await Listed($"""
            SELECT ticket_id, at, action FROM ticket_checks WHERE ticket_id IN {ids} ORDER BY ticket_id, version
            """, c => $"{At(c)} {c.Text()}");
        var callBacks = await Listed($"""
            SELECT ticket_id, at, solved, satisfied
              FROM ticket_contacts
             WHERE ticket_id IN {ids} AND solved IS NOT NULL
             ORDER BY ticket_id, version
            """, c => $"{At(c)} {(c.Int() == 1 ? "solved" : "unsolved")} {(c.Int() == 1 ? "satisfied" : "unsatisfied")}");
        var extensions = await Numbers($"""
            SELECT ticket_id, count(*) FROM ticket_requests
             WHERE ticket_id IN {ids} AND kind = 'extension' AND status = 'approved' GROUP BY ticket_id
            """);
        var suspensions = await Numbers($"SELECT ticket_id, count(*) FROM ticket_pauses WHERE ticket_id IN {ids} GROUP BY ticket_id");
        var supervisions = await Numbers($"SELECT ticket_id, count(*) FROM supervisions WHERE ticket_id IN {ids} GROUP BY ticket_id");
        return
        [
            .. rows.Select(row => new CountedFacts(
                metrics[row.Id], dispatches.GetValueOrDefault(row.Id), checks.GetValueOrDefault(row.Id),
                callBacks.GetValueOrDefault(row.Id), extensions.GetValueOrDefault(row.Id), suspensions.GetValueOrDefault(row.Id),
                supervisions.GetValueOrDefault(row.Id))),
        ];

        string At(Columns c) => Format(tx, c.Instant());

        async Task<Dictionary<Id, string>> Listed(string sql, Func<Columns, string> item) =>
            (await tx.Query(sql, c => (Id: c.Id(), Item: item(c)), parameters))
                .GroupBy(each => each.Id).ToDictionary(group => group.Key, group => string.Join("; ", group.Select(each => each.Item)));

        async Task<Dictionary<Id, long>> Numbers(string sql) =>
            (await tx.Query(sql, c => (Id: c.Id(), N: c.Long()), parameters)).ToDictionary(each => each.Id, each => each.N);
    }

    static string Format(Tx tx, Instant instant) =>
        TimeZoneInfo.ConvertTime(instant.ToUtc(), tx.Zone).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFzzz", CultureInfo.InvariantCulture);
}
