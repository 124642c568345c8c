using System.Diagnostics;
using System.Globalization;
using System.Net;
using GridGov.Data;
using Npgsql;

namespace GridGov.Tests.Data;

/// <summary>A PostgreSQL of their own, which these tests stop, suspend and fill.</summary>
public sealed class OutageCluster : IAsyncLifetime
{
    int databases;

    internal PostgresServer Server { get; } = new("max_connections=40", "superuser_reserved_connections=3", "fsync=off");

    internal string NewDatabase() => Server.NewDatabase($"outage_{++databases}");

    public Task InitializeAsync() => Server.WaitUntilReady();

    public Task DisposeAsync() => Task.CompletedTask;
}

/// <summary>A PostgreSQL that cannot do its work: what callers, monitors and the log are told.</summary>
public sealed class PostgresOutageTests : IClassFixture<OutageCluster>, IAsyncLifetime
{
    const string Options = ";Maximum Pool Size=12";

    const string EndServers = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'GridGov%'";

    readonly PostgresServer server;
    readonly string database;
    readonly App app;
    TestStreet street = null!;
    Caller worker = null!;

    public PostgresOutageTests(OutageCluster cluster)
    {
        server = cluster.Server;
        database = cluster.NewDatabase();
        app = new App([
            ("GridGov:Database:ConnectionString", database + Options),
            ("GridGov:Database:WaitTimeout", "2"),
            ("GridGov:Database:SilenceTimeout", "2"),
        ]);
    }

    public async Task InitializeAsync()
    {
        street = await TestStreet.New(app);
        worker = await street.Worker();
        (await File()).ShouldBeCreated();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
    }

    Task<Answer> File(Caller? by = null, string? key = null) =>
        (by ?? worker).Post("/v1/tickets", new { category = "0107", description = "一件" }, key: key);

    async Task<NpgsqlConnection> Foreign(string sql = "SELECT 1")
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    IEnumerable<string> Logged => app.Log.Lines.Where(line => line.StartsWith("GridGov", StringComparison.Ordinal));

