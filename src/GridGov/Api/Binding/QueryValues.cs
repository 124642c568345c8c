namespace GridGov.Api.Binding;

/// <summary>Converts validated query parameters; an absent one is null, an absent list is empty.</summary>
static class QueryValues
{
    /// <summary>The value that means nobody.</summary>
    public const string None = "none";

    public static T? Code<T>(string? text)
        where T : struct, Enum => text is null ? null : GridGov.Data.Codes<T>.Parse(text);

    public static Id? Id(string? text) => GridGov.Data.Id.TryParseExact(text, out var id) ? id : null;

    public static DateOnly? Day(string? text) => Days.TryParse(text, out var day) ? day : null;

    public static Instant? Instant(string? text) => GridGov.Data.Instant.TryParse(text, out var instant) ? instant : null;

    public static IReadOnlyList<T> List<T>(T[]? values) => values is null ? [] : [.. values.Distinct()];

    public static IReadOnlyList<T> Codes<T>(string[]? values)
        where T : struct, Enum => values is null ? [] : [.. values.Select(GridGov.Data.Codes<T>.Parse).Distinct()];

    public static IReadOnlyList<Id> Ids(string[]? values) => values is null ? [] : [.. values.Select(Id).OfType<Id>().Distinct()];

    /// <summary>Ids of people; null for <see cref="None"/>.</summary>
    public static IReadOnlyList<Id?> People(string[]? values) => values is null ? [] : [.. values.Select(Id).Distinct()];
}
