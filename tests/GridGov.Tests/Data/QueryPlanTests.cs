using Dapper;
using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Sqlite;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Statistics;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;
using GridGov.Features.Tickets.Search;

namespace GridGov.Tests.Data;

/// <summary>The indexes that SQLite uses for statements over all tickets.</summary>
public sealed class QueryPlanTests : StoreTest
{
    [Theory]
    [InlineData("red", "tickets_by_next_wake_up")]
    [InlineData("yellow", "tickets_by_next_wake_up")]
    [InlineData("red", "tickets_alerted")]
    public async Task Tickets_that_are_not_green_are_found_by_index_without_a_full_scan(string light, string index)
    {
        await Migrate([.. Migration.BuiltIn(engine.Dialect)]);
        var parameters = new DynamicParameters();
        var condition = LightCondition.Of([Codes<Light>.Parse(light)], overdue: null, parameters, Instant.Of(DateTimeOffset.UnixEpoch));
        var plan = await db.Read(tx =>
            tx.Query<PlanRow>($"EXPLAIN QUERY PLAN SELECT t.id FROM tickets t WHERE @scope(t.grid_code){condition} ORDER BY t.id DESC "
                + "LIMIT 50", parameters, Scope.Of("4101")));
        plan.ShouldContain(row => row.Detail.Contains(index));
        plan.ShouldNotContain(row => row.Detail.StartsWith("SCAN t"), "a scan of the tickets");
    }

    [Theory]
    [InlineData("resolution_rate", "4101", "tickets_by_accepted_day")]
    [InlineData("street_resolution_rate", "4101", "tickets_by_closed_day")]
    [InlineData("overdue_rate", "4101", "tickets_by_due_day")]
    [InlineData("valid_report_rate", "4101", "tickets_by_decided_day")]
    [InlineData("rework_rate", "4101", "ticket_checks_by_day")]
    [InlineData("dispatch_accuracy", "4101", "ticket_dispatches_by_day")]
    [InlineData("response_rate", "4101", "tickets_by_contact_day")]
    [InlineData("satisfaction_rate", "4101", "ticket_contacts_by_day")]
    [InlineData("resolution_rate", "410103003005006", "tickets_by_grid")]
    public async Task Tickets_of_a_measure_are_found_by_day_in_a_city_and_by_grid_in_a_small_one(string measure, string root, string index)
    {
        await Migrate([.. Migration.BuiltIn(engine.Dialect)]);
        var query = new CountQuery([root], new Period(new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 1))) { By = [Dimension.Source] };
        var now = Instant.Of(DateTimeOffset.UnixEpoch.AddYears(56));
        await Plan(query, contains: index);
        // An as-of query reads only the end of the history, or that of a row's ticket.
        await Plan(query with { AsOf = now },
            contains: TicketMeasure.Find(measure)!.Rows.Table is null ? "ticket_history_by_end" : "PRIMARY KEY (ticket_id=? AND from_at<?)");

