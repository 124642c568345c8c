using GridGov.Data;
using GridGov.Data.Copy;
using GridGov.Data.Migrations;
using GridGov.Data.Postgres;
using GridGov.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace GridGov.Tests.Data;

/// <summary>Copying a SQLite database to PostgreSQL: it arrives complete and equal, or nothing is copied.</summary>
public sealed class StoreCopyTests : StoreCopyTest
{
    [Fact]
    public async Task Every_value_arrives_and_the_schema_is_the_migrations()
    {
        await Source(Notes);
        var told = new List<StoreCopy.Progress>();
        (await Copy(told.Add)).Select(table => (table.Name, table.Rows)).ShouldBe([("log", 3000), ("notes", 4), ("pairs", 2)]);
        (await InTarget<string>("SELECT code || ' ' || coalesce(n, 0) || ' ' || coalesce(x, 0) || ' ' || coalesce(answers, 0) || ' ' || "
            + "coalesce(text, '-') FROM notes ORDER BY id"))
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
                "SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER "
                    + "BY 1" })
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
            new NpgsqlCommand("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
                + "pg_backend_pid()", administrator);
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
}
