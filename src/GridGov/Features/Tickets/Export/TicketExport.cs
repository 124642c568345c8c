using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Statistics;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;
using GridGov.Features.Tickets.Search;
using GridGov.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace GridGov.Features.Tickets.Export;

/// <summary>
/// The result of an export: tickets are read in batches from one snapshot and sent as fast as the client reads. It holds a reading
/// connection, which delays no writer; its memory and its duration are limited.
/// </summary>
/// <param name="key">The key of the ticket after which the export begins; null for the beginning.</param>
public sealed partial class TicketExport(
    ListFormat form, TicketFilter filter, ExportOptions options, string? key, Actor actor) : IResult
{
    public const string SnapshotHeader = "GridGov-Snapshot";
    public const string RowsHeader = "GridGov-Rows";

    /// <summary>Limits the snapshot, which prevents SQLite from checkpointing its log and PostgreSQL from vacuuming.</summary>
    internal static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(30);

    const int RetryAfterSeconds = 15;

    static readonly MinDataRate MinRate = new(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(20));

    readonly TicketQuery query = filter.ToQuery(actor);

    long rows;
    Instant? snapshot;
    bool begun;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var lease = services.GetRequiredService<ExportLimiter>().TryEnter(actor.Caller);
        if (lease is null)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            await Problems.Of("too-many-exports").ExecuteAsync(httpContext);
            return;
        }
        if (httpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = MinRate;

        var db = services.GetRequiredService<Db>();
        var log = services.GetRequiredService<ILogger<TicketExport>>();
        var grid = ExportAudit.GridOf(query.Within(actor.ScopeOf(Capability.TicketExport)), actor);
        var id = await ExportAudit.RecordStart(db, grid, form, filter, options, httpContext.RequestAborted);
        using var time = new CancellationTokenSource(MaxDuration, services.GetRequiredService<TimeProvider>());
        using var until = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, time.Token);
        var whole = false;
        try
        {
            await db.Read(async tx =>
            {
                await Write(tx, httpContext, until.Token);
                return true;
            }, until.Token);
            whole = true;
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested)
        {
            // An abort keeps the client from taking a part for the whole.
            LogTimedOut(log, id, rows);
            httpContext.Abort();
        }
        finally
        {
            await End(db, log, id, grid, whole);
        }
    }

    async Task Write(Tx tx, HttpContext http, CancellationToken ct)
    {
        // A read whose connection was lost is repeated, which is impossible once a part of the answer was sent.
        if (begun)
            throw new IOException("The connection to the database was lost during an export.");
        AsOf.RefuseFuture(query.AsOf, tx.Now);
        var (sql, where) = ExportTickets.Select(
            await query.WithSearch(tx), filter.Order, QueryValues.Instant(options.Until), key, actor, tx.Now);
        var language = await Language(tx);
        snapshot = tx.Now;
        if (filter.Count is true)
            http.Response.Headers[RowsHeader] = (await where.Count(tx)).ToString(CultureInfo.InvariantCulture);
        await using var batches = tx.QueryBatches(sql, TicketRow.Read, where.Parameters, where.Scope, ct: ct).GetAsyncEnumerator(ct);
        var more = await batches.MoveNextAsync();

        begun = true;
        var writer = CreateWriter(http.Response, tx, language);
        if (language is not null)
            Languages.Set(http, language.Chinese);
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        await writer.Begin(ct);
        for (; more; more = await batches.MoveNextAsync())
        {
            ct.ThrowIfCancellationRequested();
            var facts = await CountedFacts.Load(tx, batches.Current);
            foreach (var (i, ticket) in (await TicketView.Load(tx, batches.Current)).Index())
            {
                await writer.Row(ticket.ToTicket(), facts[i], ct);
                rows++;
            }
        }
        await writer.End(rows, ct);
    }

    TicketFileWriter CreateWriter(HttpResponse response, Tx tx, ExportLanguage? language)
    {
        var local = TimeZoneInfo.ConvertTime(tx.Now.ToUtc(), tx.Zone);
        // A continued part is appended to one that has the headings.
        var headings = options.After is null;
        var (type, ending) = form switch
        {
            ListFormat.Csv => ($"{ListFormats.Csv}; charset=utf-8; header={(headings ? "present" : "absent")}", "csv"),
            ListFormat.Xlsx => (ListFormats.Xlsx, "xlsx"),
            _ => (ListFormats.GeoJson, "geojson"),
        };
        response.ContentType = type;
        response.Headers.ContentDisposition = string.Create(
            CultureInfo.InvariantCulture, $"attachment; filename=\"tickets-{local:yyyyMMdd-HHmmss}.{ending}\"");
        var instant = local.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        response.Headers[SnapshotHeader] = instant;
        return form switch
        {
            ListFormat.Csv =>
                new CsvTicketWriter(response.Body, tx.Zone, language, headings, byteOrderMark: headings && options.Bom is true),
            ListFormat.Xlsx => new XlsxTicketWriter(response.BodyWriter, tx.Zone, language, tx.Now),
            _ => new GeoJsonTicketWriter(response.BodyWriter, tx.Zone, instant),
        };
    }

    async Task<ExportLanguage?> Language(Tx tx)
    {
        if (options.Lang is not { } wanted)
            return null;
        var chinese = Languages.IsChinese(wanted);
        var roles = await tx.Query<RoleRow>(ListRoles);
        var names = roles.ToDictionary(role => role.Code, role => chinese ? role.NameZh : role.NameEn, StringComparer.Ordinal);
        return new ExportLanguage(chinese, names);
    }

    async Task End(Db db, ILogger log, Id id, string grid, bool whole)
    {
        try
        {
            await ExportAudit.RecordEnd(db, id, grid, rows, whole, snapshot);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or StoreUnavailableException)
        {
            // The client has its tickets already, and the audit has the begin of the export.
            LogEndNotRecorded(log, id, rows, e);
        }
    }

    sealed record RoleRow
    {
        public required string Code { get; init; }
        public required string NameZh { get; init; }
        public required string NameEn { get; init; }
    }

    const string ListRoles = "SELECT code, name_zh, name_en FROM service_roles";

    [LoggerMessage(1, LogLevel.Warning, "Export {Id} was cut after half an hour and {Rows} tickets")]
    private static partial void LogTimedOut(ILogger log, Id id, long rows);

    [LoggerMessage(2, LogLevel.Warning, "The end of export {Id} with {Rows} tickets could not be written into the audit")]
    private static partial void LogEndNotRecorded(ILogger log, Id id, long rows, Exception exception);
}
