using System.Globalization;

namespace GridGov.Domain.Statistics;

/// <summary>A ratio of two counts, shown as people read it.</summary>
public readonly record struct Rate(long Numerator, long Denominator)
{
    /// <summary>By what they amount to, exactly: 1 ÷ 3 and 2 ÷ 6 are equal. One without a value is less than any.</summary>
    public static readonly IComparer<Rate> ByValue = Comparer<Rate>.Create((one, other) => (one.Denominator, other.Denominator) switch
    {
        (0, 0) => 0,
        (0, _) => -1,
        (_, 0) => 1,
        _ => ((Int128)one.Numerator * other.Denominator).CompareTo((Int128)other.Numerator * one.Denominator),
    });

    /// <summary>By how much this value is above the other one's; null when either has none.</summary>
    public decimal? DifferenceTo(Rate other) => Denominator == 0 || other.Denominator == 0
        ? null
        : Math.Round(((decimal)Numerator / Denominator) - ((decimal)other.Numerator / other.Denominator), 8, MidpointRounding.ToEven);

    /// <summary>Null for a denominator of 0: nothing was due, which is neither 0 % nor 100 %.</summary>
    public decimal? Value => Denominator == 0 ? null : Math.Round((decimal)Numerator / Denominator, 8, MidpointRounding.ToEven);

    /// <summary>
    /// Two decimals, rounded half up; but never up to 100 % while something is missing, nor down to 0 % while there is
    /// something. 8,796 ÷ 8,797 is 99.99 %, and 99,999 ÷ 100,000 is that too.
    /// </summary>
    public string? Display
    {
        get
        {
            if (Denominator == 0)
                return null;
            if (Numerator == 0)
                return "0 %";
            if (Numerator == Denominator)
                return "100 %";
            var hundredths = (long)(((Int128)Numerator * 20_000 + Denominator) / ((Int128)Denominator * 2));
            if (Numerator < Denominator)
                hundredths = Math.Clamp(hundredths, 1, 9_999);
            return string.Create(CultureInfo.InvariantCulture, $"{hundredths / 100}.{hundredths % 100:D2} %");
        }
    }
}
