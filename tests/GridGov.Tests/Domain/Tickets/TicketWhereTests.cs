using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Sqlite;
using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Domain.Tickets.Query;

namespace GridGov.Tests.Domain.Tickets;

/// <summary>The index that each ticket query uses, on SQLite without statistics. The tests of the lists check the results.</summary>
public sealed class TicketWhereTests : IAsyncLifetime
{
    const string Street = "410103003";
    const string OtherStreet = "410103004";
    const string Grid = "410103003005006";
    static readonly Id Person = new(1);
    static readonly DateOnly Day = new(2026, 5, 14);
    static readonly Period Year = new(Day, Day.AddYears(1));

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-where-").FullName;
    readonly SqliteEngine engine;

    public TicketWhereTests() =>
        engine = new($"Data Source={Path.Combine(folder, "store.db")}", new Clock(TimeProvider.System, TimeZoneInfo.Utc),
            new IdGenerator(new Random(1)));

    public Task InitializeAsync() => engine.Migrate(Migration.BuiltIn(engine.Dialect), CancellationToken.None);

    public async Task DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    const string InOrderOfFiling = "SCAN t";
    const string ByStreet = "SEARCH t USING INDEX tickets_by_street (street_code=?)";
    const string ByGrid = "SEARCH t USING INDEX tickets_by_grid (grid_code=?)";

    [Theory]
    [InlineData(Grid, ByGrid)]
    [InlineData("410103003005", ByStreet)]
    [InlineData(Street, ByStreet)]
    [InlineData("410103", InOrderOfFiling)]
    [InlineData(GridCode.Everywhere, InOrderOfFiling)]
    public async Task The_newest_tickets_of_a_grid_are_found_without_sorting(string root, string access)
    {
        foreach (var reading in new[] { TicketReading.Page, TicketReading.Export })
            (await Plan(new(), reading, root)).ShouldBe([access]);
    }

    [Fact]
    public async Task An_export_of_two_streets_is_not_sorted_and_a_page_of_them_is_found_by_their_grids()
    {
        (await Plan(new(), TicketReading.Export, Street, OtherStreet)).ShouldBe([InOrderOfFiling]);
        (await Plan(new(), TicketReading.Page, Street, OtherStreet)).ShouldContain("MULTI-INDEX OR");
        (await Plan(new(), TicketReading.Export, Street + "001", OtherStreet + "001")).ShouldContain("MULTI-INDEX OR");
    }

    [Theory]
    [InlineData(Grid, "SEARCH t USING INDEX tickets_by_grid (grid_code=? AND id>?)")]
    [InlineData(Street, "SEARCH t USING INDEX tickets_by_street (street_code=? AND id>?)")]
    [InlineData("410103", "SEARCH t USING INTEGER PRIMARY KEY (rowid>?)")]
    public async Task A_map_reads_only_tickets_filed_since_its_period_began(string root, string access) =>
        (await Plan(new() { FiledFrom = Day, FiledTo = Day.AddDays(30) }, TicketReading.FiledPeriod, root)).ShouldBe([access]);

    [Fact]
    public async Task A_selective_condition_uses_its_own_index_in_any_scope()
    {
        foreach (var root in new[] { Grid, Street, "410103" })
        {
            await Finds(new() { InHand = Person }, "tickets_by_handler (handler_id=?)");
            await Finds(new() { Verifier = Person }, "tickets_by_verifier (verifier_id=?)");
            await Finds(new() { MergedInto = Person }, "tickets_by_merged_into (merged_into=?)");
            await Finds(new() { Supervised = SupervisedFilter.Late }, "tickets_supervised");
            await Finds(new() { ExternalNumber = "1" }, "tickets_by_external_number (external_number=?)");
            await Finds(new() { Criteria = new() { Handlers = [Person] }, ClosedFrom = Day },
                "tickets_closed_by_handler (handler_id=? AND closed_day>?)");

            async Task Finds(TicketQuery query, string index) =>
                (await Plan(query, TicketReading.Page, root)).ShouldContain(line => line.Contains(index), root);
        }
    }

