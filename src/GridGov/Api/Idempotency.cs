using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GridGov.Api.Binding;
using GridGov.Audit;
using GridGov.Data.Statements;
using GridGov.Encryption;
using GridGov.Security;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace GridGov.Api;

/// <summary>An operation that requires an Idempotency-Key, because a repeat would create a second item.</summary>
public sealed record IdempotencyKeyMetadata;

/// <summary>
/// An operation whose request or answer holds a secret; nothing of it is stored, so an Idempotency-Key has an effect only where one is
/// required.
/// </summary>
public sealed record SecretMetadata;

/// <summary>
/// Carries a request out once, however often it comes: an earlier run is looked for before the work, and the run is stored with it.
/// </summary>
public abstract record RunOnce
{
    /// <exception cref="Exception">It was carried out before, or cannot be; nothing is written.</exception>
    internal abstract Task RefuseRepeat(Tx tx);

    internal abstract Task Save(Tx tx, IResult? answer, JsonSerializerOptions json);
}

/// <summary>A key of an operation with a secret, which looks for the first run itself.</summary>
/// <param name="Key">With the caller, unless anybody may send it.</param>
/// <param name="Fingerprint">A hash of the request.</param>
public sealed record SentKey(string Key, string Fingerprint);

public sealed class IdempotencyKey
{
    /// <summary>Null unless the operation requires a key and holds a secret.</summary>
    public SentKey? Sent { get; set; }

    /// <summary>By which the writes of the request are repeatable; null for a request without a key.</summary>
    public RunOnce? Value { get; set; }
}

/// <summary>
/// The <see cref="Db"/> of HTTP handlers. A refusal is rolled back. With an Idempotency-Key the answer is stored in the work's own
/// transaction; of two concurrent repeats the second waits for the first commit and returns its answer.
/// </summary>
public sealed class RequestDb(Engine engine, IdempotencyKey key, RequestOrigin origin, IOptions<JsonOptions> json) : Db(engine)
{
    const int MaxAttempts = 3;

    public override async Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct = default, WriteMode mode = WriteMode.Exclusive)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await WriteOnce(work, ct, mode);
            // A repeated run reads the version that won, and its refusal names it.
            var lost = Answers.Of(result) is ProblemHttpResult { StatusCode: StatusCodes.Status412PreconditionFailed } refused
                && ProblemHeaders.VersionOf(refused) is null;
            if (!lost || attempt == MaxAttempts)
                return result;
        }
    }

    Task<T> WriteOnce<T>(Func<Tx, Task<T>> work, CancellationToken ct, WriteMode mode) =>
        base.Write(async tx =>
        {
            tx.Context = new Lazy<Origin?>(() => origin.Origin);
            if (key.Value is { } repeatable)
                await repeatable.RefuseRepeat(tx);
            var result = await work(tx);
            var answer = Answers.Of(result);
            if (answer is IStatusCodeHttpResult { StatusCode: >= 400 })
            {
                tx.Rollback();
                // Where writers run side by side, a repeat may have committed since, and what it left is what refuses this one.
                if (key.Value is { } repeated)
                    await repeated.RefuseRepeat(tx);
            }
            else if (key.Value is { } stored)
                await stored.Save(tx, answer, json.Value.SerializerOptions);
            return result;
        }, ct, mode);
}

/// <param name="Subject">The id in the route; none for a request that creates something.</param>
public sealed record KeyedRequest(Id Caller, string Key, string Fingerprint, Id Subject) : RunOnce
{
    internal override async Task RefuseRepeat(Tx tx)
    {
        var earlier = await tx.QuerySingle(Find, StoredResponse.Read, new { Caller, Key });
        if (earlier is null)
            return;
        if (earlier.Fingerprint != await FieldEncryption.HashRequest(tx, Fingerprint))
            throw new ProblemException(Problems.Of("idempotency-key-reused"));
        // Refusals are not stored, so this is an answer that was hidden afterwards.
        if (earlier.Status == StatusCodes.Status409Conflict)
            throw new ProblemException(Problems.Of("answer-hidden"));
        throw new ReplayException(await StoredResponses.Decrypt(tx, Caller, Key, earlier));
    }

