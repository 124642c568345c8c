using FluentValidation;
using FluentValidation.Resources;
using GridGov.Platform.Http;

namespace GridGov.Tests;

public class RuleWordsTests
{
    [Theory]
    [InlineData("en", "'Measure' must be one of the codes that there are.")]
    [InlineData("zh-CN", "'Measure' 不是已有的代码。")]
    public async Task A_broken_rule_is_told_in_the_caller_s_language(string language, string expected)
    {
        var town = await Town.New();
        var supervisor = await town.Supervisor();
        var answer = await supervisor.Get("/v1/statistics/measures?measure=nonsense", ("Accept-Language", language));
        ((string)answer["errors"]![0]!["detail"]!).ShouldBe(expected);
    }

    [Fact]
    public void No_rule_says_only_that_some_condition_was_not_met()
    {
        // Of a rule without words of its own FluentValidation says this.
        var nothing = new LanguageManager().GetString("PredicateValidator", new("en"));
        var validators = typeof(Validation).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(IValidator)) && type.GetConstructor(Type.EmptyTypes) is not null)
            .ToList();
        validators.Count.ShouldBeGreaterThan(50);
        validators
            .SelectMany(type => ((IValidator)Activator.CreateInstance(type)!).CreateDescriptor().Rules.SelectMany(rule => rule.Components, (rule, component) => (type, rule, component)))
            .Where(found => found.component.GetUnformattedErrorMessage() == nothing)
            .Select(found => $"{found.type.DeclaringType}: {found.rule.PropertyName} ({found.component.ErrorCode})")
            .ShouldBeEmpty();
    }
}
