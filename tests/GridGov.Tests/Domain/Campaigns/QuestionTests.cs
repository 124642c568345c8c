using System.Text.Json;
using GridGov.Domain.Campaigns;

namespace GridGov.Tests.Domain.Campaigns;

/// <summary>Questions are checked with one another, and answers with the questions.</summary>
public class QuestionTests
{
    static readonly Question[] Questions =
    [
        new("heating", QuestionType.YesNo, new("取暖是否正常"), Required: true),
        new("trouble", QuestionType.MultipleChoice, new("哪里不正常"), Required: true,
            Choices: [new("pipe", new("管道")), new("fee", new("欠费"))], When: new("heating", ["false"])),
        new("pipes", QuestionType.Number, new("几处"), Min: 1, Max: 20, When: new("trouble", ["pipe"])),
        new("floor", QuestionType.SingleChoice, new("楼层"), Choices: [new("low", new("低")), new("high", new("高"))]),
        new("wish", QuestionType.Text, new("意见"), MaxLength: 10),
        new("since", QuestionType.Date, new("何时起"), When: new("floor", ["low", "high"])),
    ];

    [Fact]
    public void Questions_that_fit_have_no_fault_and_are_stored_as_they_are()
    {
        Questionnaire.Check(Questions, "/questions").ShouldBeEmpty();
        Questionnaire.Write(Questionnaire.Read(Questionnaire.Write(Questions))).ShouldBe(Questionnaire.Write(Questions));
    }

    [Fact]
    public void A_fault_names_the_question()
    {
        Fault(Questions[0] with { Key = "floor" }).ShouldBe("/questions/6/key duplicate");
        Fault(new("x", QuestionType.SingleChoice, new("x"))).ShouldBe("/questions/6/choices required");
        Fault(new("x", QuestionType.Text, new("x"), Choices: Questions[1].Choices)).ShouldBe("/questions/6/choices unexpected");
        Fault(new("x", QuestionType.SingleChoice, new("x"), Choices: [new("a", new("a")), new("a", new("b"))]))
            .ShouldBe("/questions/6/choices duplicate");
        Fault(new("x", QuestionType.Text, new("x"), Min: 1)).ShouldBe("/questions/6/min unexpected");
        Fault(new("x", QuestionType.Number, new("x"), Min: 2, Max: 1)).ShouldBe("/questions/6/max out_of_range");
        Fault(new("x", QuestionType.Number, new("x"), MaxLength: 1)).ShouldBe("/questions/6/maxLength unexpected");
        Fault(new("x", QuestionType.Text, new("x"), When: new("later", ["a"]))).ShouldBe("/questions/6/when/question unknown_question");
        Fault(new("x", QuestionType.Text, new("x"), When: new("x", ["a"]))).ShouldBe("/questions/6/when/question unknown_question");
        Fault(new("x", QuestionType.Text, new("x"), When: new("wish", ["a"]))).ShouldBe("/questions/6/when/question unexpected");
        Fault(new("x", QuestionType.Text, new("x"), When: new("floor", ["low", "middle"])))
            .ShouldBe("/questions/6/when/answers unknown_code");
    }

    static string Fault(Question question)
    {
        var fault = Questionnaire.Check([.. Questions, question], "/questions").ShouldHaveSingleItem();
        return $"{fault.Pointer} {fault.Code}";
    }

    [Theory]
    [InlineData("""{ "heating": true }""")]
    [InlineData("""{ "heating": false, "trouble": ["fee"] }""")]
    [InlineData("""{ "heating": false, "trouble": ["fee", "pipe"], "pipes": 3.5, "floor": "low", "since": "2026-11-01", "wish": "快些" }""")]
    [InlineData("""{ "heating": true, "wish": null }""")]
    public void Answers_that_fit_are_kept(string answers) => FaultsOf(answers).ShouldBeEmpty();

    [Theory]
    [InlineData("""{}""", "/answers/heating required")]
    [InlineData("""{ "heating": "yes" }""", "/answers/heating wrong_answer")]
    [InlineData("""{ "heating": false }""", "/answers/trouble required")]
    [InlineData("""{ "heating": true, "trouble": ["fee"] }""", "/answers/trouble hidden_question")]
    [InlineData("""{ "heating": false, "trouble": [] }""", "/answers/trouble wrong_answer")]
    [InlineData("""{ "heating": false, "trouble": ["fee", "fee"] }""", "/answers/trouble wrong_answer")]
    [InlineData("""{ "heating": false, "trouble": ["roof"] }""", "/answers/trouble wrong_answer")]
    [InlineData("""{ "heating": false, "trouble": ["pipe"], "pipes": 21 }""", "/answers/pipes wrong_answer")]
    [InlineData("""{ "heating": false, "trouble": ["fee"], "pipes": 1 }""", "/answers/pipes hidden_question")]
    [InlineData("""{ "heating": true, "wish": "12345678901" }""", "/answers/wish wrong_answer")]
    [InlineData("""{ "heating": true, "wish": " " }""", "/answers/wish wrong_answer")]
    [InlineData("""{ "heating": true, "floor": "low", "since": "1.11." }""", "/answers/since wrong_answer")]
    [InlineData("""{ "heating": true, "a/b": 1 }""", "/answers/a~1b unknown_question")]
    [InlineData("[]", "/answers wrong_format")]
    public void A_wrong_answer_is_named_by_its_question(string answers, string fault) => FaultsOf(answers).ShouldBe([fault]);

    [Fact]
    public void Without_answers_only_what_is_required_is_asked_for() => FaultsOf(null).ShouldBe(["/answers/heating required"]);

    static List<string> FaultsOf(string? answers) =>
        [.. Answers.Check(Questions, answers is null ? null : JsonSerializer.Deserialize<JsonElement>(answers), "/answers").Faults
            .Select(fault => $"{fault.Pointer} {fault.Code}")];
}
