using System.Net;
using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Sqlite;
using Microsoft.Data.Sqlite;

namespace GridGov.Tests.Data;

/// <summary>Answers, readiness and log of a server whose SQLite database is full, read-only or damaged.</summary>
public sealed class SqliteOutageTests : IDisposable
{
    static readonly Migration Notes = new(1, "notes", "CREATE TABLE notes (id {id_key}, text TEXT NOT NULL);");

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-outage-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    SqliteEngine Open() =>
        new($"Data Source={Path.Combine(folder, "notes.db")}", new Clock(TimeProvider.System, TimeZoneInfo.Utc),
            new IdGenerator(new Random(1)));

    static Task<StoreCondition?> Check(Engine engine) =>
        engine.Health.Check(() => engine.Read(tx => tx.QuerySingle<int>("SELECT 1"), default), TimeSpan.FromSeconds(5));

    static Task FillUp(Db db) => db.Write(async tx =>
    {
        var pages = await tx.QuerySingle<long>("PRAGMA page_count");
        await tx.Query<long>($"PRAGMA max_page_count = {pages}");
    });

    static void ShouldBeUnavailable(Answer answer)
    {
        answer.ShouldRefuse(HttpStatusCode.ServiceUnavailable, "store-unavailable");
        answer.Header("Retry-After").ShouldNotBeNull();
    }

    [Fact]
    public async Task With_a_full_disk_writes_are_503_reads_succeed_and_the_log_has_one_line()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        await FillUp(app.Db);

        var answers = new List<Answer>();
        for (var i = 0; i < 60; i++)
            answers.Add(await worker.Post("/v1/tickets", new { category = "0107", description = new string('满', 3000) }));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created || answer.Status == HttpStatusCode.ServiceUnavailable);
        ShouldBeUnavailable(answers[^1]);
        (await worker.Get("/v1/tickets")).ShouldBeOk();
        await app.ShouldNotBeReady("full");
        var logged = app.Log.Lines.Where(line => line.StartsWith("GridGov", StringComparison.Ordinal)).ToList();
        logged.ShouldHaveSingleItem().ShouldContain("The database is full");
        logged[0].ShouldNotContain("   at ");

        await app.Db.Write(tx => tx.Query<long>("PRAGMA max_page_count = 1000000"));
        (await worker.Post("/v1/tickets", new { category = "0107", description = "有空间" })).ShouldBeCreated();
        await app.ShouldBecomeReady();
        app.Log.Lines.Last(line => line.StartsWith("GridGov", StringComparison.Ordinal))
            .ShouldContain("The database is available again after being full");
    }

    [Fact]
    public async Task A_read_only_database_is_503_for_writes_and_readiness_names_it()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        await app.Db.Write(tx => tx.Execute("PRAGMA query_only = ON"));
        ShouldBeUnavailable(await worker.Post("/v1/tickets", new { category = "0107", description = "只读" }));
        (await worker.Get("/v1/tickets")).ShouldBeOk();
        await app.ShouldNotBeReady("read_only");
    }

    [Fact]
    public async Task Damaged_pages_are_503_and_readiness_names_them()
    {
        await using var first = new App();
        var street = await TestStreet.New(first);
        var before = await street.Worker();
        (await before.Post("/v1/tickets", new { category = "0107", description = "第一件" })).ShouldBeCreated();
        var (page, size) = await first.Db.Read(tx => tx.QuerySingle<(long, long)>("""
            SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE type = 'table' AND name = 'tickets'
            """));
        await first.Db.Write(tx => tx.Execute("SELECT 1"));
        var file = Path.Combine(first.Folder, "gridgov.db");
        await first.Engine.DisposeAsync();
        await using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.Position = (page - 1) * size;
            stream.Write(Enumerable.Repeat((byte)0xA5, (int)size).ToArray());
        }

        await using var app = first.StartSecondServer();
        var worker = await app.CallerFor(street.PersonId("worker"));
        ShouldBeUnavailable(await worker.Get("/v1/tickets"));
        await app.ShouldNotBeReady("damaged");
    }

    [Fact]
    public async Task The_readiness_check_finds_a_full_disk_before_any_request_does()
    {
        await using var engine = Open();
        await engine.Migrate([Notes], default);
        await FillUp(new Db(engine));
        (await Check(engine)).ShouldBe(StoreCondition.Full);
    }

    [Fact]
    public async Task The_readiness_check_leaves_no_row_and_does_not_write_at_every_call()
    {
        await using var engine = Open();
        await engine.Migrate([Notes], default);
        for (var i = 0; i < 5; i++)
            (await Check(engine)).ShouldBeNull();
        (await engine.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM schema_migrations"), default)).ShouldBe(1);
        var probes = 0;
        engine.OnStatement = (_, sql) => probes += sql.StartsWith("INSERT INTO schema_migrations", StringComparison.Ordinal) ? 1 : 0;
        for (var i = 0; i < 5; i++)
            (await Check(engine)).ShouldBeNull();
        probes.ShouldBe(0);
    }

    [Fact]
    public async Task A_database_that_cannot_be_read_throws_StoreUnavailableException()
    {
        await using (var engine = Open())
            await engine.Migrate([Notes], default);
        await File.WriteAllBytesAsync(Path.Combine(folder, "notes.db"), [.. Enumerable.Repeat((byte)7, 8192)]);
        await using var damaged = Open();
        (await Should.ThrowAsync<StoreUnavailableException>(() => damaged.Read(tx => tx.QuerySingle<int>("SELECT 1"), default)))
            .Condition.ShouldBe(StoreCondition.Damaged);
        (await Should.ThrowAsync<StoreUnavailableException>(() => damaged.Migrate([Notes], default)))
            .Condition.ShouldBe(StoreCondition.Damaged);
    }

    [Fact]
    public async Task A_write_within_a_read_is_the_programs_fault_and_no_outage()
    {
        await using var engine = Open();
        await engine.Migrate([Notes], default);
        await Should.ThrowAsync<SqliteException>(() => engine.Read(tx => tx.Execute("DELETE FROM notes"), default));
        (await Check(engine)).ShouldBeNull();
    }

    [Fact]
    public async Task A_failing_after_commit_action_does_not_fail_the_committed_write()
    {
        await using var engine = Open();
        await engine.Migrate([Notes], default);
        var db = new Db(engine);
        await db.Write(tx =>
        {
            tx.AfterCommit(() => throw new InvalidOperationException("after"));
            return tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')");
        });
        await db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (2, 'x')"));
        (await db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"))).ShouldBe(2);
    }
}
