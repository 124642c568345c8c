using System.Collections.Concurrent;
using System.Net;
using GridGov.Security;

namespace GridGov.Tests.Leaks;

/// <summary>
/// For every caller, all ways of reading (single tickets, lists, search, counts, statistics,
/// notifications) show the same tickets, namely those below the caller's posts.
/// </summary>
public sealed class ConsistencyTests(ConsistencyTests.Fixture fixture) : IClassFixture<ConsistencyTests.Fixture>
{
    /// <summary>Two streets on a server without other data.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        readonly LeakServer server = new();

        internal TwoStreets World { get; private set; } = null!;
        internal IReadOnlyList<Operation> Operations => server.Operations;

        public async Task InitializeAsync()
        {
            await server.InitializeAsync();
            World = await TwoStreets.New(server.App);
        }

        public Task DisposeAsync() => server.DisposeAsync();
    }

    readonly TwoStreets world = fixture.World;
    readonly IReadOnlyList<Operation> operations = fixture.Operations;

    const int Lanes = 4;

    [Fact]
    public async Task All_ways_of_reading_show_a_caller_the_same_tickets()
    {
        var readers = TicketReaders.All(operations);
        var faults = new ConcurrentBag<string>();
        var used = new ConcurrentDictionary<string, bool>();
        await Parallel.ForEachAsync(world.People, new ParallelOptions { MaxDegreeOfParallelism = Lanes }, async (observer, _) =>
        {
            var view = new View(world, observer);
            foreach (var reader in readers.Where(reader => observer.May(reader.Needs)))
            {
                try
                {
                    if (await reader.Fault(view) is { } fault)
                        faults.Add($"{observer.Name}, {reader}: {fault}");
                    used[reader.Name] = true;
                }
                catch (UnexpectedRefusalException)
                {
                    // Another observer has the right; the operation's metadata says which.
                }
                catch (Exception e)
                {
                    faults.Add($"{observer.Name}, {reader}: {e.Message}");
                }
            }
        });
        faults.ShouldBeEmpty();
        readers.Select(reader => reader.Name).Except(used.Keys).ShouldBeEmpty("nobody could read so");
        // Some observers see all tickets, some a part, and some none; otherwise the agreement would prove little.
        var seen = world.People.Select(observer => observer.Sees(world, Capability.TicketRead).Count).ToList();
        seen.ShouldContain(world.Tickets.Count);
        seen.ShouldContain(0);
        seen.Distinct().Count().ShouldBeGreaterThan(6);
    }

    [Fact]
    public async Task A_caller_without_a_post_can_read_no_ticket()
    {
        var ended = world.People.Single(observer => observer.Name == "ended");
        foreach (var operation in operations.Where(operation => operation is { Reads: true, Capability: not null, Parameters: [] }))
            (await ended.Caller.Get(operation.Path(_ => ""))).Status.ShouldBe(HttpStatusCode.Forbidden, operation.ToString());
        // Old notifications are still listed, but without their tickets.
        var told = (await ended.Caller.Get("/v1/me/notifications")).ShouldBeOk();
        told["items"]!.AsArray().Count.ShouldBeGreaterThan(0);
        foreach (var item in told["items"]!.AsArray())
            item!["ticket"].ShouldBeNull();
        world.Tickets.Where(ticket => told.Text.Contains(ticket.Number, StringComparison.Ordinal)).ShouldBeEmpty();
        world.Words.Where(word => told.Text.Contains(word, StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
