using GridGov.Audit;
using GridGov.Data.Migrations;
using GridGov.Domain.PersonalData;
using GridGov.Encryption;

namespace GridGov.Host.Commands;

/// <summary><c>keys list|rotate|rewrap</c>: lists keys, re-encrypts by new data keys, or changes the master key.</summary>
/// <remarks>Exit codes: 0 done, 1 content does not decrypt or overwritten content may remain in files, 2 not started.</remarks>
static class KeysCommand
{
    /// <summary>The commands, and what each does.</summary>
    internal static readonly IReadOnlyList<(string Name, string Description)> Descriptions =
    [
        ("list", "Lists the keys, and what is encrypted by each."),
        ("rotate", "Creates new data keys and re-encrypts content with them."),
        ("rewrap", "Wraps the data keys by the master key of --GridGov:Keys:NewMasterFile=FILE; creates a missing file."),
    ];

    const int ProgressEvery = 10_000;

    /// <param name="name">One of <see cref="Descriptions"/>.</param>
    internal static async Task<int> Run(string name, string[] args, TextWriter output, TextWriter errors)
    {
        Func<Engine, MasterKeys, TextWriter, Task<int>> command = name switch
        {
            "list" => List,
            "rotate" => Rotate,
            "rewrap" => Rewrap,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such command."),
        };
        try
        {
            await using var services = CommandLine.CreateServices(args);
            var engine = services.GetRequiredService<Engine>();
            await engine.RequireSchema(Migration.BuiltIn(engine.Dialect), CancellationToken.None);
            return await command(engine, services.GetRequiredService<Settings>().Keys, output);
        }
        catch (Exception e) when (e is SettingsException or SchemaException or StoreUnreachableException or KeyException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
    }

    internal static async Task Open(Engine engine, MasterKeys masters)
    {
        if (!await DataKeys.OpenExisting(engine, masters, CancellationToken.None))
            throw new KeyException("The database has no keys yet; the first start of the server creates them.");
    }

    static async Task<int> List(Engine engine, MasterKeys masters, TextWriter output)
    {
        await Open(engine, masters);
        return await new Db(engine).Read(async tx =>
        {
            await output.WriteLineAsync(
                $"{"key",3}  {"for",-7}  {"made",-16}  {"master key",-16}  {"state",-8}  encrypted or hashed by it");
            foreach (var key in await tx.Query<Row>(ListKeys))
            {
                var counts = new List<string>();
                foreach (var rows in EncryptedRows.All)
                {
                    if (key.Purpose != KeyPurpose.Request && await rows.CountByKey(tx, key.Id) is > 0 and var n)
                        counts.Add($"{rows.Table} {n:N0}");
                }
                var state = key.RetiredAt is null ? "in use" : key.ReencryptedAt is null ? "retiring" : "retired";
                await output.WriteLineAsync(
                    $"{key.Id,3}  {key.Purpose.ToCode(),-7}  {Local(tx, key.CreatedAt),-16}  {key.MasterKey,-16}  {state,-8}  "
                    + string.Join(", ", counts));
            }
            await output.WriteLineAsync(
                "Events of confidential tickets are not re-encrypted: they keep their keys, so no key is ever removed.");
            return 0;
        });
    }

    static string Local(Tx tx, Instant instant) => TimeZoneInfo.ConvertTime(instant.ToUtc(), tx.Zone)
        .ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    static async Task<int> Rotate(Engine engine, MasterKeys masters, TextWriter output)
    {
        await Open(engine, masters);
        // Keys are then reloaded on changes only, and not for each row.
        engine.Listen();
        var next = (long)ProgressEvery;
        var result = await KeyRotation.Run(new Db(engine), progress =>
        {
            if (progress.Rewritten < next)
                return;
            output.WriteLine($"re-encrypted: {progress.Rewritten:N0} rows, now {progress.Table}");
            next += ProgressEvery;
        }, place => output.WriteLine($"DIFFERS  {place} cannot be opened and was not changed"), CancellationToken.None);
        await output.WriteLineAsync(result.Resumed
            ? $"An earlier rotation had been interrupted; its remaining {result.Rewritten:N0} rows are re-encrypted by key {result.Key}. "
                + "Run this again for new keys."
            : $"Key {result.Key} encrypts from now on; {result.Rewritten:N0} rows were re-encrypted by it.");
        var vacuumed = await CommandLine.Vacuum(engine, [.. EncryptedRows.All.Select(rows => rows.Table)], output);
        return result.Broken == 0 && vacuumed ? 0 : 1;
    }

    static async Task<int> Rewrap(Engine engine, MasterKeys masters, TextWriter output)
    {
        var master = await masters.CreateNext(CancellationToken.None);
        await Open(engine, masters);
        var wrapped = await new Db(engine).Write(async tx =>
        {
            var n = await tx.Cache<DataKeys>().Rewrap(tx, master);
            if (n > 0)
            {
                await AuditLog.Append(tx, new AuditEntry(AuditKind.Change, "rewrap_keys", GridCode.Everywhere)
                {
                    SubjectKind = "master_key",
                    Subject = master.Name,
                    Details = new { Keys = n },
                });
            }
            return n;
        });
        await output.WriteLineAsync($"""
            {wrapped} keys were wrapped by master key {master.Name}; now all are.
            Running servers continue until they restart and then need the new key: set GridGov:Keys:MasterFile to {masters.NextPlace},
            or put it into {masters.Place}. The old key still opens older backups; keep it with them.
            """);
        return await CommandLine.Vacuum(engine, ["data_keys"], output) ? 0 : 1;
    }

    sealed record Row
    {
        public required int Id { get; init; }
        public required KeyPurpose Purpose { get; init; }
        public required string MasterKey { get; init; }
        public required Instant CreatedAt { get; init; }
        public Instant? RetiredAt { get; init; }
        public Instant? ReencryptedAt { get; init; }
    }

    const string ListKeys = "SELECT id, purpose, master_key, created_at, retired_at, reencrypted_at FROM data_keys ORDER BY id LIMIT 1000";
}
