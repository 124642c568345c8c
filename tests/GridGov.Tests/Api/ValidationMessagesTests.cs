using FluentValidation.Resources;
using GridGov.Api.Binding;

namespace GridGov.Tests.Api;

public class ValidationMessagesTests
{
    [Theory]
    [InlineData("en", "'Measure' must be one of the codes that there are.")]
    [InlineData("zh-CN", "'Measure' 不是已有的代码。")]
    public async Task A_validation_error_is_in_the_callers_language(string language, string expected)
    {
        var street = await TestStreet.New();
        var supervisor = await street.Supervisor();
        var answer = await supervisor.Get("/v1/statistics/measures?measure=nonsense", ("Accept-Language", language));
        ((string)answer["errors"]![0]!["detail"]!).ShouldBe(expected);
    }

    [Fact]
    public void Every_rule_has_a_message_of_its_own()
    {
        var rules = typeof(Validation).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .Select(type => (type, validator: Validation.For(type)))
            .Where(found => found.validator is not null)
            .SelectMany(found => found.validator!.CreateDescriptor().Rules, (found, rule) => (found.type, rule))
            .SelectMany(found => found.rule.Components, (found, component) => (found.type, found.rule, component))
            .ToList();
        rules.Count.ShouldBeGreaterThan(200);
        // FluentValidation's default message for a rule without its own.
        var nothing = new LanguageManager().GetString("PredicateValidator");
        rules.Where(found => found.component.GetUnformattedErrorMessage() == nothing)
            .Select(found => $"{found.type}: {found.rule.PropertyName} ({found.component.ErrorCode})")
            .ShouldBeEmpty();
    }
}
