using GridGov.Audit;
using GridGov.Security;

namespace GridGov.Api;

/// <summary>
/// Records refusals for the audit in memory, so that they cost the store little: written within a second, then counted until the
/// minute ends, with limits per caller and in total. A killed process loses the last second and the counts of the last minute.
/// </summary>
public sealed class DeniedRequests(Clock clock)
{
    const int PerCaller = 10;
    const int PerMinute = 200;

    readonly Lock gate = new();
    readonly SemaphoreSlim flushing = new(1);
    readonly Dictionary<Key, Denial> minute = [];
    readonly Dictionary<string, int> callers = new(StringComparer.Ordinal);
    readonly List<AuditEntry> due = [];
    long began = clock.GetTimestamp();

    /// <param name="about">The person whose account was meant, and the grid of their record.</param>
    /// <param name="item">Kind and id of what was meant, where the body names it and not the route.</param>
    public void Record(
        HttpContext context, string code, AuditKind kind = AuditKind.Refusal, (Id Person, string Grid)? about = null,
        (string Kind, string Id)? item = null)
    {
        var actor = context.Features.Get<Actor>();
        var (subjectKind, subject) = about is { } account ? ("person", account.Person.ToString())
            : item is { } named ? named
            : SubjectOf(context);
        Record(new AuditEntry(kind, code, about?.Grid ?? actor?.Grid ?? GridCode.Everywhere)
        {
            Outcome = AuditOutcome.Refused,
            SubjectKind = subjectKind,
            Subject = subject,
            Origin = RequestOrigin.Of(context),
        });
    }

    internal void Record(AuditEntry entry)
    {
        var caller = $"{entry.Origin?.Key ?? entry.Origin?.Actor}|{(entry.Origin?.Actor is null ? entry.Origin?.Address : null)}";
        lock (gate)
        {
            var key = new Key(entry.Kind, entry.Code, caller, entry.Origin?.Operation, entry.Subject);
            if (!minute.ContainsKey(key))
            {
                if (callers.GetValueOrDefault(caller) >= PerCaller)
                    (key, entry) = (key with { Operation = null, Subject = null }, WithoutSubject(entry));
                if (minute.Count >= PerMinute && !minute.ContainsKey(key))
                {
                    key = new Key(entry.Kind, entry.Code, "", null, null);
                    entry = new AuditEntry(entry.Kind, entry.Code, GridCode.Everywhere) { Outcome = entry.Outcome };
                }
            }
            if (minute.TryGetValue(key, out var noted))
            {
                noted.Times++;
                return;
            }
            minute[key] = new Denial(entry);
            callers[caller] = callers.GetValueOrDefault(caller) + 1;
        }
    }

    static AuditEntry WithoutSubject(AuditEntry entry) => entry with
    {
        Subject = null,
        SubjectKind = null,
        Origin = entry.Origin is null ? null : entry.Origin with { Operation = null, TraceId = null },
    };

    /// <summary>The id or grid code in the route; other text from the caller is not recorded.</summary>
    static (string? Kind, string? Subject) SubjectOf(HttpContext context)
    {
        var values = context.Request.RouteValues;
        if (Id.TryParseExact(values.GetValueOrDefault("id") as string, out var id))
            return (KindOf(context), id.ToString());
        return values.GetValueOrDefault("code") is string code && GridCode.IsCode(code) ? (KindOf(context), code) : (null, null);
    }

    /// <summary>The kind from the route: /v1/tickets/{id}/accept gives "ticket".</summary>
    static string? KindOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/').Split('/') is [_, { Length: > 0 and <= 20 } plural, ..]
            ? plural.TrimEnd('s')
            : null;

    /// <summary>Writes new refusals, and the counts of a minute that has ended.</summary>
    /// <param name="all">Also writes the counts of the current minute, because the process ends.</param>
    public async Task Flush(Db db, CancellationToken ct, bool all = false)
    {
        await flushing.WaitAsync(ct);
        try
        {
            var now = TakeDue(all);
            if (now.Length == 0)
                return;
            await db.Write(async tx =>
            {
                foreach (var entry in now)
                    await AuditLog.Append(tx, entry);
            }, ct);
            lock (gate)
                due.RemoveRange(0, now.Length);
        }
        finally
        {
            flushing.Release();
        }
    }

    AuditEntry[] TakeDue(bool all)
    {
        lock (gate)
        {
            var over = all || clock.GetElapsedTime(began) >= TimeSpan.FromMinutes(1);
            // While the store is unavailable, the queue is bounded.
            if (due.Count >= PerMinute)
                return [.. due];
            foreach (var noted in minute.Values)
            {
                if (noted.Times > 0 && (over || !noted.Written))
                {
                    due.Add(noted.Entry with { Times = noted.Times });
                    (noted.Times, noted.Written) = (0, true);
                }
            }
            if (over)
            {
                minute.Clear();
                callers.Clear();
                began = clock.GetTimestamp();
            }
            return [.. due];
        }
    }

    sealed record Key(AuditKind Kind, string Code, string Caller, string? Operation, string? Subject);

    sealed class Denial(AuditEntry entry)
    {
        public AuditEntry Entry { get; } = entry;
        public long Times { get; set; } = 1;
        public bool Written { get; set; }
    }
}

public sealed partial class DeniedRequestWriter(
    DeniedRequests deniedRequests, Engine engine, TimeProvider time, ILogger<DeniedRequestWriter> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Write(all: false);
        }
        catch (OperationCanceledException)
        {
            await Write(all: true);
        }
    }

    async Task Write(bool all)
    {
        try
        {
            await deniedRequests.Flush(new Db(engine), CancellationToken.None, all);
        }
        catch (StoreUnavailableException)
        {
            // Tried again; the outage is logged by the store.
        }
        catch (System.Data.Common.DbException e)
        {
            LogPostponed(log, e);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Refusals could not be written to the audit yet")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
