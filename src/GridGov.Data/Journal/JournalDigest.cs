using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GridGov.Data.Journal;

/// <summary>
/// The running hash of the journal in the order of its numbers (db/chains.md): of every event its number and hash; an event without
/// a chain of its own counts by the hash of its content.
/// </summary>
public sealed class JournalDigest
{
    const int Bytes = SHA256.HashSizeInBytes;

    readonly byte[] hash;

    /// <param name="seq">The last number that the hash covers.</param>
    public JournalDigest(long seq = 0, string? hash = null)
    {
        Seq = seq;
        this.hash = hash is null ? new byte[Bytes] : Convert.FromHexString(hash);
    }

    public long Seq { get; private set; }

    /// <summary>In hexadecimal digits; zeros before the first event.</summary>
    public string Hash => Convert.ToHexStringLower(hash);

    /// <summary>Covers the next events.</summary>
    /// <param name="visit">Receives each number after its event is covered, and the event if it belongs to no ticket.</param>
    /// <returns>How many events were read: less than the wanted rows at the journal's end.</returns>
    public async Task<int> Advance(Tx tx, int rows, Action<JournalDigest, JournalEvent?>? visit = null)
    {
        var links = await tx.Query(ListLinks, c => (Seq: c.Long(), Hash: c.TextOrNull()), new { After = Seq, Rows = rows });
        if (links.Count == 0)
            return 0;
        var others = links.Exists(link => link.Hash is null)
            ? (await tx.Query<JournalEvent>(ListUnlinked, new { After = Seq, Last = links[^1].Seq, Rows = rows }))
                .ToDictionary(each => each.Seq)
            : [];
        foreach (var (seq, link) in links)
        {
            var other = others.GetValueOrDefault(seq);
            Add(seq, other is null ? link! : ContentHash(other));
            visit?.Invoke(this, other);
        }
        return links.Count;
    }

    void Add(long seq, ReadOnlySpan<char> link)
    {
        Span<byte> text = stackalloc byte[Bytes + 20 + 1 + (3 * 64)];
        hash.CopyTo(text);
        Utf8Formatter.TryFormat(seq, text[Bytes..], out var digits);
        var length = Bytes + digits;
        text[length++] = (byte)':';
        length += Encoding.UTF8.GetBytes(link, text[length..]);
        SHA256.HashData(text[..length], hash);
        Seq = seq;
    }

    static string ContentHash(JournalEvent row)
    {
        try
        {
            return EventChain.HashOf(row, position: 0, previous: null);
        }
        catch (JsonException)
        {
            // A falsified payload may not be JSON; the program writes none of this kind.
            return "unreadable";
        }
    }

    const string ListLinks = """
        SELECT seq, CASE WHEN subject_kind = 'ticket' THEN hash END AS hash
          FROM journal
         WHERE seq > @After
         ORDER BY seq
         LIMIT @Rows
        """;

    const string ListUnlinked = """
        SELECT seq, at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version,
               position, hash
          FROM journal
         WHERE seq > @After AND seq <= @Last AND (subject_kind <> 'ticket' OR hash IS NULL)
         ORDER BY seq
         LIMIT @Rows
        """;
}
