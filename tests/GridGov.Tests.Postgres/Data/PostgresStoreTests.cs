using System.Globalization;
using System.Net;
using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Domain.Events;
using GridGov.Domain.Statistics.Counters;
using GridGov.Host;
using Npgsql;

namespace GridGov.Tests.Data;

/// <summary>Migrations, reads and writes of the store on PostgreSQL.</summary>
public sealed class PostgresStoreTests : PostgresStoreTest
{
    [Fact]
    public async Task An_edited_migration_stops_the_start_and_so_does_a_newer_schema()
    {
        await Migrate(Notes, new Migration(2, "more", "CREATE TABLE more (id {id_key});"));
        (await Should.ThrowAsync<SchemaException>(() => Migrate(Notes with { Sql = Notes.Sql + " -- edited" })))
            .Message.ShouldContain("0001_notes.sql was edited");
        (await Should.ThrowAsync<SchemaException>(() => Migrate(Notes))).Message.ShouldContain("newer GridGov");
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing()
    {
        await Should.ThrowAsync<PostgresException>(() =>
            Migrate(Notes, new Migration(2, "broken", "CREATE TABLE half (id {id_key}); SELECT nonsense FROM nowhere;")));
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
    public async Task A_check_in_a_write_still_holds_when_it_commits()
    {
        await Migrate(Notes);
        await using var other = new WithDb(Open());
        // Two processes race to add the first note.
        await Task.WhenAll(Enumerable.Range(1, 40).Select(i => (i % 2 == 0 ? db : other.Db).Write(async tx =>
        {
            if (await tx.QuerySingle<long>("SELECT count(*) FROM notes") == 0)
                await tx.Execute("INSERT INTO notes (id, text) VALUES (@Id, 'x')", new { Id = i });
        })));
        (await db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"))).ShouldBe(1);
    }

    [Fact]
    public async Task Shared_writes_overlap_and_wait_for_an_exclusive_one()
    {
        await Migrate(Notes);
        var first = new TaskCompletionSource();
        var second = new TaskCompletionSource();
        // Each write waits until the other has begun.
        await Task.WhenAll(
            db.Write(async _ => { first.SetResult(); await second.Task; return 0; }, mode: WriteMode.Shared),
            db.Write(async _ => { second.SetResult(); await first.Task; return 0; }, mode: WriteMode.Shared))
                .WaitAsync(TimeSpan.FromSeconds(20));

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
        // There are four runs when the server detected both sides of the deadlock and ended both.
        runs.ShouldBeInRange(3, 4);
        (await db.Read(tx => tx.Query<string>("SELECT text FROM notes"))).ShouldBe(["xyy", "xyy"]);
    }

    [Fact]
    public async Task Of_two_shared_writes_of_one_key_the_second_sees_the_first()
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
        (await Should.ThrowAsync<PostgresException>(() => db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')"))))
            .SqlState.ShouldBe("23505");
    }

    [Fact]
    public async Task A_write_that_throws_or_rolls_back_leaves_nothing_and_runs_no_after_commit_action()
    {
        await Migrate(Notes);
        var after = 0;
        await db.Write(tx => { tx.AfterCommit(() => after++); return tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')"); });
        await db.Write(tx =>
            { tx.AfterCommit(() => after++); tx.Rollback(); return tx.Execute("INSERT INTO notes (id, text) VALUES (2, 'x')"); });
        await Should.ThrowAsync<PostgresException>(() =>
            db.Write(tx => { tx.AfterCommit(() => after++); return tx.Execute("INSERT INTO notes (id, text) VALUES (3, '')"); }));
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
        (await Should.ThrowAsync<PostgresException>(() => db.Read(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (2, 'x')"))))
            .SqlState.ShouldBe("25006");
    }

    [Fact]
    public async Task Closing_finishes_waiting_writes_and_refuses_new_ones()
    {
        await Migrate(Notes);
        var writes = Enumerable.Range(1, 200)
            .Select(i => db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (@Id, 'x')", new { Id = i }))).ToList();
        await engine.DisposeAsync();
        await Task.WhenAll(writes);
        await Should.ThrowAsync<StoreBusyException>(() => engine.Write(tx => tx.Execute("SELECT 1"), default));
        await using var again = Open();
        (await again.Read(tx => tx.QuerySingle<int>("SELECT count(*) FROM notes"), default)).ShouldBe(200);
    }

    [Fact]
    public async Task The_journal_is_append_only()
    {
        await Startup.PrepareStore(engine, CancellationToken.None);
        await db.Write(tx => Journal.Append(tx, new JournalEntry("grid", "9601", "9601", "create", Actor: null, Version: 1)));
        foreach (var sql in new[] { "UPDATE journal SET reason = 'x'", "DELETE FROM journal", "TRUNCATE journal" })
            (await Should.ThrowAsync<PostgresException>(() => db.Write(tx => tx.Execute(sql))))
                .MessageText.ShouldBe("the journal is append-only");
    }

    [Fact]
    public async Task Sixteen_concurrent_filings_leave_no_gap_in_the_numbers_and_correct_counters()
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
}
