using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Domain;
using GridGov.Domain.Statistics.Counters;

namespace GridGov.Tests.Domain.Statistics;

/// <summary>Appending and folding counter changes, on a store without a server that folds concurrently.</summary>
public sealed class CounterStoreTests : IAsyncLifetime
{
    const string Unit = "410103003005006";
    static readonly DateOnly Day = new(2012, 5, 14);

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-counters-").FullName;
    readonly Engine engine;
    readonly Db db;

    public CounterStoreTests()
    {
        engine = new TestStore(folder).Open();
        db = new Db(engine);
    }

    public Task InitializeAsync() => engine.Migrate(Migration.BuiltIn(engine.Dialect), CancellationToken.None);

    public async Task DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    Task Add(int by, string grid = Unit, string category = "0101", DateOnly? day = null, int times = 1) =>
        db.Write(tx => CounterStore.AppendChanges(tx,
        Enumerable.Repeat(new CounterDelta(new CounterKey(Counter.Submitted, grid, day ?? Day, category, Programme.SevenFields,
            "urban_management"), by), times)));

    Task<List<Row>> Rows() =>
        db.Read(tx =>
            tx.Query<Row>("SELECT detail, grain, grid_code, day, category, count FROM counters ORDER BY detail, grain, grid_code, day, "
                + "category"));

    [Fact]
    public async Task A_change_is_folded_into_its_grid_and_each_one_above_by_day_month_and_programme()
    {
        await Add(+1);
        await Add(+1, category: "0102");
        await Add(+1, grid: Unit[..12], day: Day.AddDays(1));
        (await CounterStore.Fold(db, default)).ShouldBe(3);

        var rows = await Rows();
        N("category", "day", Unit, 20120514, "0101").ShouldBe(1);
        N("category", "day", Unit, 20120514, "0102").ShouldBe(1);
        N("category", "day", Unit, 20120515, "0101").ShouldBe(0);
        N("category", "day", Unit[..12], 20120515, "0101").ShouldBe(1);
        N("category", "month", Unit[..9], 20120501, "0101").ShouldBe(2);
        N("category", "month", Unit[..12], 20120501, "0101").ShouldBe(0, "there are no monthly rows below the street");
        foreach (var above in new[] { Unit[..4], Unit[..6], Unit[..9] })
        {
            N("programme", "day", above, 20120514, "").ShouldBe(2);
            N("programme", "day", above, 20120515, "").ShouldBe(1);
            N("programme", "month", above, 20120501, "").ShouldBe(3);
        }
        (await db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM counter_changes"))).ShouldBe(0);

        long N(string detail, string grain, string grid, int day, string category) =>
            rows.SingleOrDefault(row =>
            (row.Detail, row.Grain, row.GridCode, row.Day, row.Category) == (detail, grain, grid, day, category))?.Count ?? 0;
    }

    [Fact]
    public async Task Folding_adds_to_existing_counters_and_removes_those_that_reach_zero()
    {
        await Add(+1);
        await CounterStore.Fold(db, default);
        await Add(+1);
        await Add(-1);
        await Add(+1);
        await CounterStore.Fold(db, default);
        (await Rows()).ShouldAllBe(row => row.Count == 2);
        (await CounterStore.Fold(db, default)).ShouldBe(0);
    }

    [Fact]
    public async Task Changes_of_more_than_one_portion_are_folded_completely()
    {
        await Add(+1, times: 9_000);
        (await CounterStore.Fold(db, default)).ShouldBe(9_000);
        (await Rows()).ShouldAllBe(row => row.Count == 9_000);
    }

    sealed record Row
    {
        public required string Detail { get; init; }
        public required string Grain { get; init; }
        public required string GridCode { get; init; }
        public required int Day { get; init; }
        public required string Category { get; init; }
        public required long Count { get; init; }
    }
}
