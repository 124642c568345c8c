using System.Diagnostics;
using GridGov.Data;

namespace GridGov.SyncClient;

/// <summary>What a run did and found.</summary>
/// <param name="Faults">What is wrong at the end; empty when all is right.</param>
/// <param name="ServerKills">How often a running server was killed.</param>
/// <param name="KillsAtWork">How often that was while acts were still to be made or sent.</param>
/// <param name="ClientKills">How often a client was killed in the middle of a synchronisation.</param>
/// <param name="Requests">The number of requests by what the links did to them.</param>
sealed record RunResult(
    IReadOnlyList<string> Faults, int ServerKills, int KillsAtWork, int ClientKills, IReadOnlyDictionary<BadLink.Fault, int> Requests);

/// <summary>
/// One run: people of a street work offline over bad links while the server is killed; at the end every act is on the server
/// exactly once, and every copy equals the server's.
/// </summary>
sealed class SyncRun : IDisposable
{
    const int MaxDelayMilliseconds = 400;

    /// <summary>A run in which nothing was settled for so long has come to a standstill.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly RunOptions options;
    readonly string folder;
    readonly Action<string> log;
    readonly SyncServer server;
    readonly Func<Engine> open;
    readonly SyncStreet street;
    readonly List<Phone> phones = [];
    readonly Random random;
    int taken;
    int serverKills;
    int killsAtWork;
    Phone? mustStartOver;

    SyncRun(RunOptions options, string folder, Func<Engine> open, string[] arguments, Action<string> log)
    {
        (this.options, this.folder, this.open, this.log) = (options, folder, open, log);
        street = new SyncStreet(options.Grids);
        server = new SyncServer(arguments);
        random = new Random(options.Seed);
    }

    /// <param name="folder">The server's data folder, in which the clients keep their stores too.</param>
    /// <param name="open">Opens the server's database without the server.</param>
    /// <param name="arguments">The server's arguments for that database.</param>
    public static async Task<RunResult> Run(
        RunOptions options, string folder, Func<Engine> open, string[] arguments, Action<string> log)
    {
        using var run = new SyncRun(options, folder, open, arguments, log);
        var watch = Stopwatch.StartNew();
        await using (var engine = open())
            await run.street.Open(engine, folder);
        run.AddPhones();
        await run.server.Start();
        await run.Work();
        log($"{watch.Elapsed.TotalSeconds:F0} s for the work");
        return new RunResult(
            await run.Check(), run.serverKills, run.killsAtWork, run.phones.Sum(phone => phone.Kills),
            run.phones.SelectMany(phone => phone.Link.Counts).GroupBy(count => count.Key, count => count.Value)
                .ToDictionary(group => group.Key, group => group.Sum()));
    }

    void AddPhones()
    {
        foreach (var (username, post, grid) in street.People)
        {
            var link = new BadLink(() => server.Address, new Random(random.Next()));
            phones.Add(new Phone(
                Path.Combine(folder, $"phone-{username}.db"), username, link,
                new Fieldwork(street, post, grid, new Random(random.Next())), Math.Clamp(options.Acts / 30, 2, 60),
                new Random(random.Next())));
        }
    }

    async Task Work()
    {
        var work = Task.WhenAll(phones.Select(phone => Task.Run(() => phone.Run(Left, Take))));
        var kills = KillServer(work);
        await await Task.WhenAny(work, Standstill());
        await kills;
        await Task.WhenAll(phones.Select(phone => phone.Link.Heal()));
    }

    async Task Standstill()
    {
        for (var (last, watch) = (Settled, Stopwatch.StartNew()); watch.Elapsed < Patience; await Task.Delay(1000))
        {
            if (Settled > last)
                (last, watch) = (Settled, Stopwatch.StartNew());
        }
        throw new TimeoutException($"Nothing was settled for {Patience.TotalMinutes:F0} minutes; {Settled} of {options.Acts} acts are.\n"
            + string.Join('\n', phones.Select(phone => $"{phone.Username}: {phone.State}")));
    }

