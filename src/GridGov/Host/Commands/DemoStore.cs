using System.Data.Common;
using GridGov.Data.Copy;
using GridGov.Data.Sqlite;
using GridGov.Demo;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace GridGov.Host.Commands;

/// <summary>
/// The demo's database. The scenario is always played into a SQLite file, whose one writer keeps the order, so every run has the
/// same rows; the file is then published to the configured engine.
/// </summary>
abstract class DemoStore : IAsyncDisposable
{
    public abstract string Place { get; }

    public abstract string TemporaryFile { get; }

    public abstract string PasswordFile { get; }

    public static DemoStore Of(Settings settings)
    {
        if (settings.Engine == Engines.Sqlite)
            return new OneFile(SqliteEngine.FileOf(settings.ConnectionString));
        var clock = new Clock(TimeProvider.System, settings.Zone);
        var engine = Engines.Create(
            settings.Engine, settings.ConnectionString, clock, new IdGenerator(Random.Shared), NullLogger.Instance);
        return new Server(settings, clock, engine);
    }

    /// <summary>Whether an earlier start filled it.</summary>
    /// <exception cref="StoreUnreachableException">The database does not answer, or was not filled by the demo.</exception>
    public abstract Task<bool> IsFilled(CancellationToken ct);

    public abstract Task Publish(ProgressContext bars, CancellationToken ct);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

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

    /// <summary>On a database server the file is copied in one transaction, as <c>copy</c> does, into an empty database only.</summary>
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
                // Only the demo creates this account.
                if (await engine.Read(tx => tx.QuerySingle<long>(CountAccount, new { DemoAccounts.All[0].Username }), ct) == 1)
                    return true;
            }
            catch (DbException)
            {
                // The table is missing, so the database is not the demo's.
            }
            throw new StoreUnreachableException(
                $"{engine.Description} was not filled by the demo and is not empty. Name an empty database for it.");
        }

        public override Task Publish(ProgressContext bars, CancellationToken ct) =>
            StoreCopy.Run(
                $"Data Source={TemporaryFile}", settings.ConnectionString, clock, NullLogger.Instance, CopyProgressBars.AddTo(bars), ct);

        public override ValueTask DisposeAsync() => engine.DisposeAsync();

        const string CountAccount = "SELECT count(*) FROM people WHERE username = @Username";
    }
}
