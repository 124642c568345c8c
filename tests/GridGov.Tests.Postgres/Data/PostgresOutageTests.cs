using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;

namespace GridGov.Tests.Data;

/// <summary>A PostgreSQL server of its own, which the tests stop and suspend.</summary>
public sealed class OutageCluster : IAsyncLifetime
{
    int databases;

    internal PostgresServer Server { get; } = new("max_connections=40", "superuser_reserved_connections=3", "fsync=off");

    internal string NewDatabase() => Server.NewDatabase($"outage_{++databases}");

    public Task InitializeAsync() => Server.WaitUntilReady();

    public Task DisposeAsync() => Task.CompletedTask;
}

/// <summary>Answers, readiness and log of a server whose PostgreSQL is stopped, silent, full or locked.</summary>
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

    static void ShouldBeAnsweredOr503(IEnumerable<Answer> answers) => answers.ShouldAllBe(answer =>
        answer.Status == HttpStatusCode.OK || answer.Status == HttpStatusCode.Created
        || (answer.Status == HttpStatusCode.ServiceUnavailable && answer.Header("Retry-After") != null));

    async Task ShouldComeBack()
    {
        await app.ShouldBecomeReady();
        (await File()).ShouldBeCreated();
        (await worker.Get("/v1/tickets")).ShouldBeOk();
    }

    [Fact]
    public async Task While_PostgreSQL_is_stopped_all_is_503_the_log_has_one_line_and_it_recovers()
    {
        await server.Stop();
        var answers = new List<Answer>();
        for (var i = 0; i < 60; i++)
            answers.Add(i % 2 == 0 ? await File() : await worker.Get("/v1/tickets"));
        foreach (var answer in answers)
            ShouldBe503(answer, "store-unavailable");
        await app.ShouldNotBeReady("unreachable");
        var logged = Logged.ToList();
        logged.Count(line => line.Contains("The database is unreachable", StringComparison.Ordinal)).ShouldBe(1);
        logged.Count.ShouldBeLessThanOrEqualTo(2);
        logged.ShouldAllBe(line => !line.Contains("   at ", StringComparison.Ordinal));

        await server.StartAgain();
        await ShouldComeBack();
        Logged.Last(line => line.Contains("The database is available again", StringComparison.Ordinal)).ShouldContain("calls were refused");
    }

    [Fact]
    public async Task Restarts_and_cut_connections_under_load_give_answers_or_503_and_lose_nothing()
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
    public async Task A_silent_PostgreSQL_is_503_within_the_time_limit_and_readiness_within_a_second()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => new[] { worker.Get("/v1/tickets"), File() }));
        server.Suspend();
        try
        {
            var watch = Stopwatch.StartNew();
            var waiting = Enumerable.Range(0, 4).SelectMany(_ => new[] { worker.Get("/v1/tickets"), File() }).ToList();
            await app.ShouldNotBeReady("unreachable");
            foreach (var answer in await Task.WhenAll(waiting))
                ShouldBe503(answer, "store-unavailable");
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
            watch.Restart();
            ShouldBe503(await worker.Get("/v1/tickets"), "store-unavailable");
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
            await app.ShouldNotBeReady("unreachable");
        }
        finally
        {
            server.Resume();
        }
        await ShouldComeBack();
    }

    [Fact]
    public async Task Without_a_free_connection_a_request_waits_for_the_time_limit_and_is_then_503()
    {
        var taken = new List<NpgsqlConnection> { await Foreign() };
        try
        {
            for (var i = 0; i < 3; i++)
            {
                // The server's own connections end as well, and others take their places.
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
    public async Task A_read_only_database_is_503_for_writes_and_readiness_names_it()
    {
        await using (await Foreign("ALTER SYSTEM SET default_transaction_read_only = on"))
        await using (await Foreign("SELECT pg_reload_conf()"))
            await Task.Delay(300);
        try
        {
            // The readiness check finds it before any request does.
            await app.ShouldNotBeReady("read_only");
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
    public async Task Errors_of_the_disk_are_503_and_readiness_names_them(string state, string condition)
    {
        await using (await Foreign($"""
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql
              AS $$ BEGIN RAISE EXCEPTION 'so it is' USING ERRCODE = '{state}'; END $$;
            CREATE TRIGGER fails BEFORE INSERT ON tickets EXECUTE FUNCTION fail();
            """))
        {
            ShouldBe503(await File(), "store-unavailable");
            await app.ShouldNotBeReady(condition);
        }
    }

    [Fact]
    public async Task A_commit_with_unknown_outcome_is_503_and_its_repetition_is_done_once()
    {
        await using var trigger = await Foreign("""
            CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER lingers AFTER INSERT ON tickets DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION linger();
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
    public async Task A_locked_ticket_delays_only_the_requests_that_change_it()
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
            // An exclusive write would wait if the other held the gate while it waits for the row.
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
    public async Task A_locked_person_does_not_delay_the_journal()
    {
        var other = await TestStreet.New(app);
        var otherWorker = await other.Worker();
        var personId = otherWorker.Person.Value.ToString(CultureInfo.InvariantCulture);
        await using var foreign = await Foreign($"BEGIN; SELECT 1 FROM people WHERE id = {personId} FOR UPDATE");
        var locked = File(otherWorker);
        // If one filing waited for the lock, it would end with it.
        var filed = 0;
        for (; !locked.IsCompleted; filed++)
            (await File()).ShouldBeCreated();
        ShouldBe503(await locked, "store-busy");
        filed.ShouldBeGreaterThan(1);
    }
}
