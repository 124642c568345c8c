using Dapper;
using GridGov.Data;
using GridGov.Data.Statements;

namespace GridGov.Tests.Data;

/// <summary>Every type is read back as it was written, on every code path of every engine; an enum is stored as its code.</summary>
public sealed class ColumnTypeTests : IAsyncLifetime
{
    enum Weather
    {
        Dry,
        HeavyRain,
    }

    sealed record Row
    {
        public required Id Id { get; init; }
        public required Weather Today { get; init; }
        public Weather? Tomorrow { get; init; }
        public required Instant SeenAt { get; init; }
        public Instant? GoneAt { get; init; }
        public required DateOnly Day { get; init; }
        public DateOnly? LastDay { get; init; }
        public required bool IsKnown { get; init; }
        public bool? IsLiked { get; init; }
        public required int Number { get; init; }
        public int? Another { get; init; }
        public required long Large { get; init; }
        public double? Share { get; init; }
        public string? Note { get; init; }

        public static Row Read(Columns c) => new()
        {
            Id = c.Id(),
            Today = c.Enum<Weather>(),
            Tomorrow = c.EnumOrNull<Weather>(),
            SeenAt = c.Instant(),
            GoneAt = c.InstantOrNull(),
            Day = c.Day(),
            LastDay = c.DayOrNull(),
            IsKnown = c.Flag(),
            IsLiked = c.IntOrNull() is { } liked ? liked != 0 : null,
            Number = c.Int(),
            Another = c.IntOrNull(),
            Large = c.Long(),
            Share = c.DoubleOrNull(),
            Note = c.TextOrNull(),
        };
    }

    sealed record Positional(Id Id, Weather Today, Weather? Tomorrow, DateOnly Day, int Number);

    static readonly Row Full = new()
    {
        Id = new Id(1),
        Today = Weather.HeavyRain,
        Tomorrow = Weather.Dry,
        SeenAt = new Instant(1_700_000_000_000),
        GoneAt = new Instant(1_700_000_000_001),
        Day = new DateOnly(2026, 2, 28),
        LastDay = new DateOnly(2028, 2, 29),
        IsKnown = true,
        IsLiked = false,
        Number = int.MaxValue,
        Another = -1,
        Large = long.MaxValue,
        Share = 0.25,
        Note = "雨",
    };

    static readonly Row Empty = new()
    {
        Id = new Id(2),
        Today = Weather.Dry,
        SeenAt = new Instant(0),
        Day = new DateOnly(2026, 1, 1),
        IsKnown = false,
        Number = 0,
        Large = 0,
    };

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-types-").FullName;
    readonly Engine engine;
    readonly Db db;

    public ColumnTypeTests()
    {
        engine = new TestStore(folder).Open();
        db = new Db(engine);
    }

    public Task InitializeAsync() => db.Write(async tx =>
    {
        await tx.Execute(CreateTable);
        await tx.Execute(Insert, new[] { Full, Empty });
    });

    public async Task DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Rows_come_back_by_their_columns_names() =>
        (await db.Read(tx => tx.Query<Row>(ListAll))).ShouldBe([Full, Empty]);

    [Fact]
    public async Task Rows_come_back_column_by_column() =>
        (await db.Read(tx => tx.Query(ListAll, Row.Read))).ShouldBe([Full, Empty]);

    [Fact]
    public async Task Rows_come_back_in_portions()
    {
        var rows = await db.Read(async tx =>
        {
            var found = new List<Row>();
            await foreach (var portion in tx.QueryBatches(ListAll, Row.Read, size: 1))
                found.AddRange(portion);
            return found;
        });
        rows.ShouldBe([Full, Empty]);
    }

    [Fact]
    public async Task Constructors_take_columns_by_their_names() =>
        (await db.Read(tx => tx.Query<Positional>("SELECT id, today, tomorrow, day, number FROM column_types ORDER BY id")))
            .ShouldBe([new(Full.Id, Weather.HeavyRain, Weather.Dry, Full.Day, int.MaxValue),
                new(Empty.Id, Weather.Dry, null, Empty.Day, 0)]);

    [Fact]
    public async Task Tuples_take_columns_by_their_places() =>
        (await db.Read(tx => tx.Query<(Id, Weather, Weather?)>("SELECT id, today, tomorrow FROM column_types ORDER BY id")))
            .ShouldBe([(Full.Id, Weather.HeavyRain, Weather.Dry), (Empty.Id, Weather.Dry, null)]);

    [Fact]
    public async Task A_single_column_is_a_value()
    {
        (await db.Read(tx => tx.Query<Weather>("SELECT today FROM column_types ORDER BY id"))).ShouldBe([Weather.HeavyRain, Weather.Dry]);
        (await db.Read(tx => tx.Query<Weather?>("SELECT tomorrow FROM column_types ORDER BY id"))).ShouldBe([Weather.Dry, null]);
        (await db.Read(tx => tx.QuerySingle<Weather?>("SELECT today FROM column_types WHERE id = 3"))).ShouldBeNull();
        (await db.Read(tx => tx.QuerySingle<bool>("SELECT EXISTS (SELECT 1 FROM column_types)"))).ShouldBeTrue();
        (await db.Read(tx => tx.QuerySingle<long?>("SELECT max(another) FROM column_types WHERE id = 2"))).ShouldBeNull();
    }

