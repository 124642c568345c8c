using Dapper;
using Npgsql;

namespace GridGov.Data.Postgres;

/// <summary>
/// Hears from PostgreSQL what other processes changed, on a connection of its own. NOTIFY keeps nothing for those who are
/// away: from the loss of the connection until it listens again the caches are not to be used, and then begin empty.
/// </summary>
sealed partial class PostgresListener : IAsyncDisposable
{
    const string Channel = "gridgov_changes";

    /// <summary>Above this many keys of one topic, everybody does better to forget the topic.</summary>
    const int MaxKeys = 32;

    /// <summary>A connection that died without a word is found out after this time and the patience of one statement (seconds).</summary>
    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(1);
    const int StatementTimeout = 2;
    const int ConnectTimeout = 3;

    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    readonly string connectionString;
    readonly CacheInvalidation cacheInvalidation;
    readonly ILogger log;
    readonly CancellationTokenSource stopping = new();
    readonly TimeSpan silence;
    readonly PostgresConnections connections;
    readonly Task listening;
    readonly Task watching;
    long heard = TimeProvider.System.GetTimestamp();

    // Our own changes come back as well, and have been told already.
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
            // Without waiting for the server to confirm that it gave up.
            CancellationTimeout = -1,
            ApplicationName = $"{settings.ApplicationName ?? "GridGov"} listener",
        }.ConnectionString;
        (this.cacheInvalidation, this.processName, this.log) = (cacheInvalidation, self, log);
        listening = Task.Run(Listen);
        watching = Task.Run(WatchForSilence);
    }

    /// <summary>Sends with the commit of the connection's transaction, and not at all if that is rolled back.</summary>
    public static async Task Notify(NpgsqlConnection connection, string self, IReadOnlyList<Invalidation> announced)
    {
        foreach (var topic in announced.GroupBy(change => change.Topic))
        {
            var keys = topic.Select(change => change.Key).Distinct(StringComparer.Ordinal).ToList();
            foreach (var key in keys.Contains(null) || keys.Count > MaxKeys ? [null] : keys)
                await connection.ExecuteAsync("SELECT pg_notify(@Channel, @Text)", new { Channel, Text = $"{self} {topic.Key} {key}" });
        }
    }

    void Receive(string text)
    {
        // A process of another version may speak of topics that are not known here.
        if (text.Split(' ', 3) is [var sender, var topic, var key] && sender != processName && Enum.TryParse<CacheTopic>(topic, out var known))
            cacheInvalidation.Invalidate(new Invalidation(known, key.Length == 0 ? null : key));
    }

    async Task Listen()
    {
        var pause = TimeSpan.Zero;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                connection.Notification += (_, heard) => Receive(heard.Payload);
                await connection.OpenAsync(stopping.Token);
                await connection.ExecuteAsync($"LISTEN {Channel}");
                cacheInvalidation.Connected();
                pause = TimeSpan.Zero;
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
                if (pause == TimeSpan.Zero)
                    LogDisconnected(log, e.Message);
                await Task.Delay(pause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(50) : pause * 2 > LongestPause ? LongestPause : pause * 2;
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

    [LoggerMessage(1, LogLevel.Warning, "Lost the connection that hears of other processes' changes, and listen again: {Reason}")]
    private static partial void LogDisconnected(ILogger log, string reason);
}
