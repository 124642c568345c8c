using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Sqlite;
using Microsoft.Data.Sqlite;

namespace GridGov.Tests.Data;

/// <summary>Migrations of the store.</summary>
public sealed class MigrationTests : StoreTest
{
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
        (await Should.ThrowAsync<SchemaException>(() =>
            engine.RequireSchema([Notes, new Migration(2, "more", "CREATE TABLE more (id {id_key});")], CancellationToken.None)))
            .Message.ShouldContain("0002_more has not been applied");
        (await Should.ThrowAsync<SchemaException>(() => engine.RequireSchema([], CancellationToken.None)))
            .Message.ShouldContain("newer GridGov");
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing()
    {
        await Should.ThrowAsync<SqliteException>(() =>
            Migrate(Notes, new Migration(2, "broken", "CREATE TABLE half (id {id_key}); SELECT nonsense FROM nowhere;")));
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
}
