using GridGov.Data;
using GridGov.Data.Migrations;
using Microsoft.Data.Sqlite;

namespace GridGov.Tests.Data;

/// <summary>Reads and writes of the store.</summary>
public sealed class StoreTests : StoreTest
{
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
    public async Task A_write_that_waits_for_anything_but_its_own_transaction_is_refused()
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
}
