using Dapper;
using Npgsql;

namespace GridGov.Data.Postgres;

/// <summary>
/// Receives other processes' changes by LISTEN on its own connection. NOTIFY keeps nothing for absent listeners, so caches are
/// disabled while the connection is lost and start empty afterwards.
/// </summary>
sealed partial class PostgresListener : IAsyncDisposable
{
    const string Channel = "gridgov_changes";

    /// <summary>Above this many keys of one topic the whole topic is invalidated.</summary>
    const int MaxKeys = 32;

    /// <summary>A dead connection is noticed after this time plus the timeout of one statement (seconds).</summary>
    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(1);
    const int StatementTimeout = 2;
    const int ConnectTimeout = 3;

    static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    readonly string connectionString;
    readonly CacheInvalidation cacheInvalidation;
    readonly ILogger log;
    readonly CancellationTokenSource stopping = new();
    readonly TimeSpan silence;
    readonly PostgresConnections connections;
    readonly Task listening;
    readonly Task watching;
    long heard = TimeProvider.System.GetTimestamp();

    // Notifications of this process itself are ignored: its caches have been invalidated already.
    readonly string processName;

    /// <param name="silence">For how long the server may answer nothing before <paramref name="connections"/> give it up.</param>
    public PostgresListener(NpgsqlConnectionStringBuilder settings, CacheInvalidation cacheInvalidation, string self, ILogger log,
        TimeSpan silence, PostgresConnections connections)
    {
        (this.silence, this.connections) = (silence, connections);
        connectionString = new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Pooling = false,
            MaxAutoPrepare = 0,
            CommandTimeout = StatementTimeout,
            Timeout = ConnectTimeout,
            // Does not wait for the server to confirm the cancellation.
            CancellationTimeout = -1,
            ApplicationName = $"{settings.ApplicationName ?? "GridGov"} listener",
        }.ConnectionString;
        (this.cacheInvalidation, this.processName, this.log) = (cacheInvalidation, self, log);
        listening = Task.Run(Listen);
        watching = Task.Run(WatchForSilence);
    }

    public static async Task Notify(NpgsqlConnection connection, string self, IReadOnlyList<Invalidation> invalidations)
    {
        foreach (var topic in invalidations.GroupBy(change => change.Topic))
        {
            var keys = topic.Select(change => change.Key).Distinct(StringComparer.Ordinal).ToList();
            foreach (var key in keys.Contains(null) || keys.Count > MaxKeys ? [null] : keys)
                await connection.ExecuteAsync("SELECT pg_notify(@Channel, @Text)", new { Channel, Text = $"{self} {topic.Key} {key}" });
        }
    }

    void Receive(string text)
    {
        // A process of another version may send topics that are unknown here.
        if (text.Split(' ', 3) is [var sender, var topic, var key] && sender != processName
            && Enum.TryParse<CacheTopic>(topic, out var known))
        {
            cacheInvalidation.Invalidate(new Invalidation(known, key.Length == 0 ? null : key));
        }
    }

    async Task Listen()
    {
        var delay = TimeSpan.Zero;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                connection.Notification += (_, notification) => Receive(notification.Payload);
                await connection.OpenAsync(stopping.Token);
                await connection.ExecuteAsync($"LISTEN {Channel}");
                cacheInvalidation.Connected();
                delay = TimeSpan.Zero;
                while (true)
                {
                    Heard();
                    if (!await connection.WaitAsync(KeepAlive, stopping.Token))
                        await connection.ExecuteAsync("SELECT 1 AS alive");
                }
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                cacheInvalidation.Disconnected();
                if ((e as TimeoutException ?? e.InnerException) is not TimeoutException)
                    Heard();
                if (delay == TimeSpan.Zero)
                    LogDisconnected(log, e.Message);
                await Task.Delay(delay, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                delay = delay == TimeSpan.Zero ? TimeSpan.FromMilliseconds(50) : delay * 2 > MaxDelay ? MaxDelay : delay * 2;
            }
        }
    }

    /// <summary>Apart from the listening, which a silent server holds up for longer.</summary>
    async Task WatchForSilence()
    {
        using var timer = new PeriodicTimer(KeepAlive);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                if (TimeProvider.System.GetElapsedTime(Volatile.Read(ref heard)) >= silence + KeepAlive)
                    connections.GiveUp();
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    void Heard()
    {
        Volatile.Write(ref heard, TimeProvider.System.GetTimestamp());
        connections.Answered();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await listening;
        await watching;
        stopping.Dispose();
    }

    [LoggerMessage(1, LogLevel.Warning, "The connection that receives other processes' changes was lost; reconnecting: {Reason}")]
    private static partial void LogDisconnected(ILogger log, string reason);
}
