using System.Net;
using System.Net.Sockets;
using GridGov.Data;
using Npgsql;

namespace GridGov.Tests.Data;

/// <summary>Connections to PostgreSQL that are refused, slow, late or lost.</summary>
public sealed class PostgresConnectionTests : PostgresStoreTest
{
    [Fact]
    public async Task The_error_names_a_database_that_does_not_exist_or_refuses_the_connection()
    {
        await using var nowhere = Open("Host=127.0.0.1;Port=1;Database=gridgov;Username=gridgov;Password=secret-word",
            TimeSpan.FromSeconds(1));
        var absent = await Should.ThrowAsync<StoreUnreachableException>(() => nowhere.Migrate([], CancellationToken.None));
        absent.Message.ShouldContain("127.0.0.1:1 did not come up within 1 seconds");
        absent.Message.ShouldNotContain("secret-word");

        await using var wrong = Open(new NpgsqlConnectionStringBuilder(connectionString) { Password = "secret-word" }.ConnectionString);
        var refused = await Should.ThrowAsync<StoreUnreachableException>(() => wrong.Migrate([], CancellationToken.None));
        refused.Message.ShouldContain("refuses");
        refused.Message.ShouldNotContain("secret-word");

        Should.Throw<StoreUnreachableException>(() => Open("Data Source=gridgov.db")).Message.ShouldContain("ConnectionString");
    }

    [Fact]
    public async Task The_start_waits_for_a_database_server_that_is_still_starting()
    {
        // The port answers only after a delay, like a starting server.
        var port = FreePort();
        await using var early =
            Open(new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = port }.ConnectionString,
                TimeSpan.FromSeconds(30));
        var start = early.Migrate([Notes], CancellationToken.None);
        (await Task.WhenAny(start, Task.Delay(1500))).ShouldNotBe(start);

        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var closing = new CancellationTokenSource();
        var forwarding = Forward(listener, closing.Token);
        await start.WaitAsync(TimeSpan.FromSeconds(20));
        (await db.Read(tx => tx.Query<int>("SELECT number FROM schema_migrations"))).ShouldBe([1]);
        await early.DisposeAsync();
        await closing.CancelAsync();
        await forwarding;
    }

    static int FreePort()
    {
        using var any = new TcpListener(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    /// <summary>Forwards every connection of the listener to the real server.</summary>
    async Task Forward(TcpListener listener, CancellationToken ct)
    {
        var real = new NpgsqlConnectionStringBuilder(connectionString);
        var passing = new List<Task>();
        while (!ct.IsCancellationRequested)
        {
            try
            {
                passing.Add(Pass(await listener.AcceptTcpClientAsync(ct)));
            }
            catch (OperationCanceledException)
            {
                // The test has stopped the listener.
            }
        }
        await Task.WhenAll(passing);

        async Task Pass(TcpClient inside)
        {
            using var server = new TcpClient();
            using (inside)
            {
                await server.ConnectAsync(real.Host!, real.Port, ct);
                try
                {
                    await Task.WhenAny(
                        inside.GetStream().CopyToAsync(server.GetStream(), ct),
                        server.GetStream().CopyToAsync(inside.GetStream(), ct));
                }
                catch (OperationCanceledException)
                {
                    // The test has stopped the connection.
                }
            }
        }
    }

    [Fact]
    public async Task A_write_that_waits_too_long_is_refused_as_busy_and_one_that_runs_too_long_is_cancelled()
    {
        await Migrate(Notes);
        await using var hasty = new WithDb(Open(connectionString + ";Options=-c lock_timeout=300 -c statement_timeout=600"));
        var inside = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var alone = db.Write(async _ => { inside.SetResult(); await leave.Task; return 0; });
        await inside.Task;
        await Should.ThrowAsync<StoreBusyException>(() => hasty.Db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (1, 'x')")));
        leave.SetResult();
        await alone;

        var ended = await Should.ThrowAsync<StoreBusyException>(() => hasty.Db.Write(async tx =>
        {
            await tx.Execute("INSERT INTO notes (id, text) VALUES (2, 'x')");
            await tx.Execute("SELECT pg_sleep(30)");
        }));
        ended.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
        (await db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"))).ShouldBe(0);
    }

    [Fact]
    public async Task Connections_that_were_lost_with_the_database_are_replaced_without_an_error()
    {
        await Migrate(Notes);
        await Task.WhenAll(Enumerable.Range(1, 8)
            .Select(i => db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (@Id, 'x')", new { Id = i }),
                mode: WriteMode.Shared)));
        await Task.WhenAll(Enumerable.Range(1, 8).Select(_ => db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"))));
        await using (var administrator = new NpgsqlConnection(connectionString + ";Pooling=false"))
        {
            await administrator.OpenAsync();
            await using var end =
                new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
                    + "pg_backend_pid()", administrator);
            await end.ExecuteNonQueryAsync();
        }
        await db.Write(tx => tx.Execute("INSERT INTO notes (id, text) VALUES (9, 'x')"));
        (await db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM notes"))).ShouldBe(9);
    }
}