    bool Left() => Volatile.Read(ref taken) < options.Acts;

    bool Take() => Interlocked.Increment(ref taken) <= options.Acts;

    /// <summary>Kills the server at random moments, spread over the run by what is done so far.</summary>
    async Task KillServer(Task work)
    {
        var moments = Enumerable.Range(0, options.Kills).Select(_ => random.NextDouble() * 0.9 * options.Acts).Order().ToList();
        foreach (var (i, moment) in moments.Index())
        {
            while (!work.IsCompleted && Settled < moment)
                await Task.Delay(5);
            await Task.Delay(random.Next(MaxDelayMilliseconds));
            killsAtWork += work.IsCompleted ? 0 : 1;
            serverKills += server.Kill() ? 1 : 0;
            log($"killed {i + 1} of {options.Kills}; {Settled:N0} of {options.Acts:N0} acts are settled");
            await Task.Delay(random.Next(MaxDelayMilliseconds));
            if (i == options.Kills / 2)
                await ChangePosts();
            await server.Start();
        }
    }

    async Task ChangePosts()
    {
        mustStartOver = phones.Single(phone => phone.Username == SyncStreet.FirstWorker) is { HasSynchronised: true } phone ? phone : null;
        await using var engine = open();
        await street.ChangePosts(engine, folder);
    }

    long Settled => phones.Sum(phone => phone.Settled);

    async Task<List<string>> Check()
    {
        var faults = new List<string>();
        foreach (var phone in phones)
            faults.AddRange(await CompareCopies(phone));
        if (mustStartOver is { Client.Store.HasStartedOver: false })
            faults.Add($"the posts of {SyncStreet.FirstWorker} changed, and the copy was not begun anew");
        server.Kill();
        await using (var engine = open())
            faults.AddRange(await new RunCheck(new Db(engine), phones).Faults());
        if (await server.Verify() is (not 0, var output))
            faults.Add($"verify: {output}");
        faults.AddRange(server.Errors.Select(error => $"the server logged: {error}"));
        Report();
        return faults;
    }

    /// <summary>Compares the copy of a device with the first copy of a new one.</summary>
    async Task<List<string>> CompareCopies(Phone phone)
    {
        const int Attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            await phone.Client.Sync(CancellationToken.None);
            var kept = phone.Client.Store.Copy();
            var first = await phone.FirstCopy(Path.Combine(folder, $"new-{phone.Username}-{attempt}.db"));
            var differences = Copies.Compare(kept, first).Select(difference => $"{phone.Username}: {difference}").ToList();
            // The server's own acts, such as an alert, may fall between the two.
            if (differences.Count == 0 || attempt == Attempts)
            {
                log($"{phone.Username}: {kept.Count:N0} rows, {differences.Count} differ");
                return differences;
            }
        }
    }

    void Report()
    {
        long Count(ActState state) => phones.Sum(phone => phone.Client.Store.Count(state));
        log($"{Count(ActState.Done):N0} acts done, {Count(ActState.Dropped):N0} refused and given up, "
            + $"{phones.Sum(phone => phone.SentAgain):N0} times sent again after a conflict");
        log($"clients killed {phones.Sum(phone => phone.Kills)} times; the store found too slow {server.Outages} times");
        log("acts done: " + string.Join(", ", phones.SelectMany(phone => phone.Client.Store.In(ActState.Done))
            .CountBy(act => act.Act, StringComparer.Ordinal).OrderByDescending(count => count.Value)
            .Select(count => $"{count.Key} {count.Value:N0}")));
        log("requests: " + string.Join(", ", phones.SelectMany(phone => phone.Link.Counts)
            .GroupBy(count => count.Key, count => count.Value).OrderBy(group => group.Key)
            .Select(group => $"{group.Key} {group.Sum():N0}")));
    }

    public void Dispose()
    {
        server.Dispose();
        foreach (var phone in phones)
            phone.Dispose();
    }
}