        async Task Plan(CountQuery asked, string contains)
        {
            var sums = MeasureRowReader.Statement(now, TicketMeasure.Find(measure)!.Rows, null, root, asked);
            var plan = await db.Read(tx => tx.Query<PlanRow>("EXPLAIN QUERY PLAN " + sums.Sql, sums.Parameters));
            plan.ShouldContain(row => row.Detail.Contains(contains), string.Join('\n', plan.Select(row => row.Detail)));
            plan.ShouldNotContain(row => row.Detail.StartsWith("SCAN t") || row.Detail.StartsWith("SCAN k"), "a scan of the tickets");
        }
    }

    [Fact]
    public async Task Deadlines_that_passed_today_are_found_without_reading_other_due_tickets()
    {
        await Migrate([.. Migration.BuiltIn(engine.Dialect)]);
        // Typical index statistics of a database in use, such as the number of rows per day.
        await db.Write(tx => tx.Execute("ANALYZE"));
        await db.Write(tx => tx.Execute("""
            INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
              ('tickets', 'tickets_by_due_day', '1000000 2700 1300 1 1 1'),
              ('tickets', 'tickets_by_contact_day', '1000000 2700 1 1 1 1')
            """));
        await using var fresh = new SqliteEngine($"Data Source={engine.File}", new Clock(TimeProvider.System, TimeZoneInfo.Utc),
            new IdGenerator(new Random(1)));
        await new Db(fresh).Read<object?>(async tx =>
        {
            var year = new Period(tx.Today.AddDays(-364), tx.Today.AddDays(1));
            var plan = await Plan(tx, "overdue_rate", new CountQuery(["4101"], year) { By = [Dimension.Programme] });
            plan.ShouldContain("SEARCH t USING COVERING INDEX tickets_by_due_day (due_day=? AND on_time=? AND closing_due_at<?)");
            plan = await Plan(tx, "response_rate", new CountQuery(["4101"], year) { By = [Dimension.Programme] });
            plan.ShouldContain("SEARCH t USING COVERING INDEX tickets_by_contact_day (contact_due_day=? AND contacted_at=? AND "
                + "contact_due_at<?)");
            plan.ShouldContain("SEARCH t USING COVERING INDEX tickets_contacted_late (contact_due_day=?)");
            return null;
        });
    }

    [Theory]
    [InlineData(Dimension.Programme)]
    [InlineData(Dimension.Level1)]
    public async Task Counters_are_read_by_their_whole_key(Dimension by)
    {
        await Migrate([.. Migration.BuiltIn(engine.Dialect)]);
        var query = new CountQuery(["4101"],
            new Period(new DateOnly(2025, 11, 22), new DateOnly(2026, 11, 22)))
        { By = [by, Dimension.Month] };
        var plan = await db.Read(tx => Plan(tx, "resolution_rate", query));
        plan.Count(line => line.Contains("code_length=? AND grid_code=? AND day>? AND day<?")).ShouldBe(6, string.Join('\n', plan));
    }

    [Theory]
    [InlineData("4101", "SCAN i VIRTUAL TABLE")]
    [InlineData("410103003", "SCAN i VIRTUAL TABLE")]
    [InlineData("410103003005", "SEARCH t USING INDEX tickets_by_street")]
    [InlineData("410103003005006", "SEARCH t USING INDEX tickets_by_grid")]
    public async Task Words_are_found_by_the_search_index_in_its_order_and_in_a_small_grid_by_its_tickets(string root, string first)
    {
        await Migrate([.. Migration.BuiltIn(engine.Dialect)]);
        var scope = Scope.Of(root);
        var plan = await db.Read(async tx =>
        {
            var where = new TicketWhere(
                await new TicketQuery { Text = "井盖 a" }.WithSearch(tx), scope, Instant.Of(DateTimeOffset.UnixEpoch), TicketReading.Page);
            var order = TicketOrder.For(TicketSort.Newest, where);
            order.GoOn(where, new Id(1).ToString());
            return await tx.Query<PlanRow>(
                $"EXPLAIN QUERY PLAN {where.Select(TicketRow.Select)} WHERE {where} ORDER BY {order.By} LIMIT 50", where.Parameters, scope);
        });
        var lines = string.Join('\n', plan.Select(row => row.Detail));
        lines.ShouldStartWith(first);
        lines.ShouldContain("SEARCH w USING INTEGER PRIMARY KEY");
        // Nothing is sorted, so the search ends with the page.
        lines.ShouldNotContain("ORDER BY");
        lines.ShouldNotContain("SCAN t");
    }

    static async Task<List<string>> Plan(Tx tx, string measure, CountQuery query)
    {
        var sums = MeasureReader.FromCounters(tx, TicketMeasure.Find(measure)!, query, query.Roots[0]);
        return (await tx.Query<PlanRow>("EXPLAIN QUERY PLAN " + sums.Sql, sums.Parameters)).ConvertAll(row => row.Detail);
    }

    sealed record PlanRow
    {
        public required string Detail { get; init; }
    }
}
