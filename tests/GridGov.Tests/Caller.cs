using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using GridGov.Data;

namespace GridGov.Tests;

/// <summary>A client of the API, signed in or anonymous.</summary>
public sealed class Caller
{
    readonly HttpClient http;
    static int keys;

    public Caller(HttpClient http, Id person, string? token)
    {
        this.http = http;
        Person = person;
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Id Person { get; }

    public HttpClient Http => http;

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    /// <summary>POST with a new Idempotency-Key, and the version of the changed resource if there is one.</summary>
    public Task<Answer> Post(string path, object? body, long? version = null, string? key = null) =>
        Send(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body), Headers(version, key ?? NewKey()));

    public Task<Answer> Patch(string path, object body, long? version = null) =>
        Send(HttpMethod.Patch, path, JsonContent.Create(body), Headers(version, key: null));

    public Task<Answer> Put(string path, object body, long? version = null) =>
        Send(HttpMethod.Put, path, JsonContent.Create(body), Headers(version, key: null));

    public Task<Answer> Delete(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Delete, path, null, headers);

    /// <summary>POST of raw text, to send bodies that no serializer writes.</summary>
    public Task<Answer> PostRaw(string path, string body, string contentType = "application/json", long? version = null) =>
        Send(HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, contentType), Headers(version, NewKey()));

    /// <summary>POST of a file with a new Idempotency-Key.</summary>
    public Task<Answer> PostFile(string path, byte[] file, string contentType = "text/csv") => Send(
        HttpMethod.Post, path, new ByteArrayContent(file) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } },
        Headers(version: null, NewKey()));

    public static string NewKey() => $"test-{Interlocked.Increment(ref keys):d16}";

    static (string, string)[] Headers(long? version, string? key) =>
    [
        .. version is { } v ? new[] { ("If-Match", $"\"{v}\"") } : [],
        .. key is not null ? new[] { ("Idempotency-Key", key) } : [],
    ];

    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response, text);
    }
}

/// <summary>A response of the API, read completely.</summary>
public sealed class Answer(HttpResponseMessage response, string text)
{
    public HttpStatusCode Status => response.StatusCode;
    public HttpResponseMessage Response => response;
    public string Text => text;

    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(text) ?? throw new InvalidOperationException("No body.");

    public JsonNode? this[string property] => Json[property];

    public string Id => (string)Json["id"]!;
    public long Version => (long)Json["version"]!;

    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <summary>Asserts the status and shows the body when it differs.</summary>
    public Answer ShouldBe(HttpStatusCode expected)
    {
        response.StatusCode.ShouldBe(expected, text);
        return this;
    }

    public Answer ShouldBeOk() => ShouldBe(HttpStatusCode.OK);

    public Answer ShouldBeCreated()
    {
        ShouldBe(HttpStatusCode.Created);
        return this;
    }

    /// <summary>Asserts that this is a problem response in the standard form.</summary>
    public Answer ShouldRefuse(HttpStatusCode status, string code)
    {
        ShouldBe(status);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json", text);
        ((string?)Json["code"]).ShouldBe(code, text);
        ((string?)Json["type"]).ShouldBe("/problems/" + code);
        ((int)Json["status"]!).ShouldBe((int)status);
        return this;
    }

    /// <summary>Asserts that an input error is reported with its place and rule.</summary>
    public Answer ShouldFault(string pointer, string faultCode, string code = "invalid-input")
    {
        ShouldRefuse(HttpStatusCode.BadRequest, code);
        Json["errors"]!.AsArray().ShouldContain(
            error => (string)error!["pointer"]! == pointer && (string)error["code"]! == faultCode, text);
        return this;
    }
}
