using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using GridGov.Api;
using GridGov.Tests.Features.Tickets;
using GridGov.Tests.Leaks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GridGov.Tests.Api;

/// <summary>What holds for all operations beside their bodies: methods, forms, encodings, languages, versions, challenges.</summary>
public class HttpConventionsTests
{
    const string Contract = "/openapi/v1.json";

    /// <summary>Differ from one answer to the next.</summary>
    static readonly string[] Changing =
        ["RateLimit", "GridGov-Trace-Id", "GridGov-Snapshot", "Content-Disposition", "Transfer-Encoding", "Content-Length"];

    static string[] HeadersOf(HttpResponseMessage answer) =>
    [
        .. answer.Headers.Concat(answer.Content.Headers)
            .Where(one => !Changing.Contains(one.Key))
            .Select(one => $"{one.Key}: {string.Join(", ", one.Value)}").Order(StringComparer.Ordinal),
    ];

    [Fact]
    public async Task Whatever_answers_to_GET_answers_to_HEAD_with_the_same_headers()
    {
        var street = await TestStreet.New();
        var ticket = await street.File();
        var admin = await street.Admin();
        var reads = (await Operation.All(App.Shared)).Where(operation => operation.Method == HttpMethod.Get).ToList();
        reads.Count.ShouldBeGreaterThan(50);
        foreach (var operation in reads)
        {
            var path = operation.Path(parameter => parameter.EndsWith("{id}", StringComparison.Ordinal) ? ticket.Id : street.Grid);
            var get = await admin.Get(path);
            var head = await admin.Send(HttpMethod.Head, path, null);
            head.Status.ShouldBe(get.Status, path);
            HeadersOf(head.Response).ShouldBe(HeadersOf(get.Response), path);
        }
        (await admin.Send(HttpMethod.Head, "/v1/tickets", null, ("Accept", "text/csv"))).ShouldBeOk()
            .Header("Content-Type")!.ShouldStartWith("text/csv");
        var post = await admin.Send(HttpMethod.Head, $"/v1/tickets/{ticket.Id}/accept", null);
        post.ShouldBe(HttpStatusCode.MethodNotAllowed).Header("Allow").ShouldBe("POST");
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task What_GET_answers_is_compressed_and_its_ETag_is_weak_then(string encoding)
    {
        var street = await TestStreet.New();
        var ticket = await street.File();
        var worker = await street.Worker();
        var path = $"/v1/tickets/{ticket.Id}";
        var plain = (await worker.Get(path)).ShouldBeOk();
        plain.Header("Content-Encoding").ShouldBeNull();
        plain.Header("Vary")!.ShouldContain("Accept-Encoding");
        plain.Header("ETag").ShouldBe("\"1\"");

        var packed = await worker.Get(path, ("Accept-Encoding", encoding));
        packed.Header("Content-Encoding").ShouldBe(encoding);
        packed.Header("Vary")!.ShouldContain("Accept-Encoding");
        packed.Header("ETag").ShouldBe("W/\"1\"");
        var bytes = await packed.Response.Content.ReadAsStreamAsync();
        await using Stream unpacked = encoding == "br"
            ? new BrotliStream(bytes, CompressionMode.Decompress)
            : new GZipStream(bytes, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        (await reader.ReadToEndAsync()).ShouldBe(plain.Text);
    }

    [Fact]
    public async Task No_answer_with_a_secret_is_compressed_nor_one_that_mixes_it_with_what_was_sent()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        foreach (var (path, body) in new (string, object)[]
        {
            ("/v1/auth/sign-in", new { username = "nobody", password = "wrong" }),
            ("/v1/auth/refresh", new { refreshToken = "x" }),
        })
        {
            var answer = await App.Shared.Nobody().Send(HttpMethod.Post, path, JsonContent.Create(body), ("Accept-Encoding", "br, gzip"));
            answer.Header("Content-Encoding").ShouldBeNull(path);
        }
        var filed = await worker.Send(HttpMethod.Post, "/v1/tickets", JsonContent.Create(new { category = "0107", description = "树枝" }),
            ("Accept-Encoding", "br, gzip"), ("Idempotency-Key", Caller.NewKey()));
        filed.ShouldBeCreated().Header("Content-Encoding").ShouldBeNull();
        var page = await App.Shared.Nobody().Get("/v1/assessments/01K4V6J0Q8Z3R/view?link=x", ("Accept-Encoding", "br, gzip"));
        page.Header("Content-Encoding").ShouldBeNull();
    }

    [Fact]
    public async Task The_contract_is_kept_by_clients_and_asked_for_again_by_its_ETag()
    {
        var first = (await App.Shared.Nobody().Get(Contract)).ShouldBeOk();
        first.Header("Cache-Control").ShouldBe("public, max-age=60");
        var tag = first.Header("ETag").ShouldNotBeNull();
        foreach (var sent in new[] { tag, "W/" + tag, $"\"other\", W/{tag}", "*" })
            (await App.Shared.Nobody().Get(Contract, ("If-None-Match", sent))).ShouldBe(HttpStatusCode.NotModified)
                .Header("ETag").ShouldBe(tag);
        (await App.Shared.Nobody().Get(Contract, ("If-None-Match", "\"other\""))).ShouldBeOk();
    }

    [Fact]
    public async Task Weak_ETags_are_understood_and_a_refused_version_is_told()
    {
        var street = await TestStreet.New();
        var ticket = await street.File();
        var dispatcher = await street.Dispatcher();
        var path = $"/v1/tickets/{ticket.Id}/accept";
        Task<Answer> Accept(string version) => dispatcher.Send(HttpMethod.Post, path, JsonContent.Create(new { }), ("If-Match", version));

        ((string)(await Accept("*")).ShouldRefuse((HttpStatusCode)428, "if-match-required")["detail"]!).ShouldContain("* names no version");
        var stale = (await Accept("W/\"7\"")).ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        stale.Header("ETag").ShouldBe("\"1\"");
        stale.Version.ShouldBe(1);
        (await Accept("W/\"1\"")).ShouldBeOk().Version.ShouldBe(2);

        (await dispatcher.Get("/v1/categories")).ShouldBeOk();
        var tag = (await dispatcher.Get("/v1/categories")).Header("ETag").ShouldNotBeNull();
        (await dispatcher.Get("/v1/categories", ("If-None-Match", $"\"x\", W/{tag}"))).ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Of_two_changes_at_once_the_loser_is_told_the_version_that_won()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var dispatcher = await street.Dispatcher();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => dispatcher.Post($"/v1/tickets/{filed.Id}/accept", new { }, version: 1)));
        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        foreach (var lost in answers.Where(answer => answer.Status != HttpStatusCode.OK))
            lost.ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version").Header("ETag").ShouldBe("\"2\"");
    }

    [Theory]
    [InlineData("/v1/me", "text/csv")]
    [InlineData("/v1/tickets", "image/png")]
    [InlineData("/v1/tickets", "application/json;q=0, application/*;q=0, text/*;q=0")]
    [InlineData("/v1/assessments/01K4V6J0Q8Z3R", "text/csv")]
    [InlineData("/v1/assessments/01K4V6J0Q8Z3R/view?link=x", "application/json")]
    [InlineData("/health/ready", "text/html")]
    [InlineData(Contract, "application/yaml")]
    [InlineData("/problems", "application/json")]
    public async Task A_form_that_is_not_offered_is_406_everywhere(string path, string accept)
    {
        var street = await TestStreet.New();
        (await (await street.Admin()).Get(path, ("Accept", accept))).ShouldRefuse(HttpStatusCode.NotAcceptable, "not-acceptable");
    }

    [Fact]
    public async Task What_cannot_be_answered_in_the_form_asked_for_is_not_done()
    {
        var street = await TestStreet.New();
        var ticket = await street.File();
        var dispatcher = await street.Dispatcher();
        (await dispatcher.Send(HttpMethod.Post, $"/v1/tickets/{ticket.Id}/accept", JsonContent.Create(new { }),
                ("If-Match", "\"1\""), ("Accept", "text/csv")))
            .ShouldRefuse(HttpStatusCode.NotAcceptable, "not-acceptable");
        (await dispatcher.Get($"/v1/tickets/{ticket.Id}", ("Accept", "application/json;q=0.5, */*;q=0.1")))
            .ShouldBeOk().Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("/v1/me", null, "Bearer")]
    [InlineData("/v1/me", "Basic YWRtaW46YWRtaW4=", "Bearer")]
    [InlineData("/v1/me", "Bearer expired",
        "Bearer error=\"invalid_token\", error_description=\"The access token is not valid or has expired.\"")]
    [InlineData("/v1/tickets", "Bearer gg_live_abc",
        "Bearer error=\"invalid_token\", error_description=\"The API key is unknown, has expired, or was revoked.\"")]
    public async Task A_401_says_what_is_wrong_with_the_token(string path, string? authorization, string challenge)
    {
        var answer = await App.Shared.Nobody().Get(path, authorization is null ? [] : [("Authorization", authorization)]);
        answer.ShouldBe(HttpStatusCode.Unauthorized).Header("WWW-Authenticate").ShouldBe(challenge);
    }

    [Fact]
    public async Task A_401_of_signing_in_has_a_challenge_too()
    {
        (await App.Shared.Nobody().Post("/v1/auth/sign-in", new { username = "nobody", password = "wrong" }))
            .ShouldRefuse(HttpStatusCode.Unauthorized, "wrong-credentials").Header("WWW-Authenticate").ShouldBe("Bearer");
        (await App.Shared.Nobody().Post("/v1/auth/refresh", new { refreshToken = "x" }))
            .ShouldRefuse(HttpStatusCode.Unauthorized, "invalid-refresh-token")
            .Header("WWW-Authenticate")!.ShouldContain("error=\"invalid_token\"");
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("application/problem+json")]
    [InlineData("text/csv")]
    public async Task A_request_has_one_trace_id_in_body_and_header(string accept)
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var answer = await App.Shared.Nobody().Get("/v1/tickets", ("Accept", accept), ("traceparent", $"00-{trace}-b7ad6b7169203331-01"));
        answer.ShouldBe(HttpStatusCode.Unauthorized);
        ((string)answer["traceId"]!).ShouldBe(trace);
        answer.Header("GridGov-Trace-Id").ShouldBe(trace);
        (await App.Shared.Nobody().Get("/health/live")).Header("GridGov-Trace-Id")!.ShouldMatch("^[0-9a-f]{32}$");
    }

    [Fact]
    public async Task A_refusal_from_within_a_write_has_the_trace_id_too()
    {
        var street = await TestStreet.New();
        var ticket = await street.File();
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var answer = await (await street.Dispatcher()).Send(HttpMethod.Post, $"/v1/tickets/{ticket.Id}/accept",
            JsonContent.Create(new { }), ("If-Match", "\"7\""), ("traceparent", $"00-{trace}-00f067aa0ba902b7-01"));
        answer.ShouldRefuse(HttpStatusCode.PreconditionFailed, "stale-version");
        ((string)answer["traceId"]!).ShouldBe(trace);
    }

    [Fact]
    public async Task The_log_has_the_trace_id_of_what_failed()
    {
        var log = new Lines();
        using var activity = new System.Diagnostics.Activity("request").Start();
        var http = new DefaultHttpContext { RequestServices = App.Shared.Services };
        http.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpActivityFeature>(new ActivityFeature { Activity = activity });
        await new ExceptionMiddleware(_ => throw new InvalidOperationException("broken"), log).Invoke(http);
        log.Text.ToString().ShouldContain(activity.TraceId.ToHexString());
    }

    [Theory]
    [InlineData("zh-CN", "zh-CN")]
    [InlineData("zh-CN, en;q=0.5", "zh-CN")]
    [InlineData("zh", "zh-CN")]
    [InlineData("zh-Hans", "zh-CN")]
    [InlineData("zh-Hans-CN, en;q=0.5", "zh-CN")]
    [InlineData("en, zh;q=0.5", "en")]
    [InlineData("fr", "en")]
    [InlineData("", "en")]
    public async Task A_refusal_is_in_the_language_of_Accept_Language_and_says_so(string accepted, string language)
    {
        foreach (var (path, title) in new[] { ("/v1/me", "请先登录"), ("/v1/nothing-here", "该地址没有内容") })
        {
            var answer = await App.Shared.Nobody().Get(path, ("Accept-Language", accepted));
            answer.Header("Content-Language").ShouldBe(language);
            answer.Header("Vary")!.ShouldContain("Accept-Language");
            ((string)answer["title"]!).Contains(title, StringComparison.Ordinal).ShouldBe(language == "zh-CN");
        }
        (await App.Shared.Nobody().Get("/problems")).Header("Content-Language").ShouldBe("en, zh-CN");
    }

    sealed class ActivityFeature : Microsoft.AspNetCore.Http.Features.IHttpActivityFeature
    {
        public required System.Diagnostics.Activity Activity { get; set; }
    }

    sealed class Lines : ILogger<ExceptionMiddleware>
    {
        public StringBuilder Text { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Text.AppendLine(formatter(state, exception));
    }
}
