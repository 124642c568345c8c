using System.Collections.Frozen;
using GridGov.Audit;
using GridGov.Encryption.Seals;

namespace GridGov.Encryption;

public enum KeyPurpose
{
    Text,

    /// <summary>Hashes telephone numbers for searches.</summary>
    Phone,

    /// <summary>
    /// Hashes requests with an Idempotency-Key, so that guesses of a telephone number cannot be confirmed, and derives the refresh token
    /// that follows another.
    /// </summary>
    Request,

    /// <summary>Seals the heads of journal and audit, and the rows of accounts.</summary>
    Seal,
}

/// <summary>A stored key, unwrapped.</summary>
/// <param name="IsRetired">Not used for new content.</param>
/// <param name="IsUnused">No content that can be rewritten uses it.</param>
sealed record DataKey(int Id, KeyPurpose Purpose, byte[] Bytes, bool IsRetired, bool IsUnused);

/// <summary>
/// The unwrapped keys of one database. They are reloaded after an invalidation (<see cref="CacheInvalidation"/>), and when an
/// unknown key number occurs.
/// </summary>
public sealed class DataKeys
{
    const int Bytes = 32;

    volatile FrozenDictionary<int, DataKey> keys = FrozenDictionary<int, DataKey>.Empty;
    volatile bool isStale = true;
    CacheInvalidation? cacheInvalidation;
    IReadOnlyList<MasterKey> masters = [];

    /// <summary>Opens the database's keys, and creates the first ones.</summary>
    /// <returns>The place of a new master key; null when one existed.</returns>
    /// <exception cref="KeyException">The master key is missing or the wrong one.</exception>
    public static async Task<string?> Open(Engine engine, MasterKeys masters, CancellationToken ct)
    {
        var db = new Db(engine);
        string? made = null;
        if (await db.Read(tx => tx.QuerySingle<long>(CountKeys), ct) == 0)
        {
            if (await masters.Current(ct) is not { } master)
            {
                master = await masters.Create(ct);
                made = masters.Place;
            }
            // Another process may do the same, so the write checks again that there are none.
            await db.Write(async tx =>
            {
                if (await tx.QuerySingle<long>(CountKeys) > 0)
                    return;
                foreach (var purpose in Enum.GetValues<KeyPurpose>().Where(each => each != KeyPurpose.Seal))
                    await Create(tx, master, purpose);
            }, ct);
        }
        await OpenExisting(engine, masters, ct);
        await RequireSeals(db, ct);
        return made;
    }

