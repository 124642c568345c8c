using System.Collections.Frozen;
using System.Text.Json;

namespace GridGov.Data;

/// <summary>The snake_case codes of an enum's members, as stored and sent.</summary>
public static class Codes<T>
    where T : struct, Enum
{
    static readonly FrozenDictionary<T, string> ToCode =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    static readonly FrozenDictionary<string, T> FromCode = ToCode.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    public static IReadOnlyCollection<string> All => FromCode.Keys;

    public static string Format(T value) => ToCode[value];

    /// <exception cref="FormatException">No member has this code.</exception>
    public static T Parse(string code) =>
        FromCode.TryGetValue(code, out var value) ? value : throw new FormatException($"'{code}' is not a {typeof(T).Name}.");

    public static bool TryParse(string code, out T value) => FromCode.TryGetValue(code, out value);
}

public static class Codes
{
    public static string ToCode<T>(this T value)
        where T : struct, Enum => Codes<T>.Format(value);
}
