using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Domain.Sync;

/// <summary>What a phone does with an entry of its copy.</summary>
public enum SyncChangeKind
{
    /// <summary>It is added, or replaces the one with this kind and id.</summary>
    Put,
    /// <summary>It no longer belongs to the copy.</summary>
    Remove,
}

/// <summary>A change of a phone's copy.</summary>
/// <param name="Entry">Null for a removal.</param>
readonly record struct SyncChange(SyncKind Kind, string Id, SyncEntry? Entry);

/// <summary>A page of a pull, all of it read in one snapshot: the journal's events and the state of their subjects agree.</summary>
/// <param name="json">As the answer is written, so that its size is known.</param>
sealed class SyncPage(Tx tx, Actor actor, SyncKinds kinds, int limit, JsonSerializerOptions json)
{
    /// <summary>
    /// The size after which a page ends, in bytes. What was read at once is in it, because a cursor stands between entries.
    /// </summary>
    const int MaxBytes = 4_000_000;

    /// <summary>The weight of the entries that are read at once.</summary>
    const int Portion = 100;

    // Events of others are passed by without being changes, so a page ends after some of them too.
    const int EventsAtOnce = 2_000;
    const int MaxEvents = 50_000;

    readonly List<SyncKind> own = [.. kinds.All.Where(kind => kind.IsFor(actor))];
    readonly ILookup<string, SyncKind> bySubject = kinds.All.Where(kind => kind.IsFor(actor))
        .ToLookup(kind => kind.Subject, StringComparer.Ordinal);
    readonly HashSet<(SyncKind, string)> sent = [];
    readonly List<SyncChange> changes = [];
    readonly Queue<JournalNotice> ahead = new();
    bool isReadToEnd;
    readonly ArrayBufferWriter<byte> written = new();
    long bytes;
    int events;

    public IReadOnlyList<SyncChange> Changes => changes;

    /// <summary>Whether the copy is not complete with this page.</summary>
    public bool More { get; private set; } = true;

    public static async Task<SyncCursor> Begin(Tx tx, string owner) =>
        new(owner, await JournalReader.End(tx), tx.Today, SyncPhase.Copy, 0, "", tx.Today, "");

    public async Task<SyncCursor> Fill(SyncCursor cursor)
    {
        while (More && changes.Count < limit && bytes < MaxBytes && events < MaxEvents)
        {
            cursor = cursor.Phase switch
            {
                SyncPhase.Copy => await Copy(cursor),
                SyncPhase.Days => await PassDays(cursor),
                _ => await Follow(cursor),
            };
        }
        return cursor;
    }

    async Task<SyncCursor> Copy(SyncCursor cursor)
    {
        if (cursor.Kind >= own.Count)
            return cursor with { Phase = SyncPhase.Changes, Kind = 0, After = "" };
        var kind = own[cursor.Kind];
        var rows = RowsOf(kind);
        var entries = await kind.ListFirst(tx, actor, cursor.After, rows);
        foreach (var entry in entries)
            Put(kind, entry);
        return Next(cursor, entries.Count == rows ? entries[^1].Id : null);
    }

    async Task<SyncCursor> PassDays(SyncCursor cursor)
    {
        if (cursor.Kind >= own.Count)
            return cursor with { Phase = SyncPhase.Changes, Kind = 0, After = "", Day = cursor.Until };
        var kind = own[cursor.Kind];
        var rows = RowsOf(kind);
        var due = await kind.ListDue(tx, actor, cursor.Day, cursor.Until, cursor.After, rows);
        var loaded = await kind.Load(tx, actor, due);
        foreach (var entry in loaded)
            Put(kind, entry);
        foreach (var id in due.Except(loaded.Select(entry => entry.Id), StringComparer.Ordinal))
            Remove(kind, id);
        return Next(cursor, due.Count == rows ? due[^1] : null);
    }

    static SyncCursor Next(SyncCursor cursor, string? last) =>
        last is null ? cursor with { Kind = cursor.Kind + 1, After = "" } : cursor with { After = last };

    async Task<SyncCursor> Follow(SyncCursor cursor)
    {
        if (ahead.Count == 0 && !isReadToEnd)
        {
            var notices = await JournalReader.ReadAfter(tx, cursor.Position, EventsAtOnce);
            notices.ForEach(ahead.Enqueue);
            isReadToEnd = notices.Count < EventsAtOnce;
        }
        var (touched, position) = Collect(cursor.Position);
        await Apply(touched);
        cursor = cursor with { Position = position };
        if (ahead.Count > 0 || !isReadToEnd)
            return cursor;
        if (cursor.Day < tx.Today)
            return cursor with { Phase = SyncPhase.Days, Kind = 0, After = "", Until = tx.Today };
        More = false;
        return cursor;
    }

    int RowsOf(SyncKind kind) => Math.Min(limit - changes.Count, Math.Max(1, Portion / kind.Weight));

    /// <summary>The subjects of the next events, by the journal's kind of subject; each once, however many events it has.</summary>
    (Dictionary<string, HashSet<string>> Touched, JournalPosition Position) Collect(JournalPosition position)
    {
        var (touched, count, weight) = (new Dictionary<string, HashSet<string>>(StringComparer.Ordinal), 0, 0);
        while (ahead.TryPeek(out var notice))
        {
            if (bySubject[notice.SubjectKind].Any(kind => kind.Concerns(actor, notice)) || own.Any(kind => kind.Follows(actor, notice)))
            {
                ref var subjects = ref CollectionsMarshal.GetValueRefOrAddDefault(touched, notice.SubjectKind, out _);
                subjects ??= new HashSet<string>(StringComparer.Ordinal);
                if (!subjects.Contains(notice.Subject) && (count == limit - changes.Count || weight >= Portion))
                    break;
                if (subjects.Add(notice.Subject))
                    (count, weight) = (count + 1, weight + bySubject[notice.SubjectKind].Sum(kind => kind.Weight));
            }
            position = ahead.Dequeue().Position;
            events++;
        }
        return (touched, position);
    }

    async Task Apply(Dictionary<string, HashSet<string>> touched)
    {
        if (touched.Count == 0)
            return;
        var subjects = touched.SelectMany(pair => pair.Value, (pair, subject) => (Kind: pair.Key, Subject: subject))
            .ToLookup(pair => pair.Kind, pair => pair.Subject, StringComparer.Ordinal);
        foreach (var kind in own)
        {
            var changed = subjects[kind.Subject].ToHashSet(StringComparer.Ordinal);
            var related = await kind.ListRelated(tx, subjects);
            var loaded = await kind.Load(tx, actor, [.. changed.Concat(related).Distinct(StringComparer.Ordinal)]);
            foreach (var entry in loaded)
            {
                changed.Remove(entry.Id);
                Put(kind, entry);
            }
            if (changed.Count == 0)
                continue;
            foreach (var id in await kind.ListSeen(tx, actor, changed))
                Remove(kind, id);
        }
    }

    void Put(SyncKind kind, SyncEntry entry)
    {
        if (sent.Add((kind, entry.Id)))
        {
            changes.Add(new SyncChange(kind, entry.Id, entry));
            bytes += SizeOf(entry.Data);
        }
    }

    long SizeOf(object data)
    {
        written.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(written, new JsonWriterOptions { Encoder = json.Encoder });
        JsonSerializer.Serialize(writer, data, data.GetType(), json);
        return writer.BytesCommitted + writer.BytesPending;
    }

    void Remove(SyncKind kind, string id)
    {
        if (sent.Add((kind, id)))
            changes.Add(new SyncChange(kind, id, null));
    }
}
