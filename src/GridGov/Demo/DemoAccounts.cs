using GridGov.Domain.Events;
using GridGov.Encryption.Seals;
using GridGov.Security;

namespace GridGov.Demo;

/// <summary>The demo's accounts. They share one password, random for each database unless the environment sets it.</summary>
static class DemoAccounts
{
    public const string PasswordVariable = "GRIDGOV_DEMO_PASSWORD";

    public static readonly IReadOnlyList<(string Username, string Role)> All =
    [
        ("demo-admin", "administrator of the whole deployment"),
        ("demo-admin-2", "second administrator, who confirmed the appointments"),
        ("demo-supervisor", "supervisor of 二七区 (410103)"),
        ("demo-dispatcher", "dispatcher of 铭功路街道 (410103003)"),
        ("demo-inspector", "inspector of 铭功路街道 (410103003)"),
        ("demo-head-1", "head of 铭功路街道 (410103003)"),
        ("demo-head-2", "head of 二道街社区 (410103003005)"),
        ("demo-head-3", "head of 二道街社区第6网格 (410103003005006)"),
        ("demo-worker", "worker in 410103003005006"),
        ("demo-officer", "urban_management officer in 410103003005006"),
        ("demo-electricity", "electricity department of 二七区 (410103)"),
        ("demo-parks", "parks department of 二七区 (410103)"),
        ("demo-liaison", "liaison of a member unit in 铭功路街道 (410103003), without a post"),
        ("demo-outsider", "worker in another street"),
    ];

    /// <summary>
    /// Sets the accounts' password: the environment's, that of the last start, or a new one. It is stored in a file that only its owner
    /// can read, because the database has only its hash.
    /// </summary>
    public static async Task<string> SetPassword(Db db, PasswordHashing passwords, string file, CancellationToken ct)
    {
        var password = Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } wanted ? wanted
            : File.Exists(file) ? (await File.ReadAllTextAsync(file, ct)).Trim()
            : PasswordHashing.CreateRandom();
        var hash = await db.Read(tx => tx.QuerySingle<string>(FindHash, new { All[0].Username }), ct);
        if (!passwords.Verify(hash, password))
        {
            var next = passwords.Hash(password);
            await db.Write(async tx =>
            {
                foreach (var (username, _) in All)
                    await SetPassword(tx, username, next);
            }, ct);
        }
        OwnerOnlyFile.CreateFolderOf(file);
        await WritePassword(file, password, ct);
        return password;
    }

    static async Task SetPassword(Tx tx, string username, string hash)
    {
        if (await tx.QuerySingle<ChangedRow>(UpdatePassword, new { Username = username, Hash = hash }) is not { } changed)
            return;
        await SealedRows.Seal(tx, SealedTable.People, changed.Id);
        await Journal.Append(
            tx, new JournalEntry("person", changed.Id.ToString(), changed.GridCode, "change_password", Actor: null, changed.Version));
    }

    sealed record ChangedRow
    {
        public required Id Id { get; init; }
        public required string GridCode { get; init; }
        public required long Version { get; init; }
    }

    static async Task WritePassword(string file, string password, CancellationToken ct)
    {
        await using var stream = new StreamWriter(OwnerOnlyFile.Create(file, FileMode.Create));
        await stream.WriteLineAsync(password.AsMemory(), ct);
    }

    const string FindHash = "SELECT password_hash FROM people WHERE username = @Username";

    const string UpdatePassword = """
        UPDATE people
           SET password_hash = @Hash, must_change_password = 0, version = version + 1
         WHERE username = @Username
        RETURNING id, grid_code, version
        """;
}
