using System.Text.Json;
using GridGov.Data.Journal;

namespace GridGov.Host.Commands;

/// <summary>The heads of a database after a clean <c>verify</c>, to be kept on another machine.</summary>
/// <param name="Seal">The number of the last seal, with its MAC.</param>
/// <param name="JournalEvents">The last number of the journal, with the running hash up to it.</param>
/// <param name="AuditEntries">The number of entries of the audit, with the last hash.</param>
/// <param name="RowSeals">The number of row seals, with the MAC of the last; 0 if they were not checked.</param>
sealed record RecordedHeads(
    DateTimeOffset At, long Seal, string? SealMac, long JournalEvents, string JournalHash, long AuditEntries, string? AuditHash,
    long RowSeals, string? RowSealsMac)
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <exception cref="SettingsException">The file cannot be read, or is no such file.</exception>
    public static async Task<RecordedHeads> Read(string file, CancellationToken ct)
    {
        try
        {
            var text = await File.ReadAllTextAsync(file, ct);
            return JsonSerializer.Deserialize<RecordedHeads>(text, Options) is { JournalHash.Length: 64 } heads
                ? heads
                : throw new SettingsException($"{file} has no heads; verify --save FILE writes them.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new SettingsException($"{file} cannot be read: {e.Message}");
        }
    }

    /// <summary>Replaces the file at once, so that an interrupted run keeps the old one.</summary>
    /// <exception cref="SettingsException">The file cannot be written.</exception>
    public async Task Write(string file, CancellationToken ct)
    {
        try
        {
            var written = file + ".new";
            await File.WriteAllTextAsync(written, JsonSerializer.Serialize(this, Options) + "\n", ct);
            File.Move(written, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{file} cannot be written: {e.Message}");
        }
    }

    public Checkpoint JournalCheckpoint(string file) => new(JournalEvents, JournalHash, file);

    public Checkpoint AuditCheckpoint(string file) => new(AuditEntries, AuditHash, file);

    public Checkpoint RowSealCheckpoint(string file) => new(RowSeals, RowSealsMac, file);
}
