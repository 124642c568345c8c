using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Postgres;
using GridGov.Domain.Events;
using GridGov.Domain.Statistics.Counters;
using GridGov.Host;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace GridGov.Tests.Data;

/// <summary>The store's promises on PostgreSQL, each on a database of its own.</summary>
public sealed class PostgresStoreTests : IAsyncLifetime
{
    readonly string connectionString = PostgresCluster.Shared.NewDatabase();
    readonly PostgresEngine engine;
    readonly Db db;

    public PostgresStoreTests()
    {
        engine = Open();
        db = new Db(engine);
    }

    PostgresEngine Open(string? other = null, TimeSpan? patience = null) =>
        new(other ?? connectionString, new Clock(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)), NullLogger.Instance, patience);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await engine.DisposeAsync();

    Task Migrate(params Migration[] migrations) => engine.Migrate(migrations, CancellationToken.None);

    static readonly Migration Notes = new(1, "notes", "CREATE TABLE notes (id {id_key}, text TEXT NOT NULL CHECK (length(text) > 0));");

    [Fact]
    public async Task An_edited_migration_stops_the_start_and_so_does_a_newer_schema()
    {
        await Migrate(Notes, new Migration(2, "more", "CREATE TABLE more (id {id_key});"));
        (await Should.ThrowAsync<SchemaException>(() => Migrate(Notes with { Sql = Notes.Sql + " -- edited" }))).Message.ShouldContain("0001_notes.sql was edited");
        (await Should.ThrowAsync<SchemaException>(() => Migrate(Notes))).Message.ShouldContain("newer GridGov");
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing()
    {
        await Should.ThrowAsync<PostgresException>(() => Migrate(Notes, new Migration(2, "broken", "CREATE TABLE half (id {id_key}); SELECT nonsense FROM nowhere;")));
        await Migrate(Notes);
        (await db.Read(tx => tx.Query<string>("SELECT tablename FROM pg_tables WHERE tablename = 'half'"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Processes_that_start_at_once_do_not_race()
    {
        var engines = Enumerable.Range(0, 8).Select(_ => Open()).ToList();
        await Task.WhenAll(engines.Select(each => each.Migrate([Notes], CancellationToken.None)));
        foreach (var each in engines)
            await each.DisposeAsync();
        (await db.Read(tx => tx.Query<int>("SELECT number FROM schema_migrations"))).ShouldBe([1]);
    }

    [Fact]
    public async Task What_a_work_has_checked_still_holds_when_it_writes()
    {
        await Migrate(Notes);
        await using var other = new WithDb(Open());
        // Everybody adds the first note if there is none, from two processes.
        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => (i % 2 == 0 ? db : other.Db).Write(async tx =>
        {
            if (await tx.QuerySingle<long>("SELECT count(*) FROM notes") == 0)
                await tx.Execute("INSERT INTO notes (id, text) VALUES (@Id, 'x')", new { Id = i });
        })));
        (await db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"))).ShouldBe(1);
    }

    [Fact]
    public async Task Writes_beside_one_another_overlap_and_wait_for_one_that_is_alone()
    {
        await Migrate(Notes);
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        // Each waits until the other is inside as well.
        await Task.WhenAll(
            db.Write(async _ => { first.SetResult(); await second.Task; return 0; }, mode: WriteMode.Shared),
            db.Write(async _ => { second.SetResult(); await first.Task; return 0; }, mode: WriteMode.Shared)).WaitAsync(TimeSpan.FromSeconds(20));

        var inside = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var alone = db.Write(async _ => { inside.SetResult(); await leave.Task; return 0; });
        await inside.Task;
        var beside = db.Write(_ => Task.FromResult(0), mode: WriteMode.Shared);
        (await Task.WhenAny(beside, Task.Delay(200))).ShouldNotBe(beside);
        leave.SetResult();
        await Task.WhenAll(alone, beside);
    }

    [Fact]
    public async Task A_deadlock_is_run_again_from_the_start()
    {
        await Migrate(Notes);
        await db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x'), (2, 'x')"));
        var both = new CountdownEvent(2);
        var runs = 0;
        Task Update(int one, int two) => db.Write(async tx =>
        {
            Interlocked.Increment(ref runs);
            await tx.Execute("UPDATE notes SET text = text || 'y' WHERE id = @Id", new { Id = one });
            if (!both.IsSet)
            {
                both.Signal();
                while (!both.IsSet)
                    await Task.Delay(10);
            }
            return await tx.Execute("UPDATE notes SET text = text || 'y' WHERE id = @Id", new { Id = two });
        }, mode: WriteMode.Shared);
        await Task.WhenAll(Update(1, 2), Update(2, 1));
        // Four when the server found both to be waiting and ended both.
        runs.ShouldBeInRange(3, 4);
        (await db.Read(tx => tx.Query<string>("SELECT text FROM notes"))).ShouldBe(["xyy", "xyy"]);
    }

    [Fact]
    public async Task Of_two_that_write_one_key_beside_one_another_the_second_sees_the_first()
    {
        await Migrate(Notes);
        var added = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => db.Write(async tx =>
        {
            if (await tx.QuerySingle<long>("SELECT count(*) FROM notes WHERE id = 1") > 0)
                return 0;
            await Task.Delay(20);
            return await tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')");
        }, mode: WriteMode.Shared)));
        added.Sum().ShouldBe(1);
        (await Should.ThrowAsync<PostgresException>(() => db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')")))).SqlState.ShouldBe("23505");
    }

    [Fact]
    public async Task What_throws_or_undoes_itself_is_rolled_back_and_has_no_after()
    {
        await Migrate(Notes);
        var after = 0;
        await db.Write(tx => { tx.AfterCommit(() => after++); return tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')"); });
        await db.Write(tx => { tx.AfterCommit(() => after++); tx.Rollback(); return tx.Execute("INSERT INTO notes (id, text) VALUES (2, 'x')"); });
        await Should.ThrowAsync<PostgresException>(() => db.Write(tx => { tx.AfterCommit(() => after++); return tx.Execute("INSERT INTO notes (id, text) VALUES (3, '')"); }));
        (await db.Read(tx => tx.Query<long>("SELECT id FROM notes"))).ShouldBe([1]);
        after.ShouldBe(1);
    }

    [Fact]
    public async Task A_reader_sees_one_snapshot_and_cannot_write()
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
        (await Should.ThrowAsync<PostgresException>(() => db.Read(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (2, 'x')")))).SqlState.ShouldBe("25006");
    }

    [Fact]
    public async Task Closing_finishes_what_waits_and_takes_no_more()
    {
        await Migrate(Notes);
        var writes = Enumerable.Range(1, 200).Select(i => db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (@Id, 'x')", new { Id = i }))).ToList();
        await engine.DisposeAsync();
        await Task.WhenAll(writes);
        await Should.ThrowAsync<StoreBusyException>(() => engine.Write(tx => tx.Execute("SELECT 1"), default));
        await using var again = Open();
        (await again.Read(tx => tx.QuerySingle<int>("SELECT count(*) FROM notes"), default)).ShouldBe(200);
    }

    [Fact]
    public async Task A_database_that_is_not_there_or_refuses_is_said_by_name()
    {
        await using var nowhere = Open("Host=127.0.0.1;Port=1;Database=gridgov;Username=gridgov;Password=secret-word", TimeSpan.FromSeconds(1));
        var absent = await Should.ThrowAsync<StoreUnreachableException>(() => nowhere.Migrate([], CancellationToken.None));
        absent.Message.ShouldContain("127.0.0.1:1 did not come up within 1 seconds");
        absent.Message.ShouldNotContain("secret-word");

        await using var wrong = Open(new NpgsqlConnectionStringBuilder(connectionString) { Password = "secret-word" }.ConnectionString);
        var refused = await Should.ThrowAsync<StoreUnreachableException>(() => wrong.Migrate([], CancellationToken.None));
        refused.Message.ShouldContain("refuses");
        refused.Message.ShouldNotContain("secret-word");

        Should.Throw<StoreUnreachableException>(() => Open("Data Source=gridgov.db")).Message.ShouldContain("ConnectionString");
    }

    [Fact]
    public async Task The_start_waits_for_a_database_that_is_still_coming_up()
    {
        // A port that answers only after a while, as a server that starts does.
        var port = FreePort();
        await using var early = Open(new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = port }.ConnectionString, TimeSpan.FromSeconds(30));
        var start = early.Migrate([Notes], CancellationToken.None);
        (await Task.WhenAny(start, Task.Delay(1500))).ShouldNotBe(start);

        using var door = new TcpListener(IPAddress.Loopback, port);
        door.Start();
        using var closing = new CancellationTokenSource();
        var forwarding = Forward(door, closing.Token);
        await start.WaitAsync(TimeSpan.FromSeconds(20));
        (await db.Read(tx => tx.Query<int>("SELECT number FROM schema_migrations"))).ShouldBe([1]);
        await early.DisposeAsync();
        await closing.CancelAsync();
        await forwarding;
    }

    static int FreePort()
    {
        using var any = new TcpListener(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    /// <summary>Takes every connection to the door on to the real server.</summary>
    async Task Forward(TcpListener door, CancellationToken ct)
    {
        var real = new NpgsqlConnectionStringBuilder(connectionString);
        var passing = new List<Task>();
        while (!ct.IsCancellationRequested)
        {
            try
            {
                passing.Add(Pass(await door.AcceptTcpClientAsync(ct)));
            }
            catch (OperationCanceledException)
            {
                // The end.
            }
        }
        await Task.WhenAll(passing);

        async Task Pass(TcpClient inside)
        {
            using var server = new TcpClient();
            using (inside)
            {
                await server.ConnectAsync(real.Host!, real.Port, ct);
                try
                {
                    await Task.WhenAny(
                        inside.GetStream().CopyToAsync(server.GetStream(), ct),
                        server.GetStream().CopyToAsync(inside.GetStream(), ct));
                }
                catch (OperationCanceledException)
                {
                    // The end.
                }
            }
        }
    }

    [Fact]
    public async Task A_write_that_waits_too_long_for_another_is_told_to_come_again_and_one_that_runs_too_long_is_ended()
    {
        await Migrate(Notes);
        await using var hasty = new WithDb(Open(connectionString + ";Options=-c lock_timeout=300 -c statement_timeout=600"));
        var inside = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var alone = db.Write(async _ => { inside.SetResult(); await leave.Task; return 0; });
        await inside.Task;
        await Should.ThrowAsync<StoreBusyException>(() => hasty.Db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')")));
        leave.SetResult();
        await alone;

        var ended = await Should.ThrowAsync<StoreBusyException>(() => hasty.Db.Write(async tx =>
        {
            await tx.Execute("INSERT INTO notes (id, text) VALUES (2, 'x')");
            await tx.Execute("SELECT pg_sleep(30)");
        }));
        ended.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
        (await db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"))).ShouldBe(0);
    }

    [Fact]
    public async Task Connections_that_died_with_the_database_are_replaced_unseen()
    {
        await Migrate(Notes);
        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (@Id, 'x')", new { Id = i }), mode: WriteMode.Shared)));
        await Task.WhenAll(Enumerable.Range(1, 8).Select(_ => db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"))));
        await using (var administrator = new NpgsqlConnection(connectionString + ";Pooling=false"))
        {
            await administrator.OpenAsync();
            await using var end = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", administrator);
            await end.ExecuteNonQueryAsync();
        }
        await db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (9, 'x')"));
        (await db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"))).ShouldBe(9);
    }

    [Fact]
    public async Task The_journal_is_append_only()
    {
        await Startup.PrepareStore(engine, CancellationToken.None);
        await db.Write(tx => Journal.Append(tx, new JournalEntry("grid", "9601", "9601", "create", Actor: null, Version: 1)));
        foreach (var sql in new[] { "UPDATE journal SET reason = 'x'", "DELETE FROM journal", "TRUNCATE journal" })
            (await Should.ThrowAsync<PostgresException>(() => db.Write(tx => tx.Execute(sql)))).MessageText.ShouldBe("the journal is append-only");
    }

    [Fact]
    public async Task Sixteen_that_file_at_once_leave_no_gap_in_the_numbers_and_every_counter_right()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async one =>
        {
            var created = new List<string>();
            for (var i = 0; i < 10; i++)
            {
                var answer = await worker.Post("/v1/tickets", new { category = "0107", description = $"{one}-{i}" });
                answer.Status.ShouldBe(HttpStatusCode.Created);
                created.Add((string)answer["number"]!);
            }
            return created;
        }));
        answers.SelectMany(numbers => numbers).Select(number => int.Parse(number.Split('-')[2], CultureInfo.InvariantCulture)).Order()
            .ShouldBe(Enumerable.Range(1, 160));
        (await CounterAudit.Run(app.Db, _ => { }, default)).ShouldBeEmpty();
    }

    sealed class WithDb(Engine engine) : IAsyncDisposable
    {
        public Db Db { get; } = new(engine);

        public ValueTask DisposeAsync() => engine.DisposeAsync();
    }
}