    /// <summary>Begins the seals of a new database, and of one from before there were any.</summary>
    static async Task RequireSeals(Db db, CancellationToken ct)
    {
        if (await db.Read(tx => tx.QuerySingle<long>(CountSealKeys), ct) > 0)
        {
            await db.Write(async tx => await SealChain.BeginRowSeals(tx, await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Seal)), ct);
            return;
        }
        await db.Write(async tx =>
        {
            if (await tx.QuerySingle<long>(CountSealKeys) > 0)
                return;
            // A second beginning would seal whatever was changed while the first key was missing.
            if (await tx.QuerySingle<long>(CountMadeSealKeys) > 0)
                throw new KeyException("The key of the seals was removed outside the program. Restore table data_keys from a backup.");
            var ring = tx.Cache<DataKeys>();
            await SealChain.Begin(tx, await ring.Find(tx, await ring.CreateNext(tx, KeyPurpose.Seal)));
        }, ct);
    }

    /// <returns>False when it has none yet.</returns>
    /// <exception cref="KeyException">The master key is missing or the wrong one.</exception>
    public static async Task<bool> OpenExisting(Engine engine, MasterKeys masters, CancellationToken ct)
    {
        var ring = engine.CacheInvalidation.Cache<DataKeys>();
        ring.masters = await RequireMasterKeys(masters, ct);
        await new Db(engine).Read(async tx =>
        {
            ring.keys = await ring.Load(tx, masters.Place);
            return 0;
        }, ct);
        if (ring.cacheInvalidation is null)
        {
            ring.cacheInvalidation = engine.CacheInvalidation;
            engine.CacheInvalidation.Subscribe(CacheTopic.Keys, _ => ring.isStale = true);
        }
        return ring.keys.Count > 0;
    }

    static async Task<IReadOnlyList<MasterKey>> RequireMasterKeys(MasterKeys masters, CancellationToken ct) =>
        [.. new[] { await masters.Current(ct), await masters.Next(ct) }.OfType<MasterKey>()];

    /// <summary>The key for new content; a write sees the latest.</summary>
    internal async ValueTask<DataKey> Current(Tx tx, KeyPurpose purpose)
    {
        if (cacheInvalidation is null)
            throw new InvalidOperationException("The keys of this database were not opened.");
        if (isStale || !cacheInvalidation.IsConnected)
        {
            // Set before loading, because an invalidation during the load may be newer.
            isStale = false;
            keys = await Load(tx);
        }
        return keys.Values.Single(key => key.Purpose == purpose && !key.IsRetired);
    }

    internal async ValueTask<DataKey> Find(Tx tx, int id)
    {
        if (!keys.ContainsKey(id))
        {
            keys = await Load(tx);
            // This read's snapshot may be older than another's.
            isStale = true;
        }
        return keys.TryGetValue(id, out var key)
            ? key
            : throw new KeyException($"There is no key {id}, with which something is encrypted.");
    }

    /// <returns>Null for a number that is no key of this purpose: anything may stand in a falsified row.</returns>
    internal async ValueTask<DataKey?> FindSealKey(Tx tx, int id)
    {
        await Current(tx, KeyPurpose.Text);
        return keys.GetValueOrDefault(id) is { Purpose: KeyPurpose.Seal } key ? key : null;
    }

    /// <summary>The keys that stored content may use; call it within a write.</summary>
    internal async ValueTask<IReadOnlyList<DataKey>> InUse(Tx tx, KeyPurpose purpose)
    {
        await Current(tx, purpose);
        return [.. keys.Values.Where(key => key.Purpose == purpose && !key.IsUnused).OrderByDescending(key => key.Id)];
    }

    /// <summary>Creates the next key of the purpose and retires the current one.</summary>
    internal async Task<int> CreateNext(Tx tx, KeyPurpose purpose)
    {
        // Wrapped as the latest is: while the master key is changed there are two.
        var name = (await tx.Query<Row>(ListKeys))[^1].MasterKey;
        return await Create(tx, masters.First(master => master.Name == name), purpose);
    }

    /// <summary>Wraps every key with another master key.</summary>
    internal async Task<int> Rewrap(Tx tx, MasterKey master)
    {
        var rows = await tx.Query<Row>(ListKeys);
        foreach (var row in rows.Where(row => row.MasterKey != master.Name))
        {
            var bytes = (await Find(tx, row.Id)).Bytes;
            await tx.Execute(SetWrapped, new { row.Id, MasterKey = master.Name, Wrapped = master.Wrap(row.Id, row.Purpose, bytes) });
        }
        return rows.Count(row => row.MasterKey != master.Name);
    }

    static async Task<int> Create(Tx tx, MasterKey master, KeyPurpose purpose)
    {
        var id = await tx.QuerySingle<int>(NextId);
        var bytes = System.Security.Cryptography.RandomNumberGenerator.GetBytes(Bytes);
        await tx.Execute(Retire, new { Purpose = purpose, tx.Now });
        var wrapped = master.Wrap(id, purpose, bytes);
        await tx.Execute(Insert, new { Id = id, Purpose = purpose, MasterKey = master.Name, Wrapped = wrapped, tx.Now });
        await AuditLog.Append(tx, new AuditEntry(AuditKind.Change, "make_key", GridCode.Everywhere)
        {
            SubjectKind = "data_key",
            Subject = id.ToString(),
            Details = new { Purpose = purpose.ToCode(), Master = master.Name },
        });
        tx.Invalidate(CacheTopic.Keys);
        return id;
    }

    async Task<FrozenDictionary<int, DataKey>> Load(Tx tx, string place = "the settings")
    {
        var loaded = keys;
        return (await tx.Query<Row>(ListKeys)).Select(row =>
        {
            // A key number never changes its key, so loaded keys stay valid while the master key is changed.
            var bytes = loaded.GetValueOrDefault(row.Id)?.Bytes ?? Unwrap(row, place);
            return new DataKey(row.Id, row.Purpose, bytes, row.RetiredAt is not null, row.ReencryptedAt is not null);
        }).ToFrozenDictionary(key => key.Id);
    }

    byte[] Unwrap(Row row, string place)
    {
        if (masters.FirstOrDefault(master => master.Name == row.MasterKey) is { } master)
        {
            return master.Unwrap(row.Id, row.Purpose, row.Wrapped) ?? throw new KeyException(
                $"Key {row.Id} of the database was changed outside the program and cannot be opened. "
                + "Restore it (table data_keys) from a backup.");
        }
        throw new KeyException(masters.Count == 0
            ? $"The keys of this database are wrapped by master key {row.MasterKey}, and there is none in {place}. "
                + "Copy it from where the database was created, or from its backup; encrypted content cannot be read without it."
            : $"The keys of this database are wrapped by master key {row.MasterKey}, and {place} holds another "
                + $"({string.Join(", ", masters.Select(each => each.Name))}). "
                + "Set GridGov:Keys:Master or GridGov:Keys:MasterFile to the right one; nothing was changed.");
    }

    sealed record Row
    {
        public required int Id { get; init; }
        public required KeyPurpose Purpose { get; init; }
        public required string MasterKey { get; init; }
        public required string Wrapped { get; init; }
        public Instant? RetiredAt { get; init; }
        public Instant? ReencryptedAt { get; init; }
    }

    const string CountKeys = "SELECT count(*) FROM data_keys";

    const string CountSealKeys = "SELECT count(*) FROM data_keys WHERE purpose = 'seal'";

    const string CountMadeSealKeys = "SELECT count(*) FROM audit WHERE code = 'make_key' AND details LIKE '%\"purpose\":\"seal\"%'";

    const string ListKeys = "SELECT id, purpose, master_key, wrapped, retired_at, reencrypted_at FROM data_keys ORDER BY id";

    const string NextId = "SELECT coalesce(max(id), 0) + 1 AS id FROM data_keys";

    const string Retire = "UPDATE data_keys SET retired_at = @Now WHERE purpose = @Purpose AND retired_at IS NULL";

    const string Insert = """
        INSERT INTO data_keys (id, purpose, master_key, wrapped, created_at)
        VALUES (@Id, @Purpose, @MasterKey, @Wrapped, @Now)
        """;

    const string SetWrapped = "UPDATE data_keys SET master_key = @MasterKey, wrapped = @Wrapped WHERE id = @Id";
}
