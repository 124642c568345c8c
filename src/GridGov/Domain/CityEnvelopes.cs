using System.Collections.Frozen;
using System.Globalization;
using GridGov.Api;
using GridGov.Geo;
using GridGov.Text;

namespace GridGov.Domain;

/// <summary>The envelopes of cities: those of the seeds, unless the deployment sets its own.</summary>
public sealed class CityEnvelopes
{
    const string Setting = "GridGov:CityEnvelopes";

    /// <summary>The setting of one city, for help and suggestions.</summary>
    public const string ExampleSetting = Setting + ":4101";

    /// <summary>Whether a key is a city's setting.</summary>
    public static bool IsSetting(string key) =>
        key.Length == ExampleSetting.Length && key.StartsWith(Setting + ":", StringComparison.OrdinalIgnoreCase)
        && key.AsSpan(Setting.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    readonly FrozenDictionary<string, CityEnvelope> envelopes;

    CityEnvelopes(IEnumerable<CityEnvelope> envelopes) =>
        this.envelopes = envelopes.ToFrozenDictionary(envelope => envelope.City, StringComparer.Ordinal);

    /// <summary>Those of <c>seeds/city_envelopes.csv</c>.</summary>
    public static readonly CityEnvelopes BuiltIn = new(Seeds());

    /// <summary>With <c>GridGov:CityEnvelopes:4101</c> set to <c>west,south,east,north</c>, or to <c>none</c> for no check.</summary>
    /// <exception cref="SettingsException">A value is neither.</exception>
    public static CityEnvelopes From(IConfiguration configuration)
    {
        var known = Seeds().ToDictionary(envelope => envelope.City, StringComparer.Ordinal);
        foreach (var setting in configuration.GetSection(Setting).GetChildren())
        {
            known.Remove(setting.Key);
            if (setting.Value is not "none")
                known.Add(setting.Key, Read(setting));
        }
        return new CityEnvelopes(known.Values);
    }

    static CityEnvelope Read(IConfigurationSection setting) =>
        (setting.Key is { Length: 4 } city && city.All(char.IsAsciiDigit) && setting.Value is { } text
                ? CityEnvelope.Parse(city, text)
                : null)
            ?? throw new SettingsException(
                $"{Setting}:{setting.Key} is '{setting.Value}'; it is the code of a city with four digits and " +
                "west,south,east,north in degrees, or none.");

    static IEnumerable<CityEnvelope> Seeds() => ReferenceSeeds.Rows("city_envelopes.csv").Select(row =>
        CityEnvelope.Parse(row["city"], $"{row["west"]},{row["south"]},{row["east"]},{row["north"]}")
            ?? throw new FormatException($"city_envelopes.csv: {row["city"]} has no envelope."));

    /// <summary>The refusal of coordinates outside the city of a grid, with the probable mistake; null when they lie inside.</summary>
    /// <param name="pointer">The pointer to the coordinates.</param>
    public ProblemHttpResult? Check(string pointer, string grid, CoordSys datum, double lng, double lat) =>
        FindFault(grid, datum, lng, lat) is { } fault ? Problems.Invalid(pointer, OutsideCity, fault) : null;

    /// <summary>The rule that coordinates outside the city break.</summary>
    public const string OutsideCity = "outside_city";

    /// <summary>The probable mistake of coordinates outside the city of a grid; null when they lie inside.</summary>
    public LocalizedText? FindFault(string grid, CoordSys datum, double lng, double lat) =>
        grid.Length >= 4 && envelopes.TryGetValue(grid[..4], out var envelope) && envelope.Check(datum, lng, lat) is { } fault
            ? TextOf(fault, datum)
            : null;

    static LocalizedText TextOf(EnvelopeFault fault, CoordSys datum) => fault switch
    {
        { Kind: EnvelopeFaultKind.Zero } => new(
            "坐标为 0,0，设备未取得定位；请改填地址或重新定位。",
            "The coordinates are 0, 0, so the device had no position. Send an address instead, or try again."),
        { Kind: EnvelopeFaultKind.Swapped } => new("经度与纬度写反。", "Longitude and latitude are swapped."),
        { Meant: { } meant } => new(
            $"坐标在本市范围外 {Kilometres(fault)} 公里，按 {meant.ToCode()} 则在范围内；请核对坐标系。",
            $"The coordinates lie {Kilometres(fault)} km outside the city; read as {meant.ToCode()} they lie inside. Check the datum."),
        _ => new(
            $"坐标在本市范围外 {Kilometres(fault)} 公里（按 {datum.ToCode()} 解读）。",
            $"The coordinates lie {Kilometres(fault)} km outside the city, read as {datum.ToCode()}."),
    };

    static string Kilometres(EnvelopeFault fault) =>
        fault.Kilometres.ToString(fault.Kilometres < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