    internal override async Task Save(Tx tx, IResult? answer, JsonSerializerOptions json)
    {
        var value = Answers.ValueOf(answer);
        var location = Answers.LocationOf(answer);
        await tx.Execute(Store, new
        {
            Caller,
            Key,
            Fingerprint = await FieldEncryption.HashRequest(tx, Fingerprint),
            Status = (answer as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK,
            Location = location,
            Subject = Subject == Id.None && Id.TryParseExact(location?[(location.LastIndexOf('/') + 1)..], out var created)
                ? created
                : Subject,
            Etag = value is IVersioned versioned ? IfMatch.FormatTag(versioned.Version) : null,
            Body = value is null
                ? null
                : await StoredResponses.Encrypt(tx, Caller, Key, JsonSerializer.Serialize(value, value.GetType(), json)),
            At = tx.Now,
        });
    }

    const string Find = """
        SELECT fingerprint, status, location, etag, body
          FROM idempotency_keys
         WHERE caller = @Caller AND idempotency_key = @Key
        """;

    const string Store = """
        INSERT INTO idempotency_keys (caller, idempotency_key, fingerprint, status, location, etag, body, created_at, subject)
        VALUES (@Caller, @Key, @Fingerprint, @Status, @Location, @Etag, @Body, @At, @Subject)
        """;
}

public sealed record StoredResponse
{
    public required string Fingerprint { get; init; }
    public required int Status { get; init; }
    public string? Location { get; init; }
    public string? Etag { get; init; }
    public string? Body { get; init; }

    internal static StoredResponse Read(Columns c) => new()
    {
        Fingerprint = c.Text(),
        Status = c.Int(),
        Location = c.TextOrNull(),
        Etag = c.TextOrNull(),
        Body = c.TextOrNull(),
    };
}

/// <summary>Ends the transaction of a repeated request; the stored answer is sent.</summary>
public sealed class ReplayException(StoredResponse answer) : Exception
{
    public StoredResponse Answer { get; } = answer;
}

static class Idempotency
{
    const string Header = "Idempotency-Key";

    public const int MaxLength = 64;

    /// <summary>
    /// Without sign-in a key belongs to nobody, so whoever guesses it, and the body, gets the first answer: it must not be guessed.
    /// </summary>
    public const int MinLengthOfAnybody = 16;

    /// <returns>The refusal of a missing or malformed key; otherwise null.</returns>
    public static ProblemHttpResult? Read(HttpContext http, Endpoint endpoint, object request, RequestDescription description)
    {
        // Reads are not replayed, because rights and the audit of the read count each time.
        if (!HttpMethods.IsPost(http.Request.Method))
            return null;
        var required = endpoint.Metadata.GetMetadata<IdempotencyKeyMetadata>() is not null;
        var isSecret = endpoint.Metadata.GetMetadata<SecretMetadata>() is not null;
        var isAnonymous = endpoint.Metadata.GetMetadata<AnonymousMetadata>() is not null;
        if (isSecret && !required)
            return null;
        var key = http.Request.Headers[Header].ToString().Trim().Trim('"');
        if (key.Length == 0 && !required)
            return null;
        if (key.Length is 0 or > MaxLength || key.Any(c => c is <= ' ' or > '~'))
            return Problems.Of("idempotency-key-required");
        if (isAnonymous && required && key.Length < MinLengthOfAnybody)
            return Problems.Of("idempotency-key-too-short", MinLengthOfAnybody);
        var kept = http.RequestServices.GetRequiredService<IdempotencyKey>();
        var actor = http.Features.Get<Actor>();
        if (isSecret)
            kept.Sent = new SentKey(actor is null ? key : $"{actor.Caller} {key}", Fingerprint(http, request, description));
        else if (actor is not null)
            kept.Value = new KeyedRequest(actor.Caller, key, Fingerprint(http, request, description), SubjectOf(http));
        else if (required)
        {
            kept.Value = new KeyedRequest(
                Id.None, AnonymousKey(http, key, description.HeadersOf(request)), Fingerprint(http, request, description), Id.None);
        }
        return null;
    }

    /// <summary>Without sign-in a key is one of the address and of the secrets in the headers, so that nobody meets another's.</summary>
    static string AnonymousKey(HttpContext http, string key, IEnumerable<string?> headers) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{http.Request.Path}\n{string.Join('\n', headers)}\n{key}")));

    static Id SubjectOf(HttpContext http) =>
        Id.TryParseExact(http.Request.RouteValues["id"] as string, out var id) ? id : Id.None;

    /// <summary>Hash of operation, address, version and parsed body, so white space makes no difference.</summary>
    internal static string Fingerprint(HttpContext http, object request, RequestDescription description)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var sent = http.Request;
        hash.AppendData(Encoding.UTF8.GetBytes($"{sent.Method} {sent.Path}{sent.QueryString}\n{sent.Headers.IfMatch}\n"));
        if (description.Body is { } body && description.BodyOf(request) is { } content)
        {
            var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(content, body.Type, Json.WithFreeText(options)));
        }
        if (description.FileOf(request) is { } file)
            hash.AppendData(file.Bytes);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

sealed class IdempotentReplay(StoredResponse answer) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = answer.Status;
        response.Headers["Idempotency-Replayed"] = "true";
        if (answer.Location is not null)
            response.Headers.Location = answer.Location;
        if (answer.Etag is not null)
            response.Headers.ETag = answer.Etag;
        if (answer.Body is null)
            return;
        response.ContentType = "application/json; charset=utf-8";
        await response.WriteAsync(answer.Body);
    }
}