    [Theory]
    [InlineData(Street)]
    [InlineData("410103")]
    [InlineData(GridCode.Everywhere)]
    public async Task The_last_changes_are_found_in_their_order_without_sorting(string root)
    {
        (await Plan(new() { InOrderOfUpdates = true }, TicketReading.Page, Scope.Of(root), " ORDER BY t.updated_at DESC, t.id DESC"))
            .ShouldBe(["SCAN t USING INDEX tickets_by_updated"]);
        (await Plan(new() { Updated = (Instant.Of(DateTimeOffset.UnixEpoch), null) }, TicketReading.Count, root))
            .ShouldHaveSingleItem().ShouldEndWith("USING INDEX tickets_by_updated (updated_at>?)");
    }

    [Fact]
    public async Task Closed_tickets_of_a_grid_are_found_by_the_grid() =>
        (await Plan(new() { ClosedFrom = Day }, TicketReading.Page, Grid)).ShouldBe([ByGrid]);

    [Fact]
    public async Task A_measures_tickets_are_counted_by_their_days_and_listed_in_the_order_of_filing()
    {
        var query = new TicketQuery { Measure = new(TicketMeasure.Find("resolution_rate")!.Rows, MeasurePart.Complement, Year) };
        (await Plan(query, TicketReading.Count, "410103"))
            .ShouldBe(["SEARCH t USING INDEX tickets_by_accepted_day (accepted_day>? AND accepted_day<?)"]);
        (await Plan(query, TicketReading.Page, "410103")).ShouldBe([InOrderOfFiling]);
        (await Plan(query, TicketReading.Page, Street)).ShouldBe([ByStreet]);
    }

    [Fact]
    public async Task An_as_of_query_reads_the_history_from_its_end()
    {
        var query = new TicketQuery { Statuses = [TicketStatus.Closed], AsOf = Instant.Of(DateTimeOffset.UnixEpoch.AddYears(56)) };
        var plan = await Plan(query, TicketReading.Page, Street);
        plan.ShouldContain(ByStreet);
        plan.ShouldContain(line => line.Contains("ticket_history_by_end"), string.Join('\n', plan));
        plan.ShouldNotContain(line => line.StartsWith("SCAN"));
    }

    [Theory]
    [InlineData(GridCode.Everywhere)]
    [InlineData("410103")]
    [InlineData(Street)]
    [InlineData(Grid)]
    public async Task The_tickets_of_a_party_are_found_by_the_party(string root)
    {
        var scope = Scope.Of([], [root], Person);
        foreach (var reading in new[] { TicketReading.Page, TicketReading.Count, TicketReading.Export, TicketReading.FiledPeriod })
        {
            var plan = await Plan(new() { Statuses = [TicketStatus.Processing] }, reading, scope);
            plan[0].ShouldBe("SEARCH t USING INTEGER PRIMARY KEY (rowid=?)", string.Join('\n', plan));
            plan.ShouldContain("SEARCH ticket_parties USING COVERING INDEX ticket_parties_by_person (person_id=?)");
            plan.ShouldNotContain(line => line.StartsWith("SCAN"));
        }
        var asOf = await Plan(new() { AsOf = Instant.Of(DateTimeOffset.UnixEpoch.AddYears(56)) }, TicketReading.Count, scope);
        asOf.ShouldNotContain(line => line.StartsWith("SCAN"), string.Join('\n', asOf));
    }

    [Fact]
    public async Task A_party_with_another_post_does_not_read_the_tickets_of_a_county()
    {
        var plan = await Plan(new(), TicketReading.Count, Scope.Of([Street], ["410103"], Person));
        plan.ShouldContain("MULTI-INDEX OR", string.Join('\n', plan));
    }

    Task<List<string>> Plan(TicketQuery query, TicketReading reading, params string[] roots) => Plan(query, reading, Scope.Of(roots));

    Task<List<string>> Plan(TicketQuery query, TicketReading reading, Scope scope, string? orderBy = null) => new Db(engine).Read(async tx =>
    {
        var where = new TicketWhere(query, scope, tx.Now, reading);
        var order = orderBy ?? (reading is TicketReading.Page or TicketReading.Export ? " ORDER BY t.id DESC" : "");
        return (await tx.Query<PlanRow>($"EXPLAIN QUERY PLAN SELECT t.description FROM tickets t WHERE {where}{order}", where.Parameters,
            where.Scope)).ConvertAll(row => row.Detail);
    });

    sealed record PlanRow
    {
        public required string Detail { get; init; }
    }
}
