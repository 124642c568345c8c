using System.Security.Cryptography;
using System.Text;
using static GridGov.Data.Journal.CanonicalJson;

namespace GridGov.Data.Journal;

/// <summary>
/// Links the events of a ticket, so that none can be changed, taken out, put in or moved unless all that come after it and
/// the ticket's own row are made anew as well. What exactly is hashed is said, with a program of ten lines to check it by, in db/chains.md.
/// </summary>
public static class EventChain
{
    /// <summary>The event as the next of its ticket.</summary>
    /// <param name="position">1 for the first.</param>
    /// <param name="previous">The hash of the event before; null for the first.</param>
    public static JournalRow Link(JournalRow row, long position, string? previous) =>
        row with { Position = position, Hash = HashOf(row, position, previous) };

    public static string HashOf(JournalRow row, long position, string? previous) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(row, position, previous))));

    /// <summary>One JSON array without white space, its strings escaped no more than they must be.</summary>
    static string Canonical(JournalRow row, long position, string? previous)
    {
        var text = new StringBuilder(256).Append('[');
        AppendText(text, row.SubjectKind).Append(',');
        AppendText(text, row.Subject).Append(',').Append(position).Append(',');
        AppendText(text, previous).Append(',').Append(row.At.Milliseconds).Append(',').Append(row.Day).Append(',');
        AppendText(text, row.GridCode).Append(',');
        AppendText(text, row.Action).Append(',');
        AppendText(text, row.ActorId?.ToString()).Append(',');
        AppendText(text, row.Post).Append(',');
        AppendText(text, row.FromStatus).Append(',');
        AppendText(text, row.ToStatus).Append(',');
        AppendText(text, row.Reason).Append(',');
        AppendJson(text, row.Payload).Append(',').Append(row.Version).Append(']');
        return text.ToString();
    }
}
