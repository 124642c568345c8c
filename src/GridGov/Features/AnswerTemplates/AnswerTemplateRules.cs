using System.Text.RegularExpressions;
using GridGov.Api.Binding;
using GridGov.Text;

namespace GridGov.Features.AnswerTemplates;

/// <summary>The rules of a template's texts, and how they are filled in.</summary>
static partial class AnswerTemplateRules
{
    public const string Number = "number";
    public const string Date = "date";
    public const string Office = "office";

    static readonly string[] Known = [Number, Date, Office];

    public static IRuleBuilderOptions<T, string?> TemplateText<T>(this IRuleBuilder<T, string?> rule, int max) =>
        rule.Text(max).Must(text => text is null || Placeholder().Matches(text).All(match => Known.Contains(match.Groups["name"].Value)))
            .WithErrorCode("wrong_format")
            .WithMessage("占位符只能是 {number}、{date} 和 {office}。", "The placeholders are {number}, {date} and {office}.");

    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Placeholder().Replace(text, match => values.GetValueOrDefault(match.Groups["name"].Value, match.Value));

    [GeneratedRegex(@"\{(?<name>[^{}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
