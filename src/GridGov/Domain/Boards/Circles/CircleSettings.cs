using System.Globalization;

namespace GridGov.Domain.Boards.Circles;

/// <summary>How the service circle (一刻钟服务圈) estimates a walk: the straight line, made longer, at a walking speed.</summary>
/// <param name="DetourFactor">By how much a walk is longer than the straight line.</param>
/// <param name="KilometresPerHour">The walking speed.</param>
public sealed record CircleSettings(double DetourFactor, double KilometresPerHour)
{
    const string FactorSetting = "GridGov:Circle:DetourFactor";
    const string SpeedSetting = "GridGov:Circle:WalkingSpeed";

    /// <summary>The rings, in minutes.</summary>
    public static readonly IReadOnlyList<int> Minutes = [5, 10, 15];

    public static readonly CircleSettings Default = new(1.3, 4.5);

    /// <exception cref="SettingsException">A value cannot be used.</exception>
    public static CircleSettings From(IConfiguration configuration)
    {
        return new CircleSettings(
            Number(FactorSetting, Default.DetourFactor, 1, 3), Number(SpeedSetting, Default.KilometresPerHour, 1, 10));

        double Number(string name, double otherwise, double least, double most) => configuration[name] is not { } text
            ? otherwise
            : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most
                ? number
                : throw new SettingsException(string.Create(
                    CultureInfo.InvariantCulture, $"{name} is '{text}'; it is a number from {least} to {most}, such as {otherwise}."));
    }

    double MetresPerMinute => KilometresPerHour * 1000 / 60;

    /// <summary>The straight line that is walked in so many minutes.</summary>
    public double MetresIn(int minutes) => minutes * MetresPerMinute / DetourFactor;

    public double MinutesFor(double metres) => Math.Round(metres * DetourFactor / MetresPerMinute, 6);

    /// <summary>The straight line of the outermost ring.</summary>
    public double Reach => MetresIn(Minutes[^1]);

    public CircleRule ToRule()
    {
        var (factor, speed) = (Text(DetourFactor), Text(KilometresPerHour));
        return new CircleRule(DetourFactor, KilometresPerHour,
            $"步行时间按直线距离 × {factor}、每小时 {speed} 公里估算。",
            $"Walking times are estimates: the straight line × {factor} at {speed} km/h.");

        static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
    }
}
