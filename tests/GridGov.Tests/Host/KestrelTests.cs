using System.Net;
using System.Net.Sockets;
using System.Text;
using GridGov.Data;
using GridGov.Host;
using GridGov.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GridGov.Tests.Host;

/// <summary>Behaviour that needs a real server on a real socket.</summary>
public sealed class KestrelTests : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("gridgov-kestrel-").FullName;
    readonly TestStore store;
    readonly WebApplication server;

    public KestrelTests()
    {
        store = new TestStore(folder);
        var builder = Server.CreateBuilder(["--urls", "http://127.0.0.1:0", .. store.Arguments]);
        builder.Logging.ClearProviders();
        server = Server.Build(builder);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    async Task<Caller> Start(PostKind post)
    {
        await server.StartAsync();
        var session = await new Db(server.Services.GetRequiredService<Engine>()).Write(async tx =>
        {
            foreach (var (code, level) in new[] { ("9601", 0), ("960101", 0), ("960101001", 1), ("960101001001", 2),
                ("960101001001001", 3) })
            {
                await tx.Execute("INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, @Code, @Level, "
                    + "@Parent, @Now, 1)",
                    new { Code = code, Level = level, Parent = GridCode.Parent(code), tx.Now });
            }
            var person = await TestStreet.AddPerson(tx, "someone", "960101001");
            await TestStreet.Appoint(tx, person, post, post == PostKind.Administrator ? "*" : "960101001001001");
            var id = tx.NewId();
            await tx.Execute("INSERT INTO sessions (id, person_id, created_at) VALUES (@Id, @Person, @Now)",
                new { Id = id, Person = person, tx.Now });
            return id;
        });
        return new Caller(new HttpClient { BaseAddress = new Uri(server.Urls.First()) }, Id.None,
            server.Services.GetRequiredService<AccessTokens>().Issue(session));
    }

    [Fact]
    public async Task HEAD_gets_the_headers_and_not_a_byte_of_the_body()
    {
        await server.StartAsync();
        var address = new Uri(server.Urls.First());
        foreach (var path in new[] { "/openapi/v1.json", "/health/ready", "/v1/me", "/v1/nothing-here" })
        {
            using var client = new System.Net.Sockets.TcpClient(address.Host, address.Port);
            await using var stream = client.GetStream();
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                $"HEAD {path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n"));
            using var reader = new StreamReader(stream);
            var answer = await reader.ReadToEndAsync();
            answer.ShouldContain("Content-Type: application/");
            answer.IndexOf("\r\n\r\n", StringComparison.Ordinal).ShouldBe(answer.Length - 4, path);
        }
    }

    [Fact]
    public async Task A_stopping_server_answers_accepted_requests_and_keeps_their_writes()
    {
        var worker = await Start(PostKind.GridWorker);
        (await worker.Post("/v1/tickets", new { category = "0107", description = "第一件" })).ShouldBeCreated();
        var underWay = Enumerable.Range(0, 200).Select(async i =>
        {
            try
            {
                return (await worker.Post("/v1/tickets", new { category = "0107", description = $"第{i}件" })).Status;
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                // The request came after the socket had closed, so the server never accepted it. HttpClient lets SocketException through
                // when it closes between connecting and asking for its address.
                return (HttpStatusCode?)null;
            }
        }).ToList();
        await Task.WhenAny(underWay);
        await server.StopAsync();
        var answers = await Task.WhenAll(underWay);
        answers.ShouldAllBe(status => status == null || status == HttpStatusCode.Created || status == HttpStatusCode.ServiceUnavailable);
        answers.Count(status => status == HttpStatusCode.Created).ShouldBeGreaterThan(0);
        await server.DisposeAsync();

        await using var again = store.Open();
        (await again.Read(tx => tx.QuerySingle<int>("SELECT count(*) FROM tickets"), default))
            .ShouldBeGreaterThanOrEqualTo(answers.Count(status => status == HttpStatusCode.Created) + 1);
    }

    [Fact]
    public async Task Bodies_are_bounded_and_an_import_may_be_larger()
    {
        var admin = await Start(PostKind.Administrator);
        (await admin.Post("/v1/people", new { name = new string('x', 1_100_000) }))
            .ShouldRefuse(HttpStatusCode.RequestEntityTooLarge, "too-large");
        var csv = new StringBuilder("code,name\n9602,大市\n960201,大区\n");
        for (var i = 1; i <= 999; i++)
            csv.Append($"960201{i:D3},{new string('街', 99)}\n");
        for (var i = 1; csv.Length < 380_000; i++)
            for (var community = 1; community <= 7; community++)
                csv.Append($"960201{community:D3}{i:D3},{new string('社', 99)}\n");
        Encoding.UTF8.GetByteCount(csv.ToString()).ShouldBeGreaterThan(1024 * 1024);
        (await admin.PostRaw("/v1/grids/import", csv.ToString(), "text/csv")).ShouldBeOk();
        // A push of acts has a limit of its own.
        const int PushLimit = 8 * 1024 * 1024;
        var at = TimeProvider.System.GetUtcNow().ToString("O");
        string Push(int bytes) => $$"""{"acts":[{"id":"a","act":"file","at":"{{at}}","body":{"x":"{{new string('x', bytes)}}" } }]}""";
        using var tooLarge = new StringContent(Push(PushLimit), Encoding.UTF8, "application/json");
        (await admin.Send(HttpMethod.Post, "/v1/sync/push", tooLarge, ("Expect", "100-continue")))
            .ShouldRefuse(HttpStatusCode.RequestEntityTooLarge, "too-large");
        ((int)(await admin.PostRaw("/v1/sync/push", Push(PushLimit - 200))).ShouldBeOk()["done"]!).ShouldBe(0);
    }

    [Theory]
    [InlineData("/v1/tickets", "application/json")]
    [InlineData("/v1/grids/import", "text/csv")]
    public async Task A_body_with_malformed_chunks_is_refused_with_a_problem(string path, string contentType)
    {
        var caller = await Start(path == "/v1/tickets" ? PostKind.GridWorker : PostKind.Administrator);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.Urls.First()).Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {caller.Http.DefaultRequestHeaders.Authorization}\r\nIdempotency-Key: "
                + $"k\r\nContent-Type: {contentType}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n"));
        var answer = new List<byte>();
        var piece = new byte[4096];
        while (await socket.ReceiveAsync(piece) is > 0 and var length)
            answer.AddRange(piece.AsSpan(0, length));
        var text = Encoding.UTF8.GetString([.. answer]);
        text.ShouldStartWith("HTTP/1.1 400 Bad Request\r\n");
        text.ShouldContain("Content-Type: application/problem+json");
        text.ShouldContain("\"code\":\"unreadable\"");
    }
}
