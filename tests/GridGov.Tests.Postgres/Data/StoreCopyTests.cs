using GridGov.Data;
using GridGov.Data.Copy;
using GridGov.Data.Migrations;
using GridGov.Data.Postgres;
using GridGov.Data.Sqlite;
using GridGov.Demo;
using GridGov.Host;
using GridGov.Host.Commands;
using GridGov.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace GridGov.Tests.Data;

/// <summary>Copying a SQLite database to PostgreSQL: it arrives complete and equal, or nothing is copied.</summary>
public sealed class StoreCopyTests : IDisposable
{
    static readonly Clock Clock = new(TimeProvider.System, TimeZoneInfo.Utc);

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-copy-").FullName;
    readonly Lazy<string> database = new(() => PostgresCluster.Shared.NewDatabase());
    readonly StringWriter output = new();
    readonly StringWriter errors = new();

    string Target => database.Value;
    string File => Path.Combine(folder, "gridgov.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    static readonly Migration Notes = new(1, "notes", """
        CREATE TABLE notes (id {id_key}, answers BIGINT NULL REFERENCES notes (id), code {code} NOT NULL, n INTEGER NULL, x DOUBLE PRECISION NULL, text TEXT NULL);
        CREATE UNIQUE INDEX notes_by_code ON notes (code);
        CREATE INDEX notes_with_text ON notes (n, id) WHERE text IS NOT NULL;
        CREATE TABLE log (seq {sequence_key}, text TEXT NOT NULL);
        CREATE TABLE pairs (a {code} NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b)) {clustered_by_key};
        """);

    /// <summary>Creates a SQLite database with every kind of value, by these migrations.</summary>
    async Task Source(params Migration[] migrations)
    {
        await using var engine = new SqliteEngine($"Data Source={File}", Clock, new IdGenerator(new Random(1)));
        await engine.Migrate(migrations, default);
        await engine.Write(async tx =>
        {
            await tx.Execute("INSERT INTO notes (id, code, n, x, text) VALUES (9223372036854775807, 'b', -2147483648, 0.1, '')");
            await tx.Execute("INSERT INTO notes (id, code, n, x, text) VALUES (-5, 'B', 2147483647, 3, @Text)",
                new { Text = "二七区 🌳\r\n\t\\N \"x\"" });
            // The row refers to a later row.
            await tx.Execute("INSERT INTO notes (id, code) VALUES (2, 'two')");
            await tx.Execute("INSERT INTO notes (id, answers, code) VALUES (1, 2, 'one')");
            for (var i = 0; i < 3000; i++)
                await tx.Execute("INSERT INTO log (text) VALUES (@Text)", new { Text = new string('x', i % 50 + 1) });
            await tx.Execute("INSERT INTO pairs (a, b) VALUES ('a', 1), ('a', 2)");
            return 0;
        }, default);
    }

    Task<List<StoreCopy.Table>> Copy(Action<StoreCopy.Progress>? progress = null, params Migration[] inPostgres) =>
        // The copy runs on another thread, because the progress callback blocks in some tests.
        Task.Run(() => StoreCopy.Run($"Data Source={File}", Target, Clock, NullLogger.Instance, progress ?? (_ => { }),
            dialect => dialect.Name == "postgres" && inPostgres.Length > 0 ? inPostgres : [Notes], default));

    PostgresEngine OpenTarget() => new(Target, Clock, new IdGenerator(new Random(1)), NullLogger.Instance);

    async Task<List<T>> InTarget<T>(string sql)
    {
        await using var engine = OpenTarget();
        return await engine.Read(tx => tx.Query<T>(sql), default);
    }

    /// <summary>Asserts that a failed copy left the target empty, so that it can be filled again.</summary>
    async Task ShouldBeEmpty() =>
        (await InTarget<string>("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).ShouldBeEmpty();

    [Fact]
    public async Task Every_value_arrives_and_the_schema_is_the_migrations()
    {
        await Source(Notes);
        var told = new List<StoreCopy.Progress>();
        (await Copy(told.Add)).Select(table => (table.Name, table.Rows)).ShouldBe([("log", 3000), ("notes", 4), ("pairs", 2)]);
        (await InTarget<string>("SELECT code || ' ' || coalesce(n, 0) || ' ' || coalesce(x, 0) || ' ' || coalesce(answers, 0) || ' ' || coalesce(text, '-') FROM notes ORDER BY id"))
            .ShouldBe(["B 2147483647 3 0 二七区 🌳\r\n\t\\N \"x\"", "one 0 0 2 -", "two 0 0 0 -", "b -2147483648 0.1 0 "]);
        told.Count(progress => progress.Done == progress.Total).ShouldBeGreaterThanOrEqualTo(2);
        told.ShouldContain(progress => progress.Step == StoreCopy.Step.Copying && progress.Done == 2000 && progress.Total == 3006);

        // New ids continue after the last copied one.
        await using (var engine = OpenTarget())
            (await engine.Write(tx => tx.QuerySingle<long>("INSERT INTO log (text) VALUES ('next') RETURNING seq"), default))
                .ShouldBe(3001);

        var migrated = PostgresCluster.Shared.NewDatabase();
        await using (var engine = new PostgresEngine(migrated, Clock, new IdGenerator(new Random(1)), NullLogger.Instance))
        {
            await engine.Migrate([Notes], default);
            foreach (var parts in new[] { "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
                "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1" })
                (await InTarget<string>(parts)).ShouldBe(await engine.Read(tx => tx.Query<string>(parts), default));
        }
    }

    [Fact]
    public async Task A_target_that_is_not_empty_is_refused_by_name_and_left_unchanged()
    {
        await Source(Notes);
        await using (var engine = OpenTarget())
            await engine.Migrate([new Migration(1, "mine", "CREATE TABLE mine (id {sequence_key}); INSERT INTO mine (id) VALUES (7);")],
                default);
        (await Should.ThrowAsync<StoreUnreachableException>(() => Copy()))
            .Message.ShouldContain("is not empty. It has table mine, table schema_migrations, sequence mine_id_seq.");
        (await InTarget<long>("SELECT id FROM mine")).ShouldBe([7]);
    }

    [Fact]
    public async Task A_source_that_another_process_has_open_is_refused()
    {
        await Source(Notes);
        await using (var engine = new SqliteEngine($"Data Source={File}", Clock, new IdGenerator(new Random(1))))
        {
            await engine.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"), default);
            (await Should.ThrowAsync<StoreUnreachableException>(() => Copy())).Message.ShouldContain("is in use");
        }
        (await Copy()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_value_that_changes_during_the_copy_is_reported_with_its_table()
    {
        await Source(Notes);
        var changing = Notes with
        {
            Sql = Notes.Sql + """
                CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.x := NEW.x + 1e-15; RETURN NEW; END; $$;
                CREATE TRIGGER changed BEFORE INSERT ON notes FOR EACH ROW WHEN (NEW.code = 'b') EXECUTE FUNCTION change();
                """,
        };
        (await Should.ThrowAsync<StoreCopyException>(() => Copy(null, changing)))
            .Message.ShouldStartWith("notes differs: 4 rows on both sides");
        await ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_that_is_lost_during_the_copy_is_reported_with_its_table()
    {
        await Source(Notes);
        var losing = Notes with
        {
            Sql = Notes.Sql + """
                CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END; $$;
                CREATE TRIGGER lost BEFORE INSERT ON log FOR EACH ROW WHEN (NEW.seq = 1234) EXECUTE FUNCTION lose();
                """,
        };
        (await Should.ThrowAsync<StoreCopyException>(() => Copy(null, losing)))
            .Message.ShouldBe("log differs: 3,000 rows were read from SQLite, PostgreSQL has 2,999.");
        await ShouldBeEmpty();
    }

    [Fact]
    public async Task A_table_or_column_that_only_one_engine_has_is_reported()
    {
        await Source(Notes, new Migration(2, "more", "CREATE TABLE more (id {id_key});"));
        var message =
            (await Should.ThrowAsync<StoreCopyException>(() =>
                StoreCopy.Run($"Data Source={File}", Target, Clock, NullLogger.Instance, _ => { },
            dialect => [Notes,
                new Migration(2, "more",
                    dialect.Name == "sqlite" ? "CREATE TABLE more (id {id_key});" : "ALTER TABLE log ADD COLUMN more TEXT;")],
                    default))).Message;
        message.ShouldContain("more is in SQLite only");
        message.ShouldContain("column log.more is in one of them only");
        await ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_that_violates_a_constraint_is_named_and_can_be_corrected()
    {
        await Source(Notes);
        await InSource("PRAGMA foreign_keys = OFF; UPDATE notes SET answers = 4711 WHERE id = 1;");
        var broken = (await Should.ThrowAsync<StoreCopyException>(() => Copy())).Message;
        broken.ShouldContain("notes cannot be copied");
        broken.ShouldContain("4711");
        await ShouldBeEmpty();
        await InSource("UPDATE notes SET answers = 2, n = 'many' WHERE id = 1;");
        (await Should.ThrowAsync<StoreCopyException>(() => Copy())).Message.ShouldContain("Column n is Integer and has the String 'many'");
        await ShouldBeEmpty();
        await InSource("UPDATE notes SET n = 1 WHERE id = 1;");
        (await Copy()).Count.ShouldBe(3);
    }

    async Task InSource(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    [Theory]
    [InlineData(StoreCopy.Step.Copying)]
    [InlineData(StoreCopy.Step.Comparing)]
    public async Task An_interrupted_copy_leaves_nothing_and_can_be_repeated(StoreCopy.Step during)
    {
        await Source(Notes);
        await Should.ThrowAsync<Exception>(() => Copy(progress =>
        {
            if (progress.Step == during && progress.Done == 2000)
                EndConnections();
        }));
        await ShouldBeEmpty();
        (await Copy()).Sum(table => table.Rows).ShouldBe(3006);
    }

    void EndConnections()
    {
        using var administrator = new NpgsqlConnection(Target + ";Pooling=false");
        administrator.Open();
        using var end =
            new NpgsqlCommand("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", administrator);
        end.ExecuteNonQuery();
    }

    [Fact]
    public async Task During_a_copy_neither_a_server_nor_another_copy_starts_on_the_target()
    {
        await Source(Notes);
        string? server = null, other = null;
        await Copy(progress =>
        {
            if (progress.Step != StoreCopy.Step.Comparing || server is not null)
                return;
            using var engine = new Disposing(OpenTarget());
            server = Should.Throw<StoreUnreachableException>(() => Task.Run(() => engine.Engine.Migrate([Notes], default)).GetAwaiter()
                .GetResult()).Message;
            other = Should.Throw<StoreUnreachableException>(() => Task.Run(() => PostgresTarget.Open(Target, NullLogger.Instance, default))
                .GetAwaiter().GetResult()).Message;
        });
        server.ShouldNotBeNull().ShouldContain("copy into database");
        other.ShouldNotBeNull().ShouldContain("copying into it");
    }

    sealed class Disposing(Engine engine) : IDisposable
    {
        public Engine Engine => engine;

        public void Dispose() => Task.Run(async () => await engine.DisposeAsync()).GetAwaiter().GetResult();
    }

    [Fact]
    public async Task A_server_on_the_copy_gives_the_same_responses_to_the_same_tokens()
    {
        string access, refresh, list, ticket, petition;
        await using (var before = await Serve($"--GridGov:DataDirectory={folder}"))
        {
            using var http = new HttpClient { BaseAddress = new Uri(before.Urls.First()) };
            await Settle(before);
            var signedIn = (await new Caller(http, Id.None, token: null)
                .Post("/v1/auth/sign-in", new { username = "copied-worker", password = "correct-horse" })).ShouldBeOk();
            (access, refresh) = ((string)signedIn["accessToken"]!, (string)signedIn["refreshToken"]!);
            var worker = new Caller(http, Id.None, access);
            for (var i = 0; i < 5; i++)
                (await worker.Post("/v1/tickets",
                    new { category = "0107", description = $"第{i}件", reporter = new { name = "王芳", phone = "13803710001" } }))
                        .ShouldBeCreated();
            petition = (await worker.Post("/v1/tickets", new { category = "0704", description = "信访原话" })).ShouldBeCreated().Id;
            list = (await worker.Get("/v1/tickets")).ShouldBeOk().Text;
            ticket = (string)(await worker.Get("/v1/tickets")).ShouldBeOk()["items"]![0]!["id"]!;
            await before.StopAsync();
        }

        (await Run($"--to={Target}")).ShouldBe(0, errors.ToString());
        output.ToString().ShouldContain("copied, read back and found equal");
        (await Run($"--to={Target}")).ShouldBe(2);
        errors.ToString().ShouldContain("not empty");
        // Every table of the PostgreSQL schema was copied and compared, including those of newer migrations.
        var copied = output.ToString().Split('\n').Where(line => line.Contains(" rows  checksum ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]);
        copied.ShouldBe(await InTarget<string>("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations' ORDER BY tablename COLLATE \"C\""));

        await using var after = await Serve("--GridGov:Database:Engine=postgres", $"--GridGov:Database:ConnectionString={Target}",
            $"--GridGov:Keys:MasterFile={Path.Combine(folder, "keys", "master.key")}");
        using var client = new HttpClient { BaseAddress = new Uri(after.Urls.First()) };
        var same = new Caller(client, Id.None, access);
        (await same.Get("/v1/tickets")).ShouldBeOk().Text.ShouldBe(list);
        (await same.Get($"/v1/tickets/{ticket}/events")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(1);
        ((string)(await same.Post("/v1/tickets", new { category = "0107", description = "第七件" })).ShouldBeCreated()["number"]!)
            .ShouldEndWith("-0007");
        ((string)(await same.Post($"/v1/tickets/{petition}/unmask", new { purpose = "试" })).ShouldBeOk()["ticket"]!["description"]!)
            .ShouldBe("信访原话");
        (await new Caller(client, Id.None, token: null).Post("/v1/auth/refresh", new { refreshToken = refresh })).ShouldBeOk();
    }

    static async Task<WebApplication> Serve(params string[] settings)
    {
        var builder = Server.CreateBuilder(["--urls", "http://127.0.0.1:0", .. settings]);
        builder.Logging.ClearProviders();
        var server = Server.Build(builder);
        await server.StartAsync();
        return server;
    }

    static Task Settle(WebApplication server) => new Db(server.Services.GetRequiredService<Engine>()).Write(async tx =>
    {
        foreach (var (code, level) in new[] { ("9601", 0), ("960101", 0), ("960101001", 1), ("960101001001", 2), ("960101001001001", 3) })
        {
            await tx.Execute("INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, @Code, @Level, @Parent, @Now, 1)",
                new { Code = code, Level = level, Parent = GridCode.Parent(code), tx.Now });
        }
        var person = await TestStreet.AddPerson(tx, "copied", "960101001");
        await tx.Execute("UPDATE people SET username = 'copied-worker', password_hash = @Hash WHERE id = @Id",
            new { Id = person, Hash = server.Services.GetRequiredService<PasswordHashing>().Hash("correct-horse") });
        await TestStreet.Appoint(tx, person, PostKind.GridWorker, "960101001001001");
    });

    [Theory]
    [InlineData]
    [InlineData("--to")]
    [InlineData("--to=")]
    [InlineData("--from=x", "--to=Host=127.0.0.1")]
    [InlineData("--to=Data Source=x.db")]
    [InlineData("--to=Host=127.0.0.1;Database=x", "--GridGov:Database:Engine=postgres",
        "--GridGov:Database:ConnectionString=Host=127.0.0.1")]
    [InlineData("--to=Host=127.0.0.1;Database=x", "--GridGov:Database:ConnectionString=Data Source=/nowhere/gridgov.db")]
    public async Task A_copy_that_cannot_begin_exits_with_2_and_says_why(params string[] args)
    {
        (await Run(args)).ShouldBe(2);
        errors.ToString().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Inspecting_a_database_without_GridGov_gives_an_error_in_one_sentence()
    {
        var said = await Should.ThrowAsync<StoreUnreachableException>(() =>
            VerifyCommand.Run(["--GridGov:Database:Engine=postgres", $"--GridGov:Database:ConnectionString={Target}"]));
        said.Message.ShouldContain(" has no GridGov tables yet.");
        await ShouldBeEmpty();
        await using var engine = OpenTarget();
        await engine.Migrate([Notes], default);
        (await Should.ThrowAsync<SchemaException>(() => engine.RequireSchema([Notes, new Migration(2, "more", "CREATE TABLE more (id {id_key});")], default)))
            .Message.ShouldContain("migration 0002_more has not been applied");
        await engine.RequireSchema([Notes], default);
    }

    [Fact]
    public async Task The_demo_takes_an_empty_database_or_its_own_and_refuses_others()
    {
        var settings = new Settings(Engines.Postgres, Target, folder, TimeZoneInfo.Utc);
        await using var store = DemoStore.Of(settings);
        (await store.IsFilled(default)).ShouldBeFalse();

        await using var engine = OpenTarget();
        await engine.Write(tx => tx.Execute("CREATE TABLE mine (id BIGINT)"), default);
        (await Should.ThrowAsync<StoreUnreachableException>(() => store.IsFilled(default))).Message.ShouldContain("was not filled by the demo");
        await engine.Write(tx => tx.Execute("DROP TABLE mine"), default);

        await Startup.PrepareStore(engine, default);
        var db = new Db(engine);
        await Startup.AddAdministrator(db, "admin", "A real one", passwordHash: null, default);
        await Should.ThrowAsync<StoreUnreachableException>(() => store.IsFilled(default));
        await db.Write(tx => tx.Execute("UPDATE people SET username = @Username", new { DemoAccounts.All[0].Username }));
        (await store.IsFilled(default)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused_before_it_counts_characters_wrongly()
    {
        var name = new NpgsqlConnectionStringBuilder(Target).Database + "_latin";
        await using (var administrator = new NpgsqlConnection(Target + ";Pooling=false"))
        {
            await administrator.OpenAsync();
            await using var create = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'",
                administrator);
            await create.ExecuteNonQueryAsync();
        }
        await using var engine = new PostgresEngine(new NpgsqlConnectionStringBuilder(Target) { Database = name }.ConnectionString, Clock,
            new IdGenerator(new Random(1)), NullLogger.Instance);
        (await Should.ThrowAsync<StoreUnreachableException>(() => engine.Migrate([Notes], default)))
            .Message.ShouldContain("SQL_ASCII; GridGov needs UTF8");
    }

    [Fact]
    public async Task The_error_says_that_the_user_may_not_create_tables()
    {
        await using (var administrator = OpenTarget())
            await administrator.Write(tx => tx.Execute("CREATE ROLE guest_of_copy LOGIN PASSWORD 'guest'"), default);
        var guest = new NpgsqlConnectionStringBuilder(Target) { Username = "guest_of_copy", Password = "guest" }.ConnectionString;
        await using var engine = new PostgresEngine(guest, Clock, new IdGenerator(new Random(1)), NullLogger.Instance);
        (await Should.ThrowAsync<StoreUnreachableException>(() => engine.Migrate([Notes], default))).Message.ShouldContain("may not create tables in database");
    }

    Task<int> Run(params string[] args)
    {
        var named = args.Any(arg => arg.Contains("ConnectionString", StringComparison.Ordinal));
        return CommandLine.Run(["copy", .. args, .. named ? Array.Empty<string>() : [$"--GridGov:DataDirectory={folder}"]], output, errors);
    }
}
