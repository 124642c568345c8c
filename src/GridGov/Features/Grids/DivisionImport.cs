using GridGov.Domain.Events;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.Grids;

/// <summary>Imports a file of divisions: all rows, or none if one is invalid. An import retires no grids.</summary>
static class DivisionImport
{
    const int MaxReported = 100;

    /// <summary>The number of rows written between two reports of progress.</summary>
    const int BatchSize = 250;

    /// <param name="Rejected">The first hundred invalid rows, ordered by line; if there is one, nothing was written.</param>
    public sealed record Outcome(int Imported, int Renamed, int Unchanged, IReadOnlyList<RejectedRow> Rejected);

    /// <param name="actor">The importer, whose scope limits the rows; null for the command line, which has no limit.</param>
    /// <param name="dryRun">Whether to write nothing, so that the outcome is that of a later import.</param>
    public static async Task<Outcome> Apply(Tx tx, DivisionFile file, Actor? actor, bool dryRun, Action<int>? progress = null)
    {
        if (dryRun)
            tx.Rollback();
        var stored = await Stored(tx, file);
        var rejected = file.Rejected.Concat(file.Rows.Select(row => FindError(row, file, stored, actor)).OfType<RejectedRow>())
            .OrderBy(row => row.Line).Take(MaxReported).ToList();
        if (rejected.Count > 0)
            return new Outcome(0, 0, 0, rejected);

        int imported = 0, renamed = 0, done = 0;
        foreach (var batch in file.Rows.Chunk(BatchSize))
        {
            var added = batch.Where(row => !stored.ContainsKey(row.Code)).ToList();
            var changed = batch.Where(row => stored.TryGetValue(row.Code, out var old) && old.Name != row.Name).ToList();
            // Each statement takes a list, so a batch is one call.
            await tx.Execute(Insert, added.ConvertAll(row => new
            {
                row.Code, row.Name, Level = GridCode.Level(row.Code), ParentCode = GridCode.Parent(row.Code), At = tx.Now,
            }));
            await tx.Execute(Rename, changed.ConvertAll(row => new { row.Code, row.Name }));
            if (changed.Count > 0)
                tx.Invalidate(CacheTopic.Grids);
            await Journal.Append(tx, [
                .. added.Select(row => Entry(actor, row.Code, "import", 1, new { row.Name })),
                .. changed.Select(row =>
                    Entry(actor, row.Code, "rename", stored[row.Code].Version + 1, new { From = stored[row.Code].Name, To = row.Name })),
            ]);
            imported += added.Count;
            renamed += changed.Count;
            progress?.Invoke(done += batch.Length);
        }
        return new Outcome(imported, renamed, file.Rows.Count - imported - renamed, []);
    }

    static RejectedRow? FindError(DivisionFile.Row row, DivisionFile file, Dictionary<string, StoredRow> stored, Actor? actor)
    {
        var old = stored.GetValueOrDefault(row.Code);
        if (actor is not null && !IsInScope(actor.ScopeOf(Capability.GridManage), row, old))
            return row.Reject("outside_scope", new(
                $"{row.Code} 不在您管理的网格之内。", $"{row.Code} is not among the grids that you manage."));
        if (old is { RetiredAt: not null })
            return row.Reject("code_retired", new(
                $"{row.Code} 属于已撤销的网格，不再使用。", $"{row.Code} belonged to a retired grid and is not used again."));
        // A parent that is itself a bad row is reported there, not once more for each of its children.
        if (GridCode.Parent(row.Code) is { } parent && !file.Codes.Contains(parent)
            && stored.GetValueOrDefault(parent) is not { RetiredAt: null })
            return row.Reject("parent_missing", new(
                $"{row.Code} 的上级 {parent} 不在文件中，也未启用。", $"{parent}, in which {row.Code} lies, is neither in the file nor in use here."));
        return null;
    }

    /// <summary>A file may contain rows above the caller's grids if they are unchanged.</summary>
    static bool IsInScope(Scope scope, DivisionFile.Row row, StoredRow? old) =>
        scope.Covers(row.Code)
        || (old is { RetiredAt: null } && old.Name == row.Name && scope.Roots.Any(root => GridCode.Covers(row.Code, root)));

    static JournalEntry Entry(Actor? actor, string code, string action, long version, object payload) =>
        new("grid", code, code, action, actor?.Id, version)
        {
            Post = actor?.PostsFor(Capability.GridManage, code).First().Kind,
            Payload = payload,
        };

    static async Task<Dictionary<string, StoredRow>> Stored(Tx tx, DivisionFile file) => file.Rows.Count == 0
        ? []
        : (await tx.Query<StoredRow>(FindStored, new { From = file.Rows[0].Code[..4], End = GridCode.EndOfSubtree(file.Rows[^1].Code) }))
            .ToDictionary(row => row.Code, StringComparer.Ordinal);

    sealed record StoredRow
    {
        public required string Code { get; init; }
        public required string Name { get; init; }
        public Instant? RetiredAt { get; init; }
        public required long Version { get; init; }
    }

    const string FindStored = "SELECT code, name, retired_at, version FROM grids WHERE code >= @From AND code < @End";

    const string Insert = """
        INSERT INTO grids (code, name, level, parent_code, created_at, version)
        VALUES (@Code, @Name, @Level, @ParentCode, @At, 1)
        """;

    const string Rename = "UPDATE grids SET name = @Name, version = version + 1 WHERE code = @Code";
}
