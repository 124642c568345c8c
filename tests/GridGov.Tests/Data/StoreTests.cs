using Dapper;
using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Sqlite;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Statistics;
using GridGov.Domain.Tickets.Query;
using Microsoft.Data.Sqlite;

namespace GridGov.Tests.Data;

/// <summary>The store's guarantees, each on its own database.</summary>
public sealed class StoreTests : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("gridgov-store-").FullName;
    readonly SqliteEngine engine;
    readonly Db db;

    public StoreTests()
    {
        engine = Open();
        db = new Db(engine);
    }

    SqliteEngine Open() => new($"Data Source={Path.Combine(folder, "store.db")}",
        new Clock(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    Task Migrate(params Migration[] migrations) => engine.Migrate(migrations, CancellationToken.None);

    static readonly Migration Notes = new(1, "notes", "CREATE TABLE notes (id {id_key}, text TEXT NOT NULL CHECK (length(text) > 0));");

    [Fact]
    public async Task Migrations_apply_once_and_in_order()
    {
        await Migrate(Notes);
        await Migrate(Notes,
            new Migration(2, "more", "ALTER TABLE notes ADD COLUMN more TEXT; CREATE INDEX notes_by_more ON notes (more);"));
        (await db.Read(tx => tx.Query<int>("SELECT number FROM schema_migrations ORDER BY number"))).ShouldBe([1, 2]);
        await db.Write(tx => tx.Execute("INSERT INTO notes (id, text, more) VALUES (1, 'a', 'b')"));
    }

    [Fact]
    public async Task An_edited_migration_stops_the_start_and_says_what_to_do()
    {
        await Migrate(Notes);
        var error = await Should.ThrowAsync<SchemaException>(() => Migrate(Notes with { Sql = Notes.Sql + " -- edited" }));
        error.Message.ShouldContain("0001_notes.sql was edited");
        error.Message.ShouldContain("new migration");
    }

    [Fact]
    public async Task A_different_line_end_is_no_edit() =>
        (Notes with { Sql = "a\r\nb" }).Checksum.ShouldBe((Notes with { Sql = "a\nb" }).Checksum);

    [Fact]
    public async Task A_newer_schema_stops_an_older_program()
    {
        await Migrate(Notes, new Migration(2, "more", "CREATE TABLE more (id {id_key});"));
        (await Should.ThrowAsync<SchemaException>(() => Migrate(Notes))).Message.ShouldContain("newer GridGov");
    }

    [Fact]
    public async Task Inspecting_a_schema_lists_missing_migrations_and_creates_nothing()
    {
        var absent = Path.Combine(folder, "absent.db");
        await using (var nothing = new SqliteEngine($"Data Source={absent}", new Clock(TimeProvider.System, TimeZoneInfo.Utc),
            new IdGenerator(new Random(1))))
            (await Should.ThrowAsync<StoreUnreachableException>(() => nothing.RequireSchema([Notes], CancellationToken.None)))
                .Message.ShouldBe($"There is no database {absent}.");
        File.Exists(absent).ShouldBeFalse();

        await Migrate(Notes);
        await engine.RequireSchema([Notes], CancellationToken.None);
        (await Should.ThrowAsync<SchemaException>(() => engine.RequireSchema([Notes, new Migration(2, "more", "CREATE TABLE more (id {id_key});")], CancellationToken.None)))
            .Message.ShouldContain("0002_more has not been applied");
        (await Should.ThrowAsync<SchemaException>(() => engine.RequireSchema([], CancellationToken.None))).Message.ShouldContain("newer GridGov");
    }

    [Theory]
    [InlineData("CREATE TABLE half (id {id_key}); SELECT nonsense FROM nowhere;")]
    // The second statement has a result, after which the provider drops errors unless they are asked for.
    [InlineData("CREATE TABLE half (id {id_key}); ALTER TABLE half ADD COLUMN a TEXT CHECK (a IN ('x')); SELECT nonsense FROM nowhere;")]
    public async Task A_migration_that_fails_leaves_nothing(string sql)
    {
        await Should.ThrowAsync<SqliteException>(() => Migrate(Notes, new Migration(2, "broken", sql)));
        await Migrate(Notes);
        (await db.Read(tx => tx.Query<string>("SELECT name FROM sqlite_master WHERE name = 'half'"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_do_not_race()
    {
        var engines = Enumerable.Range(0, 8).Select(_ => Open()).ToList();
        await Task.WhenAll(engines.Select(each => Task.Run(() => each.Migrate([Notes], CancellationToken.None))));
        foreach (var each in engines)
            await each.DisposeAsync();
        (await db.Read(tx => tx.Query<int>("SELECT number FROM schema_migrations"))).ShouldBe([1]);
    }

    [Fact]
    public async Task A_write_that_throws_or_rolls_back_loses_only_its_own_changes()
    {
        await Migrate(Notes);
        var writes = Enumerable.Range(1, 300).Select(async i =>
        {
            try
            {
                await db.Write(async tx =>
                {
                    await tx.Execute("INSERT INTO notes (id, text) VALUES (@Id, 'x')", new { Id = i });
                    if (i % 3 == 1)
                        throw new InvalidOperationException("on purpose");
                    if (i % 3 == 2)
                        tx.Rollback();
                });
            }
            catch (InvalidOperationException)
            {
                // Only the caller of this write gets the exception.
            }
        });
        await Task.WhenAll(writes);
        (await db.Read(tx => tx.Query<int>("SELECT id FROM notes ORDER BY id"))).ShouldBe(Enumerable.Range(1, 300).Where(i => i % 3 == 0));
    }

    [Fact]
    public async Task A_refused_statement_fails_only_its_own_write()
    {
        await Migrate(Notes);
        var bad = db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (1, '')"));
        var good = db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (2, 'x')"));
        await Should.ThrowAsync<SqliteException>(() => bad);
        await good;
        (await db.Read(tx => tx.Query<int>("SELECT id FROM notes"))).ShouldBe([2]);
    }

    [Fact]
    public async Task After_commit_runs_once_and_not_for_what_was_rolled_back()
    {
        await Migrate(Notes);
        var ran = 0;
        await db.Write(tx =>
        {
            tx.AfterCommit(() => Interlocked.Increment(ref ran));
            return tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')");
        });
        await Should.ThrowAsync<SqliteException>(() => db.Write(tx =>
        {
            tx.AfterCommit(() => Interlocked.Increment(ref ran));
            return tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'again')");
        }));
        ran.ShouldBe(1);
    }

    [Fact]
    public async Task While_another_process_holds_the_lock_all_writes_fail_together_as_busy()
    {
        await Migrate(Notes);
        await db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')"));
        await using var other = new SqliteConnection($"Data Source={Path.Combine(folder, "store.db")};Pooling=False");
        await other.OpenAsync();
        await using var hold = other.CreateCommand();
        hold.CommandText = "BEGIN IMMEDIATE";
        await hold.ExecuteNonQueryAsync();
        var writes = Enumerable.Range(2, 5)
            .Select(i => db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (@Id, 'x')", new { Id = i }))).ToList();
        // The first write may have its own batch; the rest share one, so there are at most two waits and not five.
        foreach (var write in writes)
            await Should.ThrowAsync<StoreBusyException>(() => write);
        hold.CommandText = "ROLLBACK";
        await hold.ExecuteNonQueryAsync();
        await db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (9, 'x')"));
    }

    [Fact]
    public async Task A_write_that_breaks_the_commit_is_found_and_the_others_are_kept()
    {
        await Migrate(Notes,
            new Migration(2, "deferred",
                "CREATE TABLE children (id {id_key}, note BIGINT REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED);"));
        // A deferred foreign key is only checked by the commit, which covers all writes of the batch.
        var writes = Enumerable.Range(1, 40).Select(i => db.Write(tx => i == 7
            ? tx.Execute("INSERT INTO children (id, note) VALUES (7, 999)")
            : tx.Execute("INSERT INTO notes (id, text) VALUES (@Id, 'x')", new { Id = i }))).ToList();
        await Should.ThrowAsync<SqliteException>(() => writes[6]);
        await Task.WhenAll(writes.Where((_, i) => i != 6));
        (await db.Read(tx => tx.QuerySingle<int>("SELECT count(*) FROM notes"))).ShouldBe(39);
    }

    [Fact]
    public async Task A_write_that_awaits_anything_but_the_store_is_refused()
    {
        await Migrate(Notes);
        var never = new TaskCompletionSource<int>();
        (await Should.ThrowAsync<InvalidOperationException>(() => db.Write(_ => never.Task))).Message.ShouldContain("own transaction");
    }

    [Fact]
    public async Task A_reader_sees_one_snapshot_while_writes_go_on()
    {
        await Migrate(Notes);
        await db.Read(async tx =>
        {
            var before = await tx.QuerySingle<int>("SELECT count(*) FROM notes");
            await db.Write(write => write.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')"));
            (await tx.QuerySingle<int>("SELECT count(*) FROM notes")).ShouldBe(before);
            return 0;
        });
        (await db.Read(tx => tx.QuerySingle<int>("SELECT count(*) FROM notes"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_cannot_write()
    {
        await Migrate(Notes);
        await Should.ThrowAsync<SqliteException>(() => db.Read(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')")));
    }

    [Fact]
    public async Task Confirmed_writes_survive_a_close_while_others_wait()
    {
        await Migrate(Notes);
        var writes = Enumerable.Range(1, 2000)
            .Select(i => db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (@Id, 'x')", new { Id = i }))).ToList();
        await engine.DisposeAsync();
        await Task.WhenAll(writes);
        await using var again = Open();
        (await again.Read(tx => tx.QuerySingle<int>("SELECT count(*) FROM notes"), default)).ShouldBe(2000);
        Should.Throw<StoreBusyException>(() => engine.Write(tx => tx.Execute("SELECT 1"), default));
    }

    [Fact]
    public async Task Connections_are_set_for_durability_and_integrity()
    {
        (await db.Read(tx => tx.QuerySingle<string>("PRAGMA journal_mode"))).ShouldBe("wal");
        (await db.Write(tx => tx.QuerySingle<long>("PRAGMA synchronous"))).ShouldBe(2L, "FULL");
        (await db.Write(tx => tx.QuerySingle<long>("PRAGMA foreign_keys"))).ShouldBe(1L);
        (await db.Write(tx => tx.QuerySingle<long>("PRAGMA secure_delete"))).ShouldBe(1L);
    }

    [Fact]
    public async Task The_description_names_the_bundled_version_and_the_file()
    {
        var version = await db.Read(tx => tx.QuerySingle<string>("SELECT sqlite_version()"));
        engine.Description.ShouldBe($"SQLite {version} at {Path.Combine(folder, "store.db")}");
        Version.Parse(version!).ShouldBeGreaterThanOrEqualTo(new Version(3, 53, 4), "the bundle's and not the system's");
    }

    [Fact]
    public async Task The_library_is_configured_before_its_first_use()
    {
        await Migrate(Notes);
        SQLitePCL.raw.sqlite3_memory_used().ShouldBe(0, "memory statistics are off");
    }

    [Fact]
    public async Task A_reference_to_a_missing_row_is_refused()
    {
        await Migrate(Notes, new Migration(2, "children", "CREATE TABLE children (id {id_key}, note BIGINT REFERENCES notes (id));"));
        (await Should.ThrowAsync<SqliteException>(() => db.Write(tx => tx.Execute("INSERT INTO children (id, note) VALUES (1, 999)"))))
            .SqliteExtendedErrorCode.ShouldBe(SQLitePCL.raw.SQLITE_CONSTRAINT_FOREIGNKEY);
    }

    [Fact]
    public async Task A_misspelt_column_in_double_quotes_is_an_error_and_not_a_string()
    {
        await Migrate(Notes);
        await Refused(() => db.Read(tx => tx.Query<string>("""SELECT "txet" FROM notes""")));
        await Refused(() => db.Write(tx => tx.Execute("""INSERT INTO notes (id, text) VALUES (1, "txet")""")));
        await Refused(() => Migrate(Notes, new Migration(2, "index", """CREATE INDEX notes_by_text ON notes ("txet");""")));

        static async Task Refused(Func<Task> work) =>
            (await Should.ThrowAsync<SqliteException>(work)).Message.ShouldContain("no such column");
    }

    [Fact]
    public async Task A_statement_has_up_to_32766_parameters()
    {
        (await Count(32_766)).ShouldBe(32_766);
        (await Should.ThrowAsync<SqliteException>(() => Count(32_767))).Message.ShouldContain("too many SQL variables");

        Task<long> Count(int n)
        {
            var parameters = new DynamicParameters();
            for (var i = 0; i < n; i++)
                parameters.Add($"p{i}", i);
            var rows = string.Join(", ", Enumerable.Range(0, n).Select(i => $"(@p{i})"));
            return db.Read(tx => tx.QuerySingle<long>($"WITH given (n) AS (VALUES {rows}) SELECT count(*) FROM given", parameters));
        }
    }

    [Fact]
    public async Task Deleted_and_overwritten_rows_are_zeroed_in_the_file()
    {
        await Migrate(Notes, new Migration(2, "index", "CREATE INDEX notes_by_text ON notes (text);"));
        var random = new Random(1);
        // Every tenth text needs overflow pages.
        var texts = Enumerable.Range(0, 400).Select(i => Convert.ToBase64String(Bytes(i % 10 == 0 ? 9000 : 60))).ToList();
        await db.Write(async tx =>
        {
            for (var i = 0; i < texts.Count; i++)
                await tx.Execute("INSERT INTO notes (id, text) VALUES (@I, @Text)", new { I = i, Text = texts[i] });
        });
        await Checkpoint();
        Left(_ => true).ShouldBe(texts.Count);
        await db.Write(async tx =>
        {
            await tx.Execute("DELETE FROM notes WHERE id % 4 = 0");
            await tx.Execute("UPDATE notes SET text = 'x' WHERE id % 4 = 1");
        });
        await Checkpoint();
        Left(i => i % 4 is 0 or 1).ShouldBe(0);
        Left(i => i % 4 is 2 or 3).ShouldBe(texts.Count / 2);

        byte[] Bytes(int n)
        {
            var bytes = new byte[n];
            random.NextBytes(bytes);
            return bytes;
        }

        async Task Checkpoint()
        {
            await using var connection = new SqliteConnection($"Data Source={engine.File};Pooling=False");
            (await connection.ExecuteScalarAsync<long>("PRAGMA wal_checkpoint(TRUNCATE)")).ShouldBe(0);
        }

        // Searches for a middle part, because SQLite overwrites the beginning of a freed block anyway.
        int Left(Func<int, bool> which)
        {
            var files = Directory.GetFiles(folder).Select(ReadShared).ToList();
            return Enumerable.Range(0, texts.Count).Where(which)
                .Count(i => files.Exists(file => file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(texts[i][30..60])) >= 0));
        }

        static byte[] ReadShared(string file)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task Scrubbing_during_a_long_read_reports_that_the_log_is_in_use()
    {
        await Migrate(Notes);
        await db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')"));
        await db.Read(async tx =>
        {
            await tx.QuerySingle<int>("SELECT count(*) FROM notes");
            await db.Write(write => write.Execute("INSERT INTO notes (id, text) VALUES (2, 'x')"));
            await Should.ThrowAsync<StoreBusyException>(() => engine.Vacuum([], default));
            return 0;
        });
        await engine.Vacuum([], default);
        new FileInfo(engine.File + "-wal").Length.ShouldBe(0);
    }

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
            tx.Query<PlanRow>($"EXPLAIN QUERY PLAN SELECT t.id FROM tickets t WHERE @scope(t.grid_code){condition} ORDER BY t.id DESC LIMIT 50", parameters, Scope.Of("4101")));
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
            contains: Measure.Find(measure)!.Rows.Table is null ? "ticket_history_by_end" : "PRIMARY KEY (ticket_id=? AND from_at<?)");

        async Task Plan(CountQuery asked, string contains)
        {
            var sums = MeasureRowReader.Statement(now, Measure.Find(measure)!.Rows, null, root, asked);
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
            plan.ShouldContain("SEARCH t USING COVERING INDEX tickets_by_contact_day (contact_due_day=? AND contacted_at=? AND contact_due_at<?)");
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
            new Period(new DateOnly(2025, 11, 22), new DateOnly(2026, 11, 22))) { By = [by, Dimension.Month] };
        var plan = await db.Read(tx => Plan(tx, "resolution_rate", query));
        plan.Count(line => line.Contains("code_length=? AND grid_code=? AND day>? AND day<?")).ShouldBe(6, string.Join('\n', plan));
    }

    static async Task<List<string>> Plan(Tx tx, string measure, CountQuery query)
    {
        var sums = MeasureReader.FromCounters(tx, Measure.Find(measure)!, query, query.Roots[0]);
        return (await tx.Query<PlanRow>("EXPLAIN QUERY PLAN " + sums.Sql, sums.Parameters)).ConvertAll(row => row.Detail);
    }

    sealed record PlanRow
    {
        public required string Detail { get; init; }
    }
}
