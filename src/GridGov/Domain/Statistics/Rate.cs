using System.Globalization;

namespace GridGov.Domain.Statistics;

public readonly record struct Rate(long Numerator, long Denominator)
{
    /// <summary>Compares exactly by value: 1 ÷ 3 equals 2 ÷ 6. A ratio without a value is the lowest.</summary>
    public static readonly IComparer<Rate> ByValue = Comparer<Rate>.Create((one, other) => (one.Denominator, other.Denominator) switch
    {
        (0, 0) => 0,
        (0, _) => -1,
        (_, 0) => 1,
        _ => ((Int128)one.Numerator * other.Denominator).CompareTo((Int128)other.Numerator * one.Denominator),
    });

    /// <summary>The difference of two values; null when either is null.</summary>
    public decimal? DifferenceTo(Rate other) => Denominator == 0 || other.Denominator == 0
        ? null
        : Math.Round(((decimal)Numerator / Denominator) - ((decimal)other.Numerator / other.Denominator), 8, MidpointRounding.ToEven);

    /// <summary>Null for a denominator of 0, because nothing was due.</summary>
    public decimal? Value => Denominator == 0 ? null : Math.Round((decimal)Numerator / Denominator, 8, MidpointRounding.ToEven);

    /// <summary>Two decimals, rounded half up, but 100 % and 0 % only when exact: 8,796 ÷ 8,797 and 99,999 ÷ 100,000 are 99.99 %.</summary>
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
