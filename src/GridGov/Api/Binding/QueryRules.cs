namespace GridGov.Api.Binding;

/// <summary>Validation rules for query parameters, which arrive as text. An absent parameter passes.</summary>
static class QueryRules
{
    public const int MaxValues = 50;

    public static IRuleBuilderOptions<T, string?> OneOf<T>(this IRuleBuilder<T, string?> rule, IReadOnlyCollection<string> codes) =>
        rule.Must(text => text is null || codes.Contains(text, StringComparer.Ordinal)).WithErrorCode("unknown_code");

    /// <summary>The language of a page or an export.</summary>
    public static IRuleBuilderOptions<T, string?> Language<T>(this IRuleBuilder<T, string?> rule) =>
        rule.OneOf([Languages.Chinese, Languages.English, Languages.ShortChinese]);

    /// <summary>The form of a service role's code; the role need not exist.</summary>
    public static IRuleBuilderOptions<T, string?> Role<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(text => text is null || IsRole(text)).WithErrorCode("unknown_code");

    public static IRuleBuilderOptions<T, string?> Id<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Format(text => GridGov.Data.Id.TryParseExact(text, out _));

    public static IRuleBuilderOptions<T, string?> Day<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Format(text => Days.TryParse(text, out _));

    /// <summary>The day after the last one of a range that begins with another parameter; an empty or reversed range is refused.</summary>
    public static IRuleBuilderOptions<T, string?> DayAfter<T>(this IRuleBuilder<T, string?> rule, Func<T, string?> first) =>
        rule.Day().Must((query, text) => !Days.TryParse(first(query), out var from) || !Days.TryParse(text, out var to) || from < to)
            .WithErrorCode("out_of_range")
            .WithMessage(
                "结束日期须晚于开始日期；结束日期为最后一天的次日。",
                "The end must be later than the beginning, because it is the day after the last one.");

    public static IRuleBuilderOptions<T, string?> Instant<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Format(text => GridGov.Data.Instant.TryParse(text, out _));

    /// <summary>The end of a range that begins with another parameter; an empty or reversed range is refused.</summary>
    public static IRuleBuilderOptions<T, string?> InstantAfter<T>(this IRuleBuilder<T, string?> rule, Func<T, string?> first) =>
        rule.Instant().Must((query, text) => !GridGov.Data.Instant.TryParse(first(query), out var from)
                || !GridGov.Data.Instant.TryParse(text, out var to) || from < to)
            .WithErrorCode("out_of_range").WithMessage("结束时间须晚于开始时间。", "The end must be later than the beginning.");

    public static IRuleBuilderOptions<T, string?> GridCode<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Format(GridGov.Data.GridCode.IsCode);

    public static IRuleBuilderOptions<T, string?> Format<T>(this IRuleBuilder<T, string?> rule, Func<string, bool> isValid) =>
        rule.Must(text => text is null || isValid(text)).WithErrorCode("wrong_format");

    public static IRuleBuilderOptions<T, string[]?> AnyOf<T>(this IRuleBuilder<T, string[]?> rule, IReadOnlyCollection<string> codes) =>
        rule.Each(text => codes.Contains(text, StringComparer.Ordinal), "unknown_code");

    public static IRuleBuilderOptions<T, string[]?> Roles<T>(this IRuleBuilder<T, string[]?> rule) => rule.Each(IsRole, "unknown_code");

    public static IRuleBuilderOptions<T, string[]?> Categories<T>(this IRuleBuilder<T, string[]?> rule) =>
        rule.Each(code => code.Length is 2 or 4 && code.All(char.IsAsciiDigit), "unknown_code");

    public static IRuleBuilderOptions<T, string[]?> People<T>(this IRuleBuilder<T, string[]?> rule) =>
        rule.Each(text => text == QueryValues.None || GridGov.Data.Id.TryParseExact(text, out _), "wrong_format");

    public static IRuleBuilderOptions<T, string[]?> Ids<T>(this IRuleBuilder<T, string[]?> rule) =>
        rule.Each(text => GridGov.Data.Id.TryParseExact(text, out _), "wrong_format");

    public static IRuleBuilderOptions<T, string[]?> GridCodes<T>(this IRuleBuilder<T, string[]?> rule) =>
        rule.Each(GridGov.Data.GridCode.IsCode, "wrong_format");

    public static IRuleBuilderOptions<T, TValue[]?> Each<T, TValue>(
        this IRuleBuilder<T, TValue[]?> rule, Func<TValue, bool> isValid, string code) =>
        rule.Must(list => list is null || list.Length <= MaxValues).WithErrorCode("too_many")
            .Must(list => list is null || list.All(isValid)).WithErrorCode(code);

    static bool IsRole(string code) => code.Length is > 0 and <= 40;
}