    [Fact]
    public async Task An_enum_is_stored_as_its_code() =>
        (await db.Read(tx => tx.Query<string>("SELECT today FROM column_types ORDER BY id"))).ShouldBe(["heavy_rain", "dry"]);

    [Fact]
    public async Task Enums_are_parameters()
    {
        (await Ids(new { Today = Weather.HeavyRain })).ShouldBe([Full.Id]);
        (await Ids(new { Today = (Weather?)Weather.Dry })).ShouldBe([Empty.Id]);
        (await Ids(new { Today = (Weather?)null })).ShouldBeEmpty();
        (await Ids(new { Today = (object)Weather.Dry })).ShouldBe([Empty.Id]);
        var added = new DynamicParameters();
        added.Add("Today", Weather.HeavyRain);
        (await Ids(added)).ShouldBe([Full.Id]);
        (await Ids(SqlParameters.Of(new { Today = Weather.Dry }))).ShouldBe([Empty.Id]);

        Task<List<Id>> Ids(object args) => db.Read(tx => tx.Query<Id>("SELECT id FROM column_types WHERE today = @Today", args));
    }

    [Fact]
    public async Task Enums_stand_in_lists()
    {
        var parameters = new DynamicParameters();
        var list = InList.Of(parameters, "Weather", [Weather.HeavyRain, Weather.Dry, Weather.HeavyRain]);
        (await db.Read(tx => tx.Query<Id>($"SELECT id FROM column_types WHERE today IN {list} ORDER BY id", parameters)))
            .ShouldBe([Full.Id, Empty.Id]);
    }

    [Fact]
    public async Task An_unknown_code_is_an_error()
    {
        await db.Write(tx => tx.Execute("UPDATE column_types SET today = 'snow' WHERE id = 1"));
        var error = await Should.ThrowAsync<Exception>(() => db.Read(tx => tx.Query<Row>(ListAll)));
        error.ToString().ShouldContain("'snow' is not a Weather");
    }

    [Fact]
    public async Task Null_is_an_error_for_a_required_value()
    {
        (await Should.ThrowAsync<InvalidOperationException>(() => db.Read(tx => tx.Query<Weather>("SELECT tomorrow FROM column_types"))))
            .Message.ShouldContain("tomorrow");
        (await Should.ThrowAsync<InvalidOperationException>(() =>
            db.Read(tx => tx.Query("SELECT note FROM column_types ORDER BY id", c => c.Text()))))
            .Message.ShouldContain("note");
    }

    [Fact]
    public async Task A_parameter_without_a_value_is_an_error() =>
        (await Should.ThrowAsync<InvalidOperationException>(() =>
            db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM column_types WHERE id = @Id", new { id = 1 }))))
            .Message.ShouldContain("no value");

    [Fact]
    public async Task Several_statements_of_one_text_run_in_turn()
    {
        await db.Write(tx =>
            tx.Execute("DELETE FROM column_types WHERE id = @Id; UPDATE column_types SET note = @Note", new { Full.Id, Note = "left" }));
        (await db.Read(tx => tx.Query<string>("SELECT note FROM column_types"))).ShouldBe(["left"]);
    }

    [Fact]
    public async Task A_statement_runs_for_each_of_many_arguments()
    {
        var rows = Enumerable.Range(10, 450).Select(id => Full with { Id = new Id(id) }).ToList();
        (await db.Write(tx => tx.Execute(Insert, rows))).ShouldBe(450);
        (await db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM column_types"))).ShouldBe(452);
        (await db.Write(tx => tx.Execute("UPDATE column_types SET another = @Large WHERE id > @Id", Array.Empty<object>()))).ShouldBe(0);
    }

    const string CreateTable = """
        CREATE TABLE column_types (
          id BIGINT PRIMARY KEY,
          today TEXT NOT NULL,
          tomorrow TEXT,
          seen_at BIGINT NOT NULL,
          gone_at BIGINT,
          day INTEGER NOT NULL,
          last_day INTEGER,
          is_known INTEGER NOT NULL,
          is_liked INTEGER,
          number INTEGER NOT NULL,
          another INTEGER,
          large BIGINT NOT NULL,
          share DOUBLE PRECISION,
          note TEXT
        )
        """;

    const string Insert = """
        INSERT INTO column_types (id, today, tomorrow, seen_at, gone_at, day, last_day, is_known, is_liked, number, another, large, share,
        note)
        VALUES (@Id, @Today, @Tomorrow, @SeenAt, @GoneAt, @Day, @LastDay, @IsKnown, @IsLiked, @Number, @Another, @Large, @Share, @Note)
        """;

    const string ListAll = """
        SELECT id, today, tomorrow, seen_at, gone_at, day, last_day, is_known, is_liked, number, another, large, share, note
          FROM column_types
         ORDER BY id
        """;
}
