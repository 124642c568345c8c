using System.Data.Common;
using GridGov.Data.Copy;
using GridGov.Data.Sqlite;
using GridGov.Demo;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace GridGov.Host.Commands;

/// <summary>
/// The database that the demo serves. The story is always played into a SQLite file, whose one writer keeps its order, so
/// that it is the same to the last row everywhere; what becomes of that file is the engine's affair.
/// </summary>
abstract class DemoStore : IAsyncDisposable
{
    /// <summary>What to call it.</summary>
    public abstract string Place { get; }

    /// <summary>The file into which the story is played.</summary>
    public abstract string TemporaryFile { get; }

    public abstract string PasswordFile { get; }

    public static DemoStore Of(Settings settings)
    {
        if (settings.Engine == Engines.Sqlite)
            return new OneFile(SqliteEngine.FileOf(settings.ConnectionString));
        var clock = new Clock(TimeProvider.System, settings.Zone);
        return new Server(settings, clock, Engines.Create(settings.Engine, settings.ConnectionString, clock, new IdGenerator(Random.Shared), NullLogger.Instance));
    }

    /// <summary>Whether an earlier start has filled it.</summary>
    /// <exception cref="StoreUnreachableException">It cannot be the demo's: it does not answer, or holds something else.</exception>
    public abstract Task<bool> IsFilled(CancellationToken ct);

    /// <summary>Makes the played file the demo's database.</summary>
    public abstract Task Publish(ProgressContext bars, CancellationToken ct);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>On SQLite the file gets its name.</summary>
    sealed class OneFile(string file) : DemoStore
    {
        public override string Place => file;
        public override string TemporaryFile => file + ".filling";
        public override string PasswordFile => Path.ChangeExtension(file, ".password");

        public override Task<bool> IsFilled(CancellationToken ct) => Task.FromResult(File.Exists(file));

        public override Task Publish(ProgressContext bars, CancellationToken ct)
        {
            File.Move(TemporaryFile, file);
            return Task.CompletedTask;
        }
    }

    /// <summary>
    /// On a database server it is copied over in one transaction, as <c>copy</c> does: whoever looks finds the whole demo or
    /// nothing, and nothing that the demo did not make is ever touched.
    /// </summary>
    sealed class Server(Settings settings, Clock clock, Engine engine) : DemoStore
    {
        public override string Place => engine.Description;
        public override string TemporaryFile => Path.Combine(settings.DataDirectory, $"gridgov-demo-{settings.Engine}.db.filling");
        public override string PasswordFile => Path.Combine(settings.DataDirectory, $"gridgov-demo-{settings.Engine}.password");

        public override async Task<bool> IsFilled(CancellationToken ct)
        {
            if (await StoreCopy.IsEmptyTarget(settings.ConnectionString, NullLogger.Instance, ct))
                return false;
            try
            {
                // An account that only the demo makes.
                if (await engine.Read(tx => tx.QuerySingle<long>(CountAccount, new { DemoAccounts.All[0].Username }), ct) == 1)
                    return true;
            }
            catch (DbException)
            {
                // No such table: whatever it is, it is not the demo.
            }
            throw new StoreUnreachableException($"{engine.Description} holds something that the demo did not make. Name an empty database for it.");
        }

        public override Task Publish(ProgressContext bars, CancellationToken ct) =>
            StoreCopy.Run($"Data Source={TemporaryFile}", settings.ConnectionString, clock, NullLogger.Instance, CopyProgressBars.AddTo(bars), ct);

        public override ValueTask DisposeAsync() => engine.DisposeAsync();

        const string CountAccount = "SELECT count(*) FROM people WHERE username = @Username";
    }
}
