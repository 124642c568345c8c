using System.Security.Cryptography;
using System.Text;
using static GridGov.Data.Journal.CanonicalJson;

namespace GridGov.Data.Journal;

/// <summary>
/// Chains a ticket's events by hash, so an event cannot be changed, removed, inserted or moved without rewriting all later ones
/// and the ticket's row. db/chains.md defines the hashed text, with a ten-line program that checks it.
/// </summary>
public static class EventChain
{
    /// <param name="previous">The hash of the event before; null for the first.</param>
    public static JournalRow Link(JournalRow row, long position, string? previous) =>
        row with { Position = position, Hash = HashOf(row, position, previous) };

    public static string HashOf(JournalRow row, long position, string? previous) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(row, position, previous))));

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
