using System.Globalization;

namespace GridGov.Api.Export;

/// <summary>Values as cells of an export.</summary>
public static class ExportCells
{
    /// <summary>The time in the deployment's zone: for people in Chinese exports, for programs in others.</summary>
    public static string At(Instant? instant, TimeZoneInfo zone, bool chinese) => instant is not { } at
        ? ""
        : TimeZoneInfo.ConvertTime(at.ToUtc(), zone)
            .ToString(chinese ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    public static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Number(double? number) => number?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";
}
