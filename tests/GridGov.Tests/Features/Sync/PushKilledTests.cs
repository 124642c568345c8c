using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Host;
using GridGov.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static GridGov.Tests.Features.Sync.PushSteps;

namespace GridGov.Tests.Features.Sync;

/// <summary>A server that is killed in the middle of a push has each act done once when the push is repeated.</summary>
public sealed class PushKilledTests : IDisposable
{
    const string Grid = "960101001001001";
    const int Kills = 3;

    readonly string folder = Directory.CreateTempSubdirectory("gridgov-push-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Fills the store by a server of this process, and signs somebody in.</summary>
    static async Task<(Id Person, string Token)> Prepare(TestStore store)
    {
        var builder = Server.CreateBuilder(["--urls", "http://127.0.0.1:0", .. store.Arguments]);
        builder.Logging.ClearProviders();
        await using var server = Server.Build(builder);
        await server.StartAsync();
        var (person, session) = await new Db(server.Services.GetRequiredService<Engine>()).Write(async tx =>
        {
            foreach (var (code, level) in new[] { (Grid[..4], 0), (Grid[..6], 0), (Grid[..9], 1), (Grid[..12], 2), (Grid, 3) })
            {
                await tx.Execute("INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, @Code, @Level, "
                    + "@Parent, @Now, 1)", new { Code = code, Level = level, Parent = GridCode.Parent(code), tx.Now });
            }
            var worker = await TestStreet.AddPerson(tx, "worker", Grid);
            await TestStreet.Appoint(tx, worker, PostKind.GridWorker, Grid);
            var id = tx.NewId();
            await tx.Execute("INSERT INTO sessions (id, person_id, created_at) VALUES (@Id, @Person, @Now)",
                new { Id = id, Person = worker, tx.Now });
            return (worker, id);
        });
        return (person, server.Services.GetRequiredService<AccessTokens>().Issue(session));
    }

    static async Task<long> Stored(TestStore store)
    {
        await using var engine = store.Open();
        return await engine.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM sync_acts"), default);
    }

    [Fact]
    public async Task Each_act_is_done_once()
    {
        var store = new TestStore(folder);
        var (person, token) = await Prepare(store);
        var at = TimeProvider.System.GetUtcNow().ToString("O");
        var acts = Enumerable.Range(0, 250).SelectMany(i => new[]
        {
            Act($"k{i}", "file", new { category = "0107", description = $"第{i}件", grid = Grid }, at: at),
            Act($"l{i}", "comment", new { text = $"第{i}条" }, $"@k{i}", at: at),
        }).ToList();
        var body = new JsonObject { ["acts"] = new JsonArray([.. acts]) };
        var replayed = 0;
        for (var run = 0; ; run++)
        {
            using var server = await ChildServer.Start(port =>
            [
                typeof(Server).Assembly.Location, $"--urls=http://127.0.0.1:{port}", "--GridGov:BackgroundWorkers=false",
                .. store.Arguments,
            ]);
            using var http = new HttpClient { BaseAddress = server.Address };
            var push = new Caller(http, person, token).Post("/v1/sync/push", body);
            if (run < Kills)
            {
                for (var before = await Stored(store); await Stored(store) == before && !push.IsCompleted;)
                    await Task.Delay(2);
                server.Dispose();
                await Task.WhenAny(push);
                continue;
            }
            var answer = await push;
            answer.Outcomes().ShouldAllBe(outcome => outcome == "done" || outcome == "replayed", answer.Text);
            replayed = answer.Outcomes().Count(outcome => outcome == "replayed");
            break;
        }
        replayed.ShouldBeGreaterThan(0);
        await using var engine = store.Open();
        var (tickets, comments, stored) = await engine.Read(async tx => (
            await tx.Query("SELECT description FROM tickets ORDER BY id", c => c.Text()),
            await tx.QuerySingle<long>("SELECT count(*) FROM journal WHERE action = 'comment'"),
            await tx.QuerySingle<long>("SELECT count(*) FROM sync_acts")), default);
        tickets.ShouldBe(Enumerable.Range(0, 250).Select(i => $"第{i}件"));
        (comments, stored).ShouldBe((250, 500));
    }
}
