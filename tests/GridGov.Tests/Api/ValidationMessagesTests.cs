using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using FluentValidation;
using FluentValidation.Internal;
using FluentValidation.Resources;
using FluentValidation.Validators;
using GridGov.Api.Binding;

namespace GridGov.Tests.Api;

public partial class ValidationMessagesTests
{
    [Theory]
    [InlineData("en", "The value must be one of the existing codes.")]
    [InlineData("zh-CN", "不是已有的代码。")]
    public async Task A_broken_rule_is_told_in_the_caller_s_language(string language, string expected)
    {
        var street = await TestStreet.New();
        var supervisor = await street.Supervisor();
        var answer = await supervisor.Get("/v1/statistics/measures?measure=nonsense", ("Accept-Language", language));
        ((string)answer["errors"]![0]!["detail"]!).ShouldBe(expected);
    }

    [Theory]
    [InlineData("en", "The value must be between -90 and 90.")]
    [InlineData("zh-CN", "必须在 -90 和 90 之间。")]
    [InlineData("zh-Hans-CN", "必须在 -90 和 90 之间。")]
    public async Task The_pointer_names_the_property_and_the_message_does_not(string language, string expected)
    {
        var street = await TestStreet.New();
        var body = JsonContent.Create(new { category = "0107", description = "井盖破损", location = new { lng = 113.6, lat = 91 } });
        var answer = await (await street.Worker()).Send(
            HttpMethod.Post, "/v1/tickets", body, ("Accept-Language", language), ("Idempotency-Key", Caller.NewKey()));
        answer.ShouldFault("/location/lat", "out_of_range");
        ((string)answer["errors"]![0]!["detail"]!).ShouldBe(expected);
    }

    [Theory]
    [InlineData("en", "This property is required.")]
    [InlineData("zh-CN", "缺少此必填项。")]
    public async Task Each_missing_property_is_an_error_of_its_own(string language, string expected)
    {
        var street = await TestStreet.New();
        var answer = await (await street.Worker()).Send(
            HttpMethod.Post, "/v1/tickets", JsonContent.Create(new { location = new { lng = 113.6, lat = 34.7 } }),
            ("Accept-Language", language), ("Idempotency-Key", Caller.NewKey()));
        answer.ShouldFault("/category", "required").ShouldFault("/description", "required");
        answer["errors"]!.AsArray().Select(error => (string)error!["detail"]!).ShouldAllBe(detail => detail == expected);
    }

    [Fact]
    public async Task A_bad_row_of_an_import_is_told_in_Chinese()
    {
        var street = await TestStreet.New();
        var csv = new StringContent($"code,name,level\n{street.Grid},第一网格,street\n12,x,\n", System.Text.Encoding.UTF8, "text/csv");
        var answer = await (await street.Admin()).Send(
            HttpMethod.Post, "/v1/grids/import", csv, ("Accept-Language", "zh-CN"), ("Idempotency-Key", Caller.NewKey()));
        answer["errors"]!.AsArray().Select(error => (string)error!["detail"]!).ShouldBe(
            [$"“级别”列的值“street”：{street.Grid} 是单元网格。", "“代码”列的值“12”：不是 4、6、9、12 或 15 位数字的编码。"]);
    }

    static IReadOnlyList<(Type Type, IValidationRule Rule, IRuleComponent Component)> Rules { get; } =
    [
        .. typeof(Validation).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .Select(type => (type, validator: Validation.For(type)))
            .Where(found => found.validator is not null)
            .SelectMany(found => found.validator!.CreateDescriptor().Rules, (found, rule) => (found.type, rule))
            .SelectMany(found => found.rule.Components, (found, component) => (found.type, found.rule, component))
            // These have the messages of the validators that they call.
            .Where(found => found.component.Validator is not IChildValidatorAdaptor),
    ];

    static IEnumerable<string> Without(string language, Func<string, bool> isSentence)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = new CultureInfo(language);
        try
        {
            return
            [
                .. from found in Rules
                   let message = found.Component.GetUnformattedErrorMessage()
                   where !isSentence(message)
                   select $"{found.Type}: {found.Rule.PropertyName} ({found.Component.ErrorCode}): {message}",
            ];
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void No_rule_says_only_that_some_condition_was_not_met()
    {
        Rules.Count.ShouldBeGreaterThan(200);
        // FluentValidation's own words for a rule without any.
        var nothing = new LanguageManager().GetString("PredicateValidator");
        Without("en", message => message != nothing).ShouldBeEmpty();
    }

    [Fact]
    public void Every_message_is_an_English_sentence_that_names_no_property() =>
        Without("en", message => message.EndsWith('.') && char.IsUpper(message[0]) && !Han().IsMatch(message)
            && !message.Contains("{PropertyName}", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Every_message_is_a_Chinese_sentence_without_an_English_word() =>
        Without("zh-CN", message => message.EndsWith('。') && Han().IsMatch(message)
            && !message.Contains("{PropertyName}", StringComparison.Ordinal)
            && !Placeholder().Replace(message, "").Any(char.IsAsciiLetter)).ShouldBeEmpty();

    [GeneratedRegex(@"\{\w+\}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Han();
}
