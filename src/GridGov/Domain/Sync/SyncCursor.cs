using System.Buffers.Text;
using System.Globalization;
using System.Text;
using GridGov.Api;
using GridGov.Domain.Events;

namespace GridGov.Domain.Sync;

/// <summary>What a page of a pull continues with.</summary>
enum SyncPhase
{
    /// <summary>The kinds one after the other.</summary>
    Copy,
    /// <summary>What changed in the journal.</summary>
    Changes,
    /// <summary>What changed by the days that passed.</summary>
    Days,
}

/// <summary>
/// How far a phone's copy goes. It is no right: every page is read by the caller's own, so a forged one leaves out or repeats only what
/// the caller may see, and it needs no signature.
/// </summary>
/// <param name="Owner">The fingerprint of the person and the scope.</param>
/// <param name="Position">Up to where the journal's changes are in the copy.</param>
/// <param name="Day">Up to which day the copy is as the days have made it.</param>
/// <param name="Kind">The index of the kind in the phases that go by kinds.</param>
/// <param name="After">The last id of that kind.</param>
/// <param name="Until">In <see cref="SyncPhase.Days"/>: the day that it will then be of.</param>
/// <param name="Notifications">The fingerprint of the unread notifications that were sent; empty for none.</param>
sealed record SyncCursor(
    string Owner, JournalPosition Position, DateOnly Day, SyncPhase Phase, int Kind, string After, DateOnly Until, string Notifications)
{
    /// <summary>How long a copy can be continued, in days, and how long it keeps what has ended.</summary>
    public const int Horizon = 30;

    const char Separator = '|';

    const int Parts = 9;

    public string Write() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"{Owner}|{Position.Seq}|{Position.At.Milliseconds}|{Days.Number(Day)}|{(int)Phase}|{Kind}|{Days.Number(Until)}|{Notifications}"
        + $"|{After}")));

    public static SyncCursor Read(string text, int kinds)
    {
        try
        {
            var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator, Parts);
            if (parts is [var owner, var seq, var at, var day, var phase, var kind, var until, var notifications, var after]
                && NumberOf(seq) is { } number && NumberOf(at) is { } milliseconds && DayOf(day) is { } copied && DayOf(until) is { } wanted
                && NumberOf(phase) is >= 0 and <= (int)SyncPhase.Days and var step && NumberOf(kind) is { } index && index <= kinds
                && !after.Contains('\0', StringComparison.Ordinal))
            {
                return new SyncCursor(owner, new JournalPosition(number, new Instant(milliseconds)), copied, (SyncPhase)step, (int)index,
                    after, wanted, notifications);
            }
        }
        catch (FormatException)
        {
        }
        throw new ProblemException(Problems.Of("invalid-cursor"));
    }

    static long? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxNumber ? number : null;

    static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 1900 and < 9000
            ? day
            : null;

    // The largest number that the columns hold.
    const long MaxNumber = 9_999_999_999_999;
}
