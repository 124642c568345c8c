using GridGov.Api;
using GridGov.Data.Migrations;
using GridGov.Domain;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets.Search;
using GridGov.Encryption;
using GridGov.Encryption.Seals;
using GridGov.Features.Assessments.Schemes;
using GridGov.Security;

namespace GridGov.Host;

/// <summary>Prepares the server before the first request: schema, reference data, and the administrator of an empty database.</summary>
public sealed partial class Startup(Engine engine, Settings settings, PasswordHashing passwords, ILogger<Startup> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        LogEngine(log, engine.Description);
        await PrepareStore(engine, cancellationToken, (done, total) => LogSearch(log, done, total));
        if (await DataKeys.Open(engine, settings.Keys, cancellationToken) is { } made)
        {
            Console.WriteLine();
            Console.WriteLine($"  A master key was created: {made}");
            Console.WriteLine("  Without it the reporters, the confidential tickets and the key ring of this database cannot be");
            Console.WriteLine("  read. Keep a copy of it, apart from the backups of the database.");
        }
        await PersonPhone.EncryptPlain(new Db(engine), cancellationToken);
        await StoredResponses.EncryptPlain(new Db(engine), cancellationToken);
        engine.Listen();
        if (await CreateFirstAdministrator(new Db(engine), passwords, cancellationToken) is { } password)
        {
            // On the console and not in the log, which may be kept and shipped.
            Console.WriteLine();
            Console.WriteLine("  The database is new. Its administrator:  admin");
            Console.WriteLine($"  One-time password (change it first):     {password}");
            Console.WriteLine();
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <param name="searchProgress">Receives how many tickets' words are built for the search, of how many.</param>
    public static async Task PrepareStore(Engine engine, CancellationToken ct, Action<long, long>? searchProgress = null)
    {
        await engine.Migrate(Migration.BuiltIn(engine.Dialect), ct);
        await ReferenceSeeds.Apply(new Db(engine), ct);
        await SchemeSeeds.Apply(new Db(engine), ct);
        await WordsBuild.Run(new Db(engine), searchProgress, ct);
    }

    /// <summary>Creates the administrator of a database without people.</summary>
    /// <returns>The one-time password; null when there are people already.</returns>
    public static async Task<string?> CreateFirstAdministrator(Db db, PasswordHashing passwords, CancellationToken ct)
    {
        if (await db.Read(tx => tx.QuerySingle<long>(CountPeople), ct) > 0)
            return null;
        var password = PasswordHashing.CreateRandom();
        return await AddAdministrator(db, "admin", "Administrator", passwords.Hash(password), ct) is null ? null : password;
    }

    /// <summary>Creates an administrator of the whole deployment, if the database has no people yet.</summary>
    /// <param name="passwordHash">The hash of a one-time password; null for an account without one.</param>
    public static Task<Id?> AddAdministrator(Db db, string username, string name, string? passwordHash, CancellationToken ct) =>
        db.Write<Id?>(async tx =>
        {
            var id = tx.NewId();
            // Of two processes that start on one empty database, the second inserts nothing.
            var row = new { Id = id, Username = username, Name = name, Hash = passwordHash, At = tx.Now };
            if (await tx.Execute(InsertAdministrator, row) == 0)
                return null;
            var appointment = tx.NewId();
            await tx.Execute(Appoint, new { Id = appointment, PersonId = id, Day = tx.Today, At = tx.Now });
            await SealedRows.Seal(tx, SealedTable.People, id);
            await SealedRows.Seal(tx, SealedTable.Appointments, appointment);
            await Journal.Append(
                tx, new JournalEntry("person", id.ToString(), GridCode.Everywhere, "first_administrator", Actor: null, Version: 1)
                {
                    Payload = new { Name = name, Username = username },
                });
            await Journal.Append(
                tx, new JournalEntry("appointment", appointment.ToString(), GridCode.Everywhere, "appoint", Actor: null, Version: 1)
                {
                    Payload = new
                    {
                        Person = id.ToString(), Name = name, Post = PostKind.Administrator.ToCode(), Role = (string?)null,
                        Responsibility = (string?)null, From = tx.Today, To = (DateOnly?)null,
                    },
                });
            return id;
        }, ct);

    const string CountPeople = "SELECT count(*) FROM people";

    const string InsertAdministrator = """
        INSERT INTO people (id, username, name, grid_code, password_hash, must_change_password, created_at, version)
        SELECT @Id, @Username, @Name, '*', @Hash, 1, @At, 1
         WHERE NOT EXISTS (SELECT 1 FROM people)
        """;

    const string Appoint = """
        INSERT INTO appointments (id, person_id, post, grid_code, from_day, created_at, version)
        VALUES (@Id, @PersonId, 'administrator', '*', @Day, @At, 1)
        """;

    [LoggerMessage(1, LogLevel.Information, "{Engine}")]
    private static partial void LogEngine(ILogger log, string engine);

    [LoggerMessage(2, LogLevel.Information, "The search index is built: {Done} of {Total} tickets")]
    private static partial void LogSearch(ILogger log, long done, long total);
}
