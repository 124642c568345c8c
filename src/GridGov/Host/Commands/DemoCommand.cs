using System.Diagnostics;
using GridGov.Data.Sqlite;
using GridGov.Demo;
using GridGov.Demo.Together;
using GridGov.Domain.PublicReports;
using GridGov.Encryption;
using GridGov.Features.Assessments.Reports;
using GridGov.Security;
using Spectre.Console;

namespace GridGov.Host.Commands;

/// <summary><c>demo</c>: fills a database with half a year of a real street, if not done before, and serves it.</summary>
static class DemoCommand
{
    /// <summary>Determines every name, time and course of the scenario.</summary>
    const int Seed = 20120501;

    public static async Task<int> Run(string[] args)
    {
        var builder = Server.CreateBuilder(args);
        var settings = DemoSettings(builder.Configuration);
        builder.Configuration["GridGov:Database:ConnectionString"] = settings.ConnectionString;
        builder.Configuration[PublicReportSettings.EnabledKey] ??= "true";
        await using var store = DemoStore.Of(settings);

        if (await store.IsFilled(CancellationToken.None))
            AnsiConsole.MarkupLineInterpolated($"Using the demo database of an earlier start: {store.Place}");
        else
            await Fill(settings, store, CancellationToken.None);

        var app = Server.Build(builder);
        var db = new Db(app.Services.GetRequiredService<Engine>());
        await Startup.PrepareStore(app.Services.GetRequiredService<Engine>(), CancellationToken.None);
        await DataKeys.Open(app.Services.GetRequiredService<Engine>(), settings.Keys, CancellationToken.None);
        var password = await DemoAccounts.SetPassword(
            db, app.Services.GetRequiredService<PasswordHashing>(), store.PasswordFile, CancellationToken.None);
        await app.StartAsync();
        var report = await ScenarioReports.Link(db, app.Services.GetRequiredService<AssessmentLinks>(), CancellationToken.None);
        var dayLog = await CurrentPatrol.FindDayLog(db, CancellationToken.None);
        WelcomeMessage.Print(app.Urls.First(), password, report, dayLog);
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>The demo has its own database, unless a connection string is configured.</summary>
    static Settings DemoSettings(ConfigurationManager configuration)
    {
        var settings = Settings.From(configuration);
        return configuration["GridGov:Database:ConnectionString"] is null
            ? settings with { ConnectionString = $"Data Source={Path.Combine(settings.DataDirectory, "gridgov-demo.db")}" }
            : settings;
    }

    /// <summary>Fills a temporary file and publishes it when complete, so that an interrupted run leaves no partial database.</summary>
    static async Task Fill(Settings settings, DemoStore store, CancellationToken ct)
    {
        // The folder is made with the file, closed to others (SqliteFile).
        Remove(store.TemporaryFile);
        var watch = Stopwatch.StartNew();
        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async bars =>
            {
                await Fill(settings, store.TemporaryFile, bars, ct);
                await store.Publish(bars, ct);
            });
        Remove(store.TemporaryFile);
        AnsiConsole.MarkupLineInterpolated($"Filled {store.Place} in {watch.Elapsed.TotalSeconds:F0} seconds.");
    }

    static void Remove(string file)
    {
        foreach (var leftover in new[] { file, file + "-wal", file + "-shm" }.Where(File.Exists))
            File.Delete(leftover);
    }

    static async Task Fill(Settings settings, string file, ProgressContext bars, CancellationToken ct)
    {
        var random = new Random(Seed);
        var scenario = new ScenarioClock(new DateTimeOffset(2012, 5, 1, 0, 0, 0, TimeSpan.FromHours(8)));
        var clock = new Clock(scenario, settings.Zone);
        await using var engine = new SqliteEngine(
            $"Data Source={file}", clock, new IdGenerator(new Random(Seed)), SqliteDurability.Relaxed);
        var db = new ScenarioDb(engine, clock);

        var opening = bars.AddTask("Opening the street", maxValue: 1);
        await Startup.PrepareStore(engine, ct);
        await DataKeys.Open(engine, settings.Keys, ct);
        var admin = await Startup.AddAdministrator(db, DemoAccounts.All[0].Username, "演示管理员", passwordHash: null, ct)
            ?? throw new InvalidOperationException("The new database already has people.");
        var actor = await db.Read(tx => ActorCache.LoadPerson(tx, admin), ct)
            ?? throw new InvalidOperationException("The new administrator does not exist.");
        var street = await DemoStreet.Open(db, actor, random, ct);
        var actors = new DemoActors(db);
        var places = new DemoPlaces(db, street, actors);
        await places.Create(ct);
        await new BicycleDelivery(db, street, actor).Play(ct);
        var together = new TogetherScenario(db, street, places, actors, actor);
        var goingOut = await new GoingOut(db, street, places, actors).Plan(ct);
        var others = goingOut.Concat(await together.Open(ct)).OrderBy(act => act.At).ToList();
        opening.Increment(1);

        var plan = new ScenarioPlan(street.Grids, DemoStreet.Grid6, random);
        var playing = bars.AddTask($"Playing {plan.Tickets.Count:N0} tickets", maxValue: plan.Steps.Count);
        await new ScenarioPlayer(db, scenario, street, plan, actors).Play(others, done =>
        {
            if (done % 500 == 0 || done == plan.Steps.Count)
                playing.Value = done;
        }, ct);
        await together.PlayLaterYears(scenario, ct);
        var patrol = new CurrentPatrol(db, street, places, actors);
        await new RecentWeek(db, scenario, clock, street, actors, patrol, together).Play(TimeProvider.System.GetUtcNow(), ct);
        await ScenarioReports.Issue(db, street, actors, ct);
    }
}
