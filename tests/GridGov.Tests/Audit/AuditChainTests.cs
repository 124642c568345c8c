using GridGov.Audit;
using GridGov.Data;
using GridGov.Host.Commands;
using GridGov.Tests.Features.People;

namespace GridGov.Tests.Audit;

/// <summary>The audit log is an append-only chain of hashes, and every falsification is detected.</summary>
public sealed class AuditChainTests : IAsyncLifetime
{
    readonly App app = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await app.DisposeAsync();

    [Fact]
    public async Task Entries_are_only_added()
    {
        var street = await TestStreet.New(app);
        await street.AddPerson();
        foreach (var sql in new[]
        {
            "UPDATE audit SET code = 'x'", "DELETE FROM audit", "DELETE FROM audit_head", "UPDATE audit_head SET entries = entries - 1",
            "INSERT OR REPLACE INTO audit SELECT * FROM audit", "TRUNCATE audit", "TRUNCATE audit_head",
        })
        {
            // The other engine refuses engine-specific statements as a syntax error.
            (await Should.ThrowAsync<Exception>(() => app.Db.Write(tx => tx.Execute(sql)))).Message
                .ShouldMatch(sql.StartsWith("TRUNCATE", StringComparison.Ordinal) || sql.StartsWith("INSERT", StringComparison.Ordinal)
                    ? "append-only|syntax"
                    : "append-only");
        }
        (await Found()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Entries_written_concurrently_form_one_chain()
    {
        var street = await TestStreet.New(app);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => app.Db.Write(async tx =>
        {
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Export, "export", street.Street) { Details = new { text = $"\"{i}\"\n🌳" } });
            return 0;
        }, default, i % 2 == 0 ? WriteMode.Exclusive : WriteMode.Shared))));
        (await Found()).ShouldBeEmpty();
        (await app.Db.Read(tx => tx.Query<long>("SELECT seq FROM audit ORDER BY seq")))
            .ShouldBe(Enumerable.Range(1, (int)await app.Db.Read(tx => tx.QuerySingle<long>("SELECT entries FROM audit_head")))
            .Select(each => (long)each));
    }

    [Fact]
    public async Task A_refused_command_leaves_no_entry()
    {
        await TestStreet.New(app);
        var before = await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM audit"));
        await app.Db.Write(async tx =>
        {
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Change, "x", "*"));
            tx.Rollback();
        });
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM audit"))).ShouldBe(before);
        (await Found()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UPDATE audit SET address = '203.0.113.1' WHERE seq = 3", "changed 3")]
    [InlineData("UPDATE audit SET actor_id = (SELECT min(id) FROM people) WHERE seq = 3", "changed 3")]
    [InlineData("UPDATE audit SET details = 'no json' WHERE seq = 3", "changed 3")]
    [InlineData("DELETE FROM audit WHERE seq = 3", "missing 3")]
    [InlineData("DELETE FROM audit WHERE seq < 3", "missing 1")]
    [InlineData("DELETE FROM audit WHERE seq >= 5", "cut 5")]
    [InlineData("DELETE FROM audit", "cut 1")]
    [InlineData("UPDATE audit SET seq = CASE seq WHEN 3 THEN -4 ELSE -3 END WHERE seq IN (3, 4); UPDATE audit SET seq = -seq WHERE seq < 0",
        "changed 3", "changed 4", "changed 5")]
    [InlineData("DELETE FROM audit WHERE seq >= 5; UPDATE audit_head SET entries = 4", "changed 4")]
    [InlineData("DELETE FROM audit_head", "missing 10")]
    public async Task Each_way_to_falsify_it_is_found_and_named(string falsify, params string[] found)
    {
        var street = await TestStreet.New(app);
        while (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM audit")) < 10)
            await street.AddPerson();
        (await Found()).ShouldBeEmpty();
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
        await app.Db.Write(async tx =>
        {
            foreach (var trigger in tx.Dialect.Name == "sqlite"
                ? new[] { "audit_is_not_changed", "audit_is_not_deleted", "audit_is_not_replaced", "audit_head_only_grows",
                    "audit_head_is_not_deleted" }
                : ["audit_is_not_changed ON audit", "audit_head_only_grows ON audit_head", "audit_head_is_not_deleted ON audit_head"])
                await tx.Execute("DROP TRIGGER " + trigger);
            await tx.Execute(falsify);
        });
        (await Found()).ShouldBe(found);
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(1);
    }

    async Task<List<string>> Found()
    {
        var found = new List<string>();
        var result = await AuditChain.Verify(app.Db, [], difference => found.Add($"{difference.Kind} {difference.Seq}"), default);
        result.Differences.ShouldBe(found.Count);
        return found;
    }
}
