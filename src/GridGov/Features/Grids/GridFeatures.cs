using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Domain.Boundaries;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace GridGov.Features.Grids;

/// <summary>
/// The list of grids as a GeoJSON FeatureCollection, streamed from one snapshot. A grid without a boundary has no geometry.
/// </summary>
/// <param name="where">The conditions on <c>grids g</c>.</param>
public sealed class GridFeatures(string where, DynamicParameters parameters, Scope scope) : IResult
{
    const int BufferSize = 32 * 1024;

    static readonly MinDataRate MinRate = new(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(20));

    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (httpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = MinRate;
        var ct = httpContext.RequestAborted;
        await httpContext.RequestServices.GetRequiredService<Db>().Read(async tx =>
        {
            // A read is repeated when its connection was lost, which is impossible once a part of the answer was sent.
            if (httpContext.Response.HasStarted)
                throw new IOException("The connection to the database was lost during an answer.");
            httpContext.Response.ContentType = GeoJsonBody.GeoJson;
            if (!HttpMethods.IsHead(httpContext.Request.Method))
                await Write(tx, httpContext.Response, ct);
            return true;
        }, ct);
    }

    async Task Write(Tx tx, HttpResponse response, CancellationToken ct)
    {
        parameters.Add("Day", tx.Today);
        var (json, rows, sent) = (new Utf8JsonWriter(response.BodyWriter, Options), 0L, 0L);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        await foreach (var batch in tx.QueryBatches($"{Select} WHERE {where} ORDER BY g.code", Read, parameters, scope, ct: ct))
        {
            foreach (var row in batch)
            {
                Write(json, row);
                rows++;
                if (json.BytesCommitted + json.BytesPending - sent < BufferSize)
                    continue;
                json.Flush();
                sent = json.BytesCommitted;
                await response.BodyWriter.FlushAsync(ct);
            }
        }
        json.WriteEndArray();
        // The number follows the features, so that a reader who finds it has all of them.
        json.WriteNumber("numberReturned", rows);
        json.WriteEndObject();
        json.Flush();
        await response.BodyWriter.FlushAsync(ct);
    }

    static void Write(Utf8JsonWriter json, GridFeature row)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteString("id", row.Code);
        json.WritePropertyName("geometry");
        if (row.Shape is null)
            json.WriteNullValue();
        else
            json.WriteRawValue(row.Shape, skipInputValidation: true);
        json.WriteStartObject("properties");
        json.WriteString("code", row.Code);
        json.WriteString("name", row.Name);
        json.WriteNumber("level", row.Level);
        json.WriteBoolean("retired", row.RetiredAt is not null);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static GridFeature Read(Columns c) => new(c.Text(), c.Text(), c.Int(), c.InstantOrNull(), c.TextOrNull());

    sealed record GridFeature(string Code, string Name, int Level, Instant? RetiredAt, string? Shape);

    const string Select = $"""
        SELECT g.code, g.name, g.level, g.retired_at, b.shape
          FROM grids g
          LEFT JOIN grid_boundaries b ON b.grid_code = g.code AND {StoredBoundary.IsValid}
        """;
}
