using GridGov.Domain.Files;
using GridGov.Domain.PublicReports;
using GridGov.Encryption.Seals;
using GridGov.Features.Sync;

namespace GridGov.Host;

/// <summary>
/// Hourly removes Idempotency-Key answers after 72 hours, acts of phones after 400 days, expired tokens, failed sign-ins after 24 hours,
/// uploads that were not attached within 24 hours, and held reports of the public that nobody released.
/// </summary>
public sealed partial class ExpiredDataCleanup(Engine engine, FileStore files, TimeProvider time, ILogger<ExpiredDataCleanup> log)
    : BackgroundService
{
    static readonly TimeSpan Every = TimeSpan.FromHours(1);
    static readonly TimeSpan IdempotencyRetention = TimeSpan.FromHours(72);

    static readonly TimeSpan AttemptRetention = TimeSpan.FromHours(24);

    /// <summary>Rows per transaction; few, because other writers wait for it.</summary>
    const int Portion = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RemoveExpired(new Db(engine), stoppingToken);
                await PublicReportCleanup.Run(new Db(engine), files, stoppingToken);
                await FileCleanup.Run(new Db(engine), files, time.GetUtcNow(), stoppingToken);
            }
            catch (StoreUnavailableException)
            {
                // Tried again; the outage is logged by the store.
            }
            catch (Exception e) when (e is System.Data.Common.DbException or IOException or UnauthorizedAccessException)
            {
                LogPostponed(log, e);
            }
        }
    }

    public static async Task RemoveExpired(Db db, CancellationToken ct)
    {
        while (await db.Write(tx => tx.Execute(RemoveAnswers, new { Before = tx.Now - IdempotencyRetention, Portion }), ct) == Portion)
            ct.ThrowIfCancellationRequested();
        while (await db.Write(tx => tx.Execute(RemoveActs, new { Before = tx.Now - ActRunner.Retention, Portion }), ct) == Portion)
            ct.ThrowIfCancellationRequested();
        while (await db.Write(tx => tx.Execute(RemoveTokens, new { Before = tx.Now, Portion }), ct) == Portion)
            ct.ThrowIfCancellationRequested();
        while (await db.Write(RemoveResets, ct) == Portion)
            ct.ThrowIfCancellationRequested();
        while (await db.Write(tx => tx.Execute(RemoveAttempts, new { Before = tx.Now - AttemptRetention, Portion }), ct) == Portion)
            ct.ThrowIfCancellationRequested();
    }

    static async Task<int> RemoveResets(Tx tx)
    {
        var owners = await tx.Query(RemoveExpiredResets, c => c.Id(), new { Before = tx.Now, Portion });
        await SealedRows.Seal(tx, SealedTable.PasswordResets, [.. owners.Distinct()]);
        return owners.Count;
    }

    const string RemoveAnswers = """
        DELETE FROM idempotency_keys
         WHERE created_at < @Before AND seq IN (SELECT seq FROM idempotency_keys ORDER BY seq LIMIT @Portion)
        """;

    const string RemoveActs = """
        DELETE FROM sync_acts
         WHERE (person_id, act_id) IN (SELECT person_id, act_id FROM sync_acts WHERE done_at < @Before ORDER BY done_at LIMIT @Portion)
        """;

    const string RemoveTokens = """
        DELETE FROM refresh_tokens
         WHERE hash IN (SELECT hash FROM refresh_tokens WHERE expires_at < @Before LIMIT @Portion)
        """;

    const string RemoveExpiredResets = """
        DELETE FROM password_resets
         WHERE hash IN (SELECT hash FROM password_resets WHERE expires_at < @Before LIMIT @Portion)
        RETURNING person_id
        """;

    const string RemoveAttempts = """
        DELETE FROM sign_in_attempts
         WHERE subject IN (SELECT subject FROM sign_in_attempts WHERE decayed_until < @Before ORDER BY decayed_until LIMIT @Portion)
        """;

    [LoggerMessage(1, LogLevel.Warning, "The removal of expired data is postponed")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
