using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>What a time limit is counted in.</summary>
public enum LimitClock
{
    /// <summary>紧急工作时: hours around the clock, every day.</summary>
    UrgentHours,
    /// <summary>工作时: hours from 08:00 to 12:00 and from 14:00 to 18:00 on working days.</summary>
    WorkingHours,
    /// <summary>工作日: eight working hours each.</summary>
    WorkingDays,
    /// <summary>自然日: 24 hours each, every day.</summary>
    NaturalDays,
}

/// <summary>
/// A time limit (时限): a number and the clock that it is counted on, such as "4 working_hours". It is always an amount of
/// counted time: a working day is eight working hours, wherever in a day it begins, as it is in assessments; "3 working_days"
/// from a Friday 16:00 end on the Wednesday after at 16:00, from a holiday at the third working day's 18:00. Rounding each
/// up to the end of a day (as the Civil Code does between parties) would give away up to a day at every hand-over, and
/// would leave no exact meaning to 80 %, to a half, or to what is left after a pause.
/// </summary>
/// <param name="Amount">Above 0, up to 1,000, in thousandths.</param>
public readonly record struct Limit(decimal Amount, LimitClock Clock)
{
    public const decimal MaxAmount = 1000;
    public const long MillisecondsPerHour = 3_600_000;

    /// <summary>Whether only working days count.</summary>
    public bool OnWorkingDays => Clock is LimitClock.WorkingHours or LimitClock.WorkingDays;

    /// <summary>The counted time in milliseconds.</summary>
    public long Milliseconds => (long)(Amount * HoursOf(Clock) * MillisecondsPerHour);

    /// <summary>
    /// The limit as an urgency has it: urgent ones run around the clock, hour for hour (3 working days: 24 hours); the
    /// green channel (绿色通道) has half of the limit.
    /// </summary>
    public Limit ForUrgency(Urgency urgency) => urgency switch
    {
        Urgency.Routine => this,
        Urgency.Urgent => OnWorkingDays ? new Limit(Amount * HoursOf(Clock), LimitClock.UrgentHours) : this,
        Urgency.GreenChannel => this with { Amount = Math.Max(0.001m, decimal.Round(Amount / 2, 3, MidpointRounding.AwayFromZero)) },
    };

    static int HoursOf(LimitClock clock) => clock switch
    {
        LimitClock.UrgentHours or LimitClock.WorkingHours => 1,
        LimitClock.WorkingDays => 8,
        LimitClock.NaturalDays => 24,
    };

    /// <summary>The form that the store and the API write: "1.5 working_days".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount:0.###} {Clock.ToCode()}");

    public static bool TryParse([NotNullWhen(true)] string? text, out Limit limit)
    {
        limit = default;
        if (text?.Split(' ') is not [var amount, var clock] || !Codes<LimitClock>.TryParse(clock, out var unit)
            || !decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number is <= 0 or > MaxAmount || decimal.Round(number, 3) != number)
            return false;
        limit = new Limit(number, unit);
        return true;
    }

    /// <exception cref="FormatException">The store holds what is no limit.</exception>
    public static Limit Parse(string text) => TryParse(text, out var limit) ? limit : throw new FormatException($"'{text}' is no time limit.");
}
