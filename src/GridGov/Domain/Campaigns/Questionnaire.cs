using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GridGov.Api;
using GridGov.Text;

namespace GridGov.Domain.Campaigns;

/// <summary>The questions of a campaign together: what one validator cannot say of each alone, and how they are stored.</summary>
static class Questionnaire
{
    static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static string Write(IReadOnlyList<Question> questions) => JsonSerializer.Serialize(questions, Options);

    public static IReadOnlyList<Question> Read(string text) => JsonSerializer.Deserialize<IReadOnlyList<Question>>(text, Options)!;

    /// <summary>The faults of questions that refer to one another, or whose parts do not fit their types.</summary>
    public static IReadOnlyList<InputError> Check(IReadOnlyList<Question> questions, string pointer)
    {
        var faults = new List<InputError>();
        var earlier = new Dictionary<string, Question>(StringComparer.Ordinal);
        foreach (var (i, question) in questions.Index())
        {
            var at = $"{pointer}/{i}";
            if (earlier.ContainsKey(question.Key))
                Add($"{at}/key", "duplicate", "该标识已被前面的问题使用。", "An earlier question has this key.");
            var isChoice = question.Type is QuestionType.SingleChoice or QuestionType.MultipleChoice;
            if (isChoice && question.Choices is null)
                Add($"{at}/choices", "required", "选择题须给出选项。", "A question with choices needs them.");
            if (!isChoice && question.Choices is not null)
                Add($"{at}/choices", "unexpected", "只有选择题才有选项。", "Only a question with choices has them.");
            if (question.Choices is { } choices
                && choices.Select(choice => choice.Key).Distinct(StringComparer.Ordinal).Count() < choices.Count)
                Add($"{at}/choices", "duplicate", "选项标识重复。", "Two choices have the same key.");
            if (question.Type != QuestionType.Number && (question.Min ?? question.Max) is not null)
                Add($"{at}/min", "unexpected", "只有数字题才有上下限。", "Only a number has bounds.");
            if (question.Min > question.Max)
                Add($"{at}/max", "out_of_range", "上限不得小于下限。", "The greatest number must not be smaller than the smallest one.");
            if (question.Type != QuestionType.Text && question.MaxLength is not null)
                Add($"{at}/maxLength", "unexpected", "只有文字题才有长度上限。", "Only a text has a length.");
            if (question.When is { } condition)
                CheckCondition(condition, $"{at}/when");
            earlier.TryAdd(question.Key, question);
        }
        return faults;

        void CheckCondition(Question.Condition condition, string at)
        {
            if (!earlier.TryGetValue(condition.Question, out var other))
                Add($"{at}/question", "unknown_question", "前面没有这个问题。", "There is no earlier question with this key.");
            else if (PossibleAnswers(other) is not { } possible)
                Add($"{at}/question", "unexpected", "只能以是否题或选择题为条件。", "Only a yes or no or a choice can be a condition.");
            else if (condition.Answers.Except(possible, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
                Add($"{at}/answers", "unknown_code", $"该问题没有答案“{unknown}”。", $"That question has no answer “{unknown}”.");
        }

        void Add(string where, string code, string chinese, string english) =>
            faults.Add(Problems.Error(where, code, new LocalizedText(chinese, english)));
    }

    static IReadOnlyList<string>? PossibleAnswers(Question question) => question.Type switch
    {
        QuestionType.YesNo => ["true", "false"],
        QuestionType.SingleChoice or QuestionType.MultipleChoice => [.. (question.Choices ?? []).Select(choice => choice.Key)],
        QuestionType.Number or QuestionType.Text or QuestionType.Date => null,
    };
}
