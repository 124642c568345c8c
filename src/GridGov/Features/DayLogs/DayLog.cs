using GridGov.Domain;
using GridGov.Domain.Campaigns;

namespace GridGov.Features.DayLogs;

/// <summary>What a person did on a day, in a week or in a month (民情日志), from rounds, records and tickets. Nobody types it.</summary>
/// <param name="Person">The person.</param>
/// <param name="Date">The day, week or month as in the address.</param>
/// <param name="From">The first day, yyyy-MM-dd.</param>
/// <param name="To">The day after the last one, yyyy-MM-dd.</param>
/// <param name="Sums">All of it in numbers.</param>
/// <param name="Days">Of a week or month: the days on which something was done, in order.</param>
/// <param name="Rounds">Of a day: the rounds that began on it, by their start.</param>
/// <param name="Records">Of a day: the records that were made on it by the phone's clock, in that order, corrected ones too.</param>
/// <param name="Acts">Of a day: what the person did on tickets that the reader may see and that are not confidential.</param>
/// <param name="HiddenActs">Of a day: how many other acts on tickets there were.</param>
/// <param name="Truncated">Whether a list has more than the 1,000 entries that are shown; the sums have all.</param>
public sealed record DayLog(
    Campaign.PersonRef Person, string Date, DateOnly From, DateOnly To, DayLogSums Sums, IReadOnlyList<DayLog.Day> Days,
    IReadOnlyList<DayLog.RoundEntry> Rounds, IReadOnlyList<Record> Records, IReadOnlyList<DayLog.Act> Acts, long HiddenActs, bool Truncated)
{
    /// <summary>A day of a week or month.</summary>
    /// <param name="Date">The day, yyyy-MM-dd.</param>
    /// <param name="Sums">What was done on it, in numbers.</param>
    /// <param name="Log">The address of its log.</param>
    public sealed record Day(DateOnly Date, DayLogSums Sums, string Log);

    /// <summary>A round.</summary>
    /// <param name="Round">The round.</param>
    /// <param name="OutsidePoints">The number of points of its track outside the grid.</param>
    /// <param name="FastPoints">The number of points of its track that were reached faster than a person goes.</param>
    public sealed record RoundEntry(Round Round, long OutsidePoints, long FastPoints);

    /// <summary>Something done with a ticket.</summary>
    /// <param name="At">The time, by the server's clock.</param>
    /// <param name="Action">What was done: file, or the name of the action.</param>
    /// <param name="TicketId">The ticket.</param>
    /// <param name="TicketNumber">Its number.</param>
    /// <param name="Category">The code of its category now.</param>
    /// <param name="CategoryZh">The Chinese name of its category now.</param>
    /// <param name="CategoryEn">The English name of its category now.</param>
    /// <param name="Grid">The code of its grid now.</param>
    /// <param name="Status">The status that the act led to; null where it did not change.</param>
    public sealed record Act(
        Instant At, string Action, Id TicketId, string TicketNumber, string Category, string CategoryZh, string CategoryEn, string Grid,
        TicketStatus? Status);
}

/// <summary>What was done, in numbers.</summary>
/// <param name="Rounds">The number of rounds.</param>
/// <param name="Minutes">How long those that have ended took, in minutes.</param>
/// <param name="Metres">The length of their tracks, without points with a flag.</param>
/// <param name="Records">The number of records without those that were corrected.</param>
/// <param name="Outcomes">The number of these by outcome; outcomes without records are absent.</param>
/// <param name="Places">The number of different places among them.</param>
/// <param name="Late">How many of them were sent more than 15 minutes after they had been made.</param>
/// <param name="OutsideGrid">How many of them were made outside the grid.</param>
/// <param name="FarFromPlace">How many of them were made more than 2 km from their place.</param>
/// <param name="TicketsFiled">The number of tickets filed.</param>
/// <param name="TicketActs">The number of other acts on tickets, also on those that the reader may not see.</param>
public sealed record DayLogSums(
    long Rounds, long Minutes, double Metres, long Records, IReadOnlyDictionary<string, long> Outcomes, long Places, long Late,
    long OutsideGrid, long FarFromPlace, long TicketsFiled, long TicketActs)
{
    internal static readonly DayLogSums None = new(0, 0, 0, 0, new Dictionary<string, long>(StringComparer.Ordinal), 0, 0, 0, 0, 0, 0);

    internal bool IsEmpty => Rounds + Records + TicketsFiled + TicketActs == 0;
}

/// <summary>What the workers of a grid did on a day, in a week or in a month.</summary>
/// <param name="Grid">The grid, county or city.</param>
/// <param name="Date">The day, week or month as in the address.</param>
/// <param name="From">The first day, yyyy-MM-dd.</param>
/// <param name="To">The day after the last one, yyyy-MM-dd.</param>
/// <param name="Sums">All of it in numbers.</param>
/// <param name="People">
/// Who held a post there that goes out, and whoever went out or made a record there; with nothing done their numbers are 0. By name.
/// </param>
public sealed record GridDayLog(
    Campaign.GridRef Grid, string Date, DateOnly From, DateOnly To, DayLogSums Sums, IReadOnlyList<GridDayLog.Entry> People)
{
    /// <summary>A person in the log of a grid.</summary>
    /// <param name="Person">The person.</param>
    /// <param name="Sums">What the person did in the grid, in numbers.</param>
    /// <param name="Log">The address of the person's own log.</param>
    public sealed record Entry(Campaign.PersonRef Person, DayLogSums Sums, string Log);
}
