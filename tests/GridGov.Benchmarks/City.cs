using GridGov.Api;
using GridGov.Data;
using GridGov.Data.Sqlite;
using GridGov.Demo;
using GridGov.Domain;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Tickets;
using GridGov.Encryption;
using GridGov.Encryption.Seals;
using GridGov.Features.Tickets.Filing;
using GridGov.Features.Tickets.Verbs;
using GridGov.Geo;
using GridGov.Host;
using GridGov.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;

namespace GridGov.Benchmarks;

/// <summary>
/// A city of 40 streets with 5 communities of 6 unit grids each, and a year of tickets. The
/// handlers that HTTP uses file and handle them, so counters and events are real.
/// </summary>
sealed class City
{
    public const string Code = "9901";
    public const string Password = "correct-horse-battery-staple";
    public const int Streets = 40;

    /// <summary>The master key of the database, fixed so that the next run can open a kept file.</summary>
    public const string MasterKey = "Z3JpZGdvdi1iZW5jaG1hcmstbWFzdGVyLWtleS0zMmI=";

    /// <summary>People at the city's hotline. They file for the whole city, read all of it and see its statistics.</summary>
    public const int Operators = 256;

    /// <summary>Tickets handled concurrently at one instant; the writer commits up to 256 of them together.</summary>
    const int MaxWave = 2_000;

    /// <summary>The minimum number of instants, so that each day of the year has tickets even in a small city.</summary>
    const int Moments = 1_000;

    const int Seed = 20250701;

    readonly ScenarioClock scenario = new(DateTimeOffset.UnixEpoch);
    readonly Random random = new(Seed);
    readonly List<string> grids = [];
    readonly Dictionary<string, (Actor Worker, Actor Handler, Actor Inspector)> people = new(StringComparer.Ordinal);
    Actor hotline = null!;

    public static string StreetCode(int street) => $"{Code}01{street + 1:D3}";

    public static string OperatorName(int number) => $"operator-{number}";

    /// <summary>Fills a new file; a file left by an interrupted run is moved aside.</summary>
    public static async Task Fill(string file, int tickets, Instant until)
    {
        var filling = file + ".filling";
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        foreach (var leftover in new[] { filling, filling + "-wal", filling + "-shm" })
            System.IO.File.Delete(leftover);
        await new City().FillNew(filling, tickets, until);
        System.IO.File.Move(filling, file);
    }

    public static Task OpenKeys(Engine engine) =>
        DataKeys.Open(engine,
            MasterKeys.From(new ConfigurationBuilder().AddInMemoryCollection([new("Master", MasterKey)]).Build(), folder: ""),
            CancellationToken.None);

    /// <summary>Opens a filled database, to file more tickets in it.</summary>
    public static async Task<City> Of(Db db)
    {
        var city = new City();
        await db.Read(city.FindPeople);
        city.grids.AddRange(await db.Read(tx => tx.Query<string>("SELECT code FROM grids WHERE level = 3 ORDER BY code")));
        return city;
    }