    static void ShouldBe503(Answer answer, params string[] codes)
    {
        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, answer.Text);
        codes.ShouldContain((string)answer["code"]!);
        answer.Header("Retry-After").ShouldNotBeNull();
    }

    /// <summary>Nobody is told that it is the server's own fault, or that what was not taken was taken.</summary>
    static void ShouldBeAnsweredOr503(IEnumerable<Answer> answers) => answers.ShouldAllBe(answer =>
        answer.Status == HttpStatusCode.OK || answer.Status == HttpStatusCode.Created
        || (answer.Status == HttpStatusCode.ServiceUnavailable && answer.Header("Retry-After") != null));

    async Task ShouldNotBeReady(string condition)
    {
        var watch = Stopwatch.StartNew();
        var ready = await app.Nobody().Get("/health/ready");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        ready.ShouldRefuse(HttpStatusCode.ServiceUnavailable, "not-ready");
        ((string?)ready["dependency"], (string?)ready["condition"]).ShouldBe(("store", condition));
        (await app.Nobody().Get("/health/live")).ShouldBeOk();
    }

    async Task ShouldComeBack()
    {
        for (var watch = Stopwatch.StartNew(); (await app.Nobody().Get("/health/ready")).Status != HttpStatusCode.OK; await Task.Delay(200))
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        (await File()).ShouldBeCreated();
        (await worker.Get("/v1/tickets")).ShouldBeOk();
    }

    [Fact]
    public async Task Stopped_it_is_503_at_once_the_log_says_it_once_and_the_server_goes_on_when_it_is_back()
    {
        await server.Stop();
        var answers = new List<Answer>();
        for (var i = 0; i < 60; i++)
            answers.Add(i % 2 == 0 ? await File() : await worker.Get("/v1/tickets"));
        foreach (var answer in answers)
            ShouldBe503(answer, "store-unavailable");
        await ShouldNotBeReady("unreachable");
        var said = Logged.ToList();
        said.Count(line => line.Contains("The store is unreachable", StringComparison.Ordinal)).ShouldBe(1);
        said.Count.ShouldBeLessThanOrEqualTo(2);
        said.ShouldAllBe(line => !line.Contains("   at ", StringComparison.Ordinal));

        await server.StartAgain();
        await ShouldComeBack();
        Logged.Last(line => line.Contains("The store is back", StringComparison.Ordinal)).ShouldContain("calls were refused");
    }

    [Fact]
    public async Task Restarted_and_cut_off_under_load_it_answers_or_says_503_and_loses_nothing()
    {
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 6).Select(async client =>
        {
            var answers = new List<Answer>();
            while (!end.IsCancellationRequested)
                answers.Add(client % 2 == 0 ? await File() : await worker.Get("/v1/tickets?limit=5"));
            return answers;
        }).ToList();
        await Task.Delay(300);
        for (var i = 0; i < 5; i++)
        {
            await using (await Foreign(EndServers))
                await Task.Delay(200);
        }
        await server.Stop();
        await server.StartAgain();
        await Task.Delay(500);
        await end.CancelAsync();
        var all = (await Task.WhenAll(clients)).SelectMany(answers => answers).ToList();
        ShouldBeAnsweredOr503(all);
        await ShouldComeBack();
        var filed = await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM tickets"));
        filed.ShouldBeGreaterThanOrEqualTo(all.Count(answer => answer.Status == HttpStatusCode.Created) + 2);
        Logged.Count().ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Suspended_it_is_503_within_the_bound_and_ready_says_so_within_a_second()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => new[] { worker.Get("/v1/tickets"), File() }));
        server.Suspend();
        try
        {
            var watch = Stopwatch.StartNew();
            var waiting = Enumerable.Range(0, 4).SelectMany(_ => new[] { worker.Get("/v1/tickets"), File() }).ToList();
            await ShouldNotBeReady("unreachable");
            foreach (var answer in await Task.WhenAll(waiting))
                ShouldBe503(answer, "store-unavailable");
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
            watch.Restart();
            ShouldBe503(await worker.Get("/v1/tickets"), "store-unavailable");
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
            await ShouldNotBeReady("unreachable");
        }
        finally
        {
            server.Resume();
        }
        await ShouldComeBack();
    }

    [Fact]
    public async Task Without_a_free_connection_a_request_waits_within_the_bound_and_is_then_told_to_come_again()
    {
        var taken = new List<NpgsqlConnection> { await Foreign() };
        try
        {
            for (var i = 0; i < 3; i++)
            {
                // The server's own go as well, and others take their places.
                await using var end = new NpgsqlCommand(EndServers, taken[0]);
                await end.ExecuteNonQueryAsync();
                await TakeAll(taken);
            }
            var watch = Stopwatch.StartNew();
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => i % 2 == 0 ? File() : worker.Get("/v1/tickets")));
            foreach (var answer in answers.Where(answer => answer.Status == HttpStatusCode.ServiceUnavailable))
                ShouldBe503(answer, "store-busy", "store-unavailable");
            ShouldBeAnsweredOr503(answers);
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
        }
        finally
        {
            foreach (var connection in taken)
                await connection.DisposeAsync();
        }
        await ShouldComeBack();

        async Task TakeAll(List<NpgsqlConnection> taken)
        {
            try
            {
                while (true)
                    taken.Add(await Foreign());
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                // All are taken.
            }
        }
    }

    [Fact]
    public async Task A_read_only_store_is_named_so()
    {
        await using (await Foreign("ALTER SYSTEM SET default_transaction_read_only = on"))
        await using (await Foreign("SELECT pg_reload_conf()"))
            await Task.Delay(300);
        try
        {
            // The monitor finds it before anybody writes.
            await ShouldNotBeReady("read_only");
            ShouldBe503(await File(), "store-unavailable");
            (await worker.Get("/v1/tickets")).ShouldBeOk();
        }
        finally
        {
            await using (await Foreign("ALTER SYSTEM RESET default_transaction_read_only"))
            await using (await Foreign("SELECT pg_reload_conf()"))
                await Task.Delay(100);
        }
        await ShouldComeBack();
    }

    [Theory]
    [InlineData("53100", "full")]
    [InlineData("58030", "failing")]
    [InlineData("XX001", "damaged")]
    [InlineData("57P02", "unreachable")]
    public async Task What_the_server_says_of_its_disk_is_503_and_ready_names_it(string state, string condition)
    {
        await using (await Foreign($"""
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql
              AS $$ BEGIN RAISE EXCEPTION 'so it is' USING ERRCODE = '{state}'; END $$;
            CREATE TRIGGER fails BEFORE INSERT ON tickets EXECUTE FUNCTION fail();
            """))
        {
            ShouldBe503(await File(), "store-unavailable");
            await ShouldNotBeReady(condition);
        }
    }

    [Fact]
    public async Task A_commit_whose_outcome_is_unknown_is_said_to_be_repeatable_and_is_done_once()
    {
        await using var trigger = await Foreign("""
            CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER lingers AFTER INSERT ON tickets DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger();
            """);
        var before = await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM tickets"));
        var filing = File(key: "once-only");
        await Task.Delay(1000);
        await using var cut = await Foreign(EndServers + " AND state = 'active'");
        ShouldBe503(await filing, "outcome-unknown");
        await using var drop = await Foreign("DROP TRIGGER lingers ON tickets");
        (await File(key: "once-only")).ShouldBeCreated();
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM tickets"))).ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_ticket_that_somebody_else_has_locked_holds_up_nobody_but_who_changes_it()
    {
        var ticket = (await File()).ShouldBeCreated();
        await using var foreign = await Foreign($"BEGIN; SELECT 1 FROM tickets WHERE number = '{(string)ticket["number"]!}' FOR UPDATE");
        var head = await street.Head3();
        var watch = Stopwatch.StartNew();
        var verbs = new[]
        {
            head.Post($"/v1/tickets/{ticket.Id}/accept", body: null, version: ticket.Version),
            head.Post($"/v1/tickets/{ticket.Id}/comments", new { text = "看看" }),
        };
        var slowest = TimeSpan.Zero;
        while (!Task.WhenAll(verbs).IsCompleted)
        {
            var one = Stopwatch.StartNew();
            (await File()).ShouldBeCreated();
            slowest = one.Elapsed > slowest ? one.Elapsed : slowest;
            // Alone, behind the gate: it would wait for whoever holds that while waiting for the row.
            await app.Db.Write(tx => tx.Execute("SELECT 1"));
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(6));
        }
        foreach (var answer in await Task.WhenAll(verbs))
            ShouldBe503(answer, "store-busy");
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(0.9));

        await foreign.CloseAsync();
        (await head.Post($"/v1/tickets/{ticket.Id}/accept", body: null, version: ticket.Version)).ShouldBeOk();
    }

    [Fact]
    public async Task A_person_that_somebody_else_has_locked_does_not_hold_the_journal()
    {
        var other = await TestStreet.New(app);
        var its = await other.Worker();
        var theirs = its.Person.Value.ToString(CultureInfo.InvariantCulture);
        await using var foreign = await Foreign($"BEGIN; SELECT 1 FROM people WHERE id = {theirs} FOR UPDATE");
        var locked = File(its);
        var slowest = TimeSpan.Zero;
        while (!locked.IsCompleted)
        {
            var one = Stopwatch.StartNew();
            (await File()).ShouldBeCreated();
            slowest = one.Elapsed > slowest ? one.Elapsed : slowest;
        }
        ShouldBe503(await locked, "store-busy");
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(0.9));
    }
}
