using Dapper;
using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace GridGov.Tests.Data;

/// <summary>Settings and file of the SQLite database.</summary>
public sealed class SqliteFileTests : StoreTest
{
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
    public async Task The_files_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        var place = Path.Combine(folder, "new", "place");
        await using var other = new SqliteEngine($"Data Source={Path.Combine(place, "store.db")}",
            new Clock(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)));
        await other.Migrate([Notes], default);
        await other.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')"), default);
        Directory.EnumerateFiles(place).Select(Path.GetFileName).ShouldContain("store.db-wal");
        foreach (var file in Directory.EnumerateFiles(place))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        File.GetUnixFileMode(place).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData("644", "600")]
    [InlineData("640", "640")]
    public async Task Files_that_everybody_can_read_are_closed_and_a_group_that_was_chosen_is_kept(string before, string after)
    {
        if (OperatingSystem.IsWindows())
            return;
        await Migrate(Notes);
        var file = Path.Combine(folder, "store.db");
        File.SetUnixFileMode(file, (UnixFileMode)Convert.ToInt32(before, 8));
        await using var other = new SqliteEngine($"Data Source={file}",
            new Clock(TimeProvider.System, TimeZoneInfo.Utc), new IdGenerator(new Random(1)));
        await other.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"), default);
        File.GetUnixFileMode(file).ShouldBe((UnixFileMode)Convert.ToInt32(after, 8));
    }

    [Fact]
    public async Task The_library_is_configured_before_its_first_use()
    {
        await Migrate(Notes);
        raw.sqlite3_memory_used().ShouldBe(0, "memory statistics are off");
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 2)]
    public async Task A_prepared_statement_is_not_compiled_anew_for_another_limit(bool configured, int expected)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        if (configured)
            SqliteConfiguration.KeepPreparedPlans(connection);
        raw.sqlite3_prepare_v2(connection.Handle, "SELECT name FROM sqlite_schema ORDER BY name LIMIT ?", out var statement);
        using (statement)
        {
            for (var limit = 1; limit <= 2; limit++)
            {
                raw.sqlite3_bind_int(statement, 1, limit);
                raw.sqlite3_step(statement);
                raw.sqlite3_reset(statement);
            }
            raw.sqlite3_stmt_status(statement, ReprepareCount, 0).ShouldBe(expected);
        }
    }

    /// <summary>SQLITE_STMTSTATUS_REPREPARE.</summary>
    const int ReprepareCount = 5;

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
        await ShouldBeRefused(() => db.Read(tx => tx.Query<string>("""SELECT "txet" FROM notes""")));
        await ShouldBeRefused(() => db.Write(tx => tx.Execute("""INSERT INTO notes (id, text) VALUES (1, "txet")""")));
        await ShouldBeRefused(() => Migrate(Notes, new Migration(2, "index", """CREATE INDEX notes_by_text ON notes ("txet");""")));

        static async Task ShouldBeRefused(Func<Task> work) =>
            (await Should.ThrowAsync<SqliteException>(work)).Message.ShouldContain("no such column");
    }

    [Fact]
    public async Task A_statement_has_up_to_32766_parameters()
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        Prepare(32_766);
        Should.Throw<SqliteException>(() => Prepare(32_767)).Message.ShouldContain("between ?1 and ?32766");

        void Prepare(int highest)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT ?{highest}";
            command.Prepare();
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
        CountRemaining(_ => true).ShouldBe(texts.Count);
        await db.Write(async tx =>
        {
            await tx.Execute("DELETE FROM notes WHERE id % 4 = 0");
            await tx.Execute("UPDATE notes SET text = 'x' WHERE id % 4 = 1");
        });
        await Checkpoint();
        CountRemaining(i => i % 4 is 0 or 1).ShouldBe(0);
        CountRemaining(i => i % 4 is 2 or 3).ShouldBe(texts.Count / 2);

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
        int CountRemaining(Func<int, bool> which)
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
    public async Task Vacuuming_during_a_long_read_reports_that_the_log_is_in_use()
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
}