    /// <summary>Files tickets with a fixed number of concurrent requests.</summary>
    public async Task File(Db db, int tickets, int atOnce)
    {
        var categories = await Categories(db);
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async one =>
        {
            for (var i = one; i < tickets; i += atOnce)
                await FileOne(db, categories, "路灯不亮", Random.Shared);
        }));
    }

    static Task<List<string>> Categories(Db db) =>
        db.Read(tx => tx.Query<string>("SELECT code FROM categories WHERE parent_code IS NOT NULL ORDER BY code"));

    async Task FillNew(string file, int tickets, Instant until)
    {
        var clock = new Clock(scenario, Clock.Zone("Asia/Shanghai"));
        var end = until.ToUtc();
        var start = end.AddDays(-365);
        scenario.MoveTo(start);
        await using var engine = new SqliteEngine($"Data Source={file}", clock, new IdGenerator(new Random(Seed)),
            SqliteDurability.Relaxed);
        var db = new ScenarioDb(engine, clock);
        await Startup.PrepareStore(engine, CancellationToken.None);
        await OpenKeys(engine);
        await db.Write(Open);
        await db.Read(async tx => await FindPeople(tx));

        var problems = ReferenceSeeds.Rows("demo/problems.csv").Select(row => (Description: row["description"], Result: row["result"]))
            .ToList();
        var categories = await Categories(db);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var wave = Math.Clamp(tickets / Moments, 1, MaxWave);
        for (var done = 0; done < tickets; done += wave)
        {
            var count = Math.Min(wave, tickets - done);
            var first = done;
            var filed = await Task.WhenAll(Enumerable.Range(0, count).Select(i =>
            {
                // Each ticket has its own instant; the store dates it by the clock at the time of the call.
                scenario.MoveTo(start + (end - start) * ((first + i) / (double)tickets));
                return FileOne(db, categories, problems[random.Next(problems.Count)].Description, random);
            }));
            await Handle(db, filed, problems);
            await CounterStore.Fold(db, CancellationToken.None);
            if (!Console.IsOutputRedirected)
            {
                Console.Write($"\rfilling {file}: {done + count:N0} of {tickets:N0} tickets, "
                    + $"{(done + count) / watch.Elapsed.TotalSeconds:N0}/s ");
            }
        }
        Console.WriteLine();
    }

    async Task<Ticket> FileOne(Db db, List<string> categories, string description, Random random)
    {
        var grid = grids[random.Next(grids.Count)];
        var body = new FileTicket.Request(categories[random.Next(categories.Count)], description, grid,
            new FileTicket.Location(113.6 + random.NextDouble() / 10, 34.7 + random.NextDouble() / 10, CoordSys.Wgs84,
                $"{random.Next(1, 200)}号门前"));
        return Done<Created<Ticket>>((await new FileTicket(db, CityEnvelopes.BuiltIn) { Actor = people[grid[..9]].Worker }
            .ExecuteAsync(body, CancellationToken.None)).Result).Value!;
    }

    /// <summary>Of every 20 tickets two are closed, one stays with its handler, the others wait.</summary>
    async Task Handle(Db db, Ticket[] filed, List<(string Description, string Result)> problems)
    {
        var ct = CancellationToken.None;
        var chosen = filed.Where((_, i) => i % 20 < 3).ToArray();
        chosen = await All(chosen, (ticket, version) => new AcceptTicket(db) { Actor = hotline }
            .ExecuteAsync(new(ticket.Id, new(), version), ct));
        chosen = await All(chosen, (ticket, version) => new DispatchTicket(db) { Actor = hotline }
            .ExecuteAsync(new(ticket.Id, new(Of(ticket).Handler.Id), version), ct));
        chosen = await All(chosen, (ticket, version) => new TakeTicket(db) { Actor = Of(ticket).Handler }
            .ExecuteAsync(new(ticket.Id, new(), version), ct));
        chosen = [.. chosen.Where((_, i) => i % 3 != 0)];
        chosen = await All(chosen, (ticket, version) => new ResolveTicket(db) { Actor = Of(ticket).Handler }
            .ExecuteAsync(new(ticket.Id, new(problems[random.Next(problems.Count)].Result), version), ct));
        await All(chosen, (ticket, version) => new PassTicket(db) { Actor = Of(ticket).Inspector }
            .ExecuteAsync(new(ticket.Id, new(), version), ct));

        static async Task<Ticket[]> All(Ticket[] tickets,
            Func<Ticket, IfMatch, Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>>> act) =>
            [.. (await Task.WhenAll(tickets.Select(ticket => act(ticket, new IfMatch(ticket.Version)))))
                .Select(result => Done<Ok<Ticket>>(result.Result).Value!)];

        (Actor Worker, Actor Handler, Actor Inspector) Of(Ticket ticket) => people[ticket.Grid.Code[..9]];
    }

    static T Done<T>(Microsoft.AspNetCore.Http.IResult result) => result is T done
        ? done
        : throw new InvalidOperationException($"Refused: {(result as ProblemHttpResult)?.ProblemDetails.Detail ?? result.ToString()}");

    async Task Open(Tx tx)
    {
        await Grid(Code, "测市", 0);
        await Grid(Code + "01", "测区", 0);
        for (var s = 0; s < Streets; s++)
        {
            var street = StreetCode(s);
            await Grid(street, $"{s + 1}街道", 1);
            for (var c = 1; c <= 5; c++)
            {
                await Grid($"{street}{c:D3}", $"{c}社区", 2);
                for (var g = 1; g <= 6; g++)
                {
                    grids.Add($"{street}{c:D3}{g:D3}");
                    await Grid(grids[^1], $"第{g}网格", 3);
                }
            }
            await Person($"worker-{street}", PostKind.GridWorker, street);
            await Person($"handler-{street}", PostKind.DepartmentHandler, street);
            await Person($"inspector-{street}", PostKind.Inspector, street);
        }
        var hash = new PasswordHashing(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions())).Hash(Password);
        for (var i = 0; i < Operators; i++)
            await Person(OperatorName(i), PostKind.Dispatcher, Code, hash);

        async Task Grid(string code, string name, int level) => await tx.Execute(
            "INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, @Name, @Level, @Parent, @Now, 1)",
            new { Code = code, Name = name, Level = level, Parent = code == Code ? null : GridCode.Parent(code), tx.Now });

        async Task Person(string name, PostKind post, string grid, string? hash = null)
        {
            var (id, appointment) = (tx.NewId(), tx.NewId());
            await tx.Execute("""
                INSERT INTO people (id, username, name, grid_code, password_hash, created_at, version)
                VALUES (@Id, @Name, @Name, @Grid, @Hash, @Now, 1)
                """, new { Id = id, Name = name, Grid = grid, Hash = hash, tx.Now });
            await tx.Execute("""
                INSERT INTO appointments (id, person_id, post, grid_code, from_day, created_at, version)
                VALUES (@Id, @Person, @Post, @Grid, 20200101, @Now, 1)
                """, new { Id = appointment, Person = id, Post = post.ToCode(), Grid = grid, tx.Now });
            await SealedRows.Seal(tx, SealedTable.People, id);
            await SealedRows.Seal(tx, SealedTable.Appointments, appointment);
        }
    }

    async Task<bool> FindPeople(Tx tx)
    {
        for (var s = 0; s < Streets; s++)
        {
            var street = StreetCode(s);
            people[street] = (await Find($"worker-{street}"), await Find($"handler-{street}"), await Find($"inspector-{street}"));
        }
        hotline = await Find(OperatorName(0));
        return true;

        async Task<Actor> Find(string name) =>
            await ActorCache.LoadPerson(tx, await tx.QuerySingle<Id>("SELECT id FROM people WHERE username = @Name", new { Name = name }))
                ?? throw new InvalidOperationException("Nobody of the city is missing.");
    }
}
