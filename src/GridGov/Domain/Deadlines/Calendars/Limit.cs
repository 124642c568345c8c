using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GridGov.Domain.Deadlines.Calendars;

/// <summary>The unit of a time limit.</summary>
public enum LimitClock
{
    /// <summary>紧急工作时: hours around the clock, every day.</summary>
    UrgentHours,
    /// <summary>工作时: working hours on working days, by default from 08:00 to 12:00 and from 14:00 to 18:00.</summary>
    WorkingHours,
    /// <summary>工作日: the working hours of a day each, counted as eight hours.</summary>
    WorkingDays,
    /// <summary>自然日: 24 hours each, every day.</summary>
    NaturalDays,
}

/// <summary>
/// A time limit (时限), such as "4 working_hours": an amount of time counted on a clock. A working day is one day's working hours from
/// any hour, as in assessments: "3 working_days" from Friday 16:00 end on Wednesday 16:00, from a holiday at the third working day's
/// 18:00. It is not rounded up to the end of a day, so 80 %, a half and the rest after a pause have exact meanings.
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

    /// <summary>Urgent limits run around the clock (3 working days: 24 hours); the green channel (绿色通道) has half the limit.</summary>
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

    /// <summary>The stored and sent form: "1.5 working_days".</summary>
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

    public static Limit Parse(string text) =>
        TryParse(text, out var limit) ? limit : throw new FormatException($"'{text}' is not a time limit.");
}
