using GridGov.Audit;
using GridGov.Security;

namespace GridGov.Api;

/// <summary>
/// Refusals on their way into the audit. They cost their callers nothing, so they must not cost the store much: noted in
/// memory, written within a second, and from then on counted until the minute is over. What one caller can have written in
/// a minute is bounded, and so is what all can; beyond that they are counted together. Of a process that is killed the
/// last second, and the counts of the last minute, are lost.
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
    Instant began = clock.Now;

    /// <summary>Notes that the request was refused.</summary>
    /// <param name="code">Of the problem.</param>
    /// <param name="about">Whose account was meant, and where their record is kept.</param>
    public void Record(HttpContext context, string code, AuditKind kind = AuditKind.Refusal, (Id Person, string Grid)? about = null)
    {
        var actor = context.Features.Get<Actor>();
        var (subjectKind, subject) = about is { } account ? ("person", account.Person.ToString()) : SubjectOf(context);
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
                    (key, entry) = (new Key(entry.Kind, entry.Code, "", null, null), new AuditEntry(entry.Kind, entry.Code, GridCode.Everywhere) { Outcome = entry.Outcome });
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

    /// <summary>What the address names, when it is an id or a code of ours: nobody's own words get in here.</summary>
    static (string? Kind, string? Subject) SubjectOf(HttpContext context)
    {
        var values = context.Request.RouteValues;
        if (Id.TryParseExact(values.GetValueOrDefault("id") as string, out var id))
            return (KindOf(context), id.ToString());
        return values.GetValueOrDefault("code") is string code && GridCode.IsCode(code) ? (KindOf(context), code) : (null, null);
    }

    /// <summary>/v1/tickets/{id}/accept is about one of the tickets.</summary>
    static string? KindOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Trim('/').Split('/') is [_, { Length: > 0 and <= 20 } things, ..] ? things.TrimEnd('s') : null;

    /// <summary>Writes what is new, and at the end of a minute what was counted in it.</summary>
    /// <param name="all">Also what a minute that is not over has counted: the process ends.</param>
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
            var over = all || clock.Now - began >= TimeSpan.FromMinutes(1);
            // While the store takes nothing, nothing more is lined up than it would take.
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
                began = clock.Now;
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

/// <summary>Writes refusals into the audit once a second.</summary>
public sealed partial class DeniedRequestWriter(DeniedRequests deniedRequests, Engine engine, TimeProvider time, ILogger<DeniedRequestWriter> log) : BackgroundService
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

    [LoggerMessage(1, LogLevel.Warning, "Refusals could not be written into the audit yet")]
    private static partial void LogPostponed(ILogger log, Exception exception);
}
