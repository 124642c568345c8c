using System.Text.Json;
using System.Text.Json.Nodes;
using GridGov.Api;
using GridGov.Text;

namespace GridGov.Domain.Campaigns;

/// <summary>The answers of a record: an object by the keys of the questions that were answered.</summary>
static class Answers
{
    /// <summary>Checks answers against the questions of a campaign.</summary>
    /// <param name="given">Null for none.</param>
    /// <returns>The answers to keep, with texts in NFC; null for none.</returns>
    public static (JsonObject? Answers, IReadOnlyList<InputError> Faults) Check(
        IReadOnlyList<Question> questions, JsonElement? given, string pointer)
    {
        var (faults, kept) = (new List<InputError>(), new JsonObject());
        if (given is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
            return (null, [Problems.Error(pointer, "wrong_format", new("答案须为一个对象。", "The answers must be an object."))]);
        var answers = given is { ValueKind: JsonValueKind.Object } all
            ? all.EnumerateObject().DistinctBy(each => each.Name)
                .ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal)
            : [];
        foreach (var unknown in answers.Keys.Except(questions.Select(question => question.Key), StringComparer.Ordinal))
        {
            faults.Add(Problems.Error(PointerTo(pointer, unknown), "unknown_question",
                new("该行动没有这个问题。", "The campaign has no such question.")));
        }
        foreach (var question in questions)
        {
            JsonElement? answer = answers.TryGetValue(question.Key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
            var isShown = question.When is not { } condition || Holds(condition, kept);
            if (answer is { } said && !isShown)
            {
                faults.Add(Problems.Error(PointerTo(pointer, question.Key), "hidden_question",
                    new("按前面的答案，此题不出现，不能作答。", "By the answers before, the question is not shown, so it takes no answer.")));
            }
            else if (answer is { } shown)
            {
                if (Read(question, shown) is { } clean)
                    kept[question.Key] = clean;
                else
                    faults.Add(Problems.Error(PointerTo(pointer, question.Key), "wrong_answer", ExpectationOf(question)));
            }
            else if (question.Required && isShown)
            {
                faults.Add(Problems.Error(PointerTo(pointer, question.Key), "required",
                    new("此题必须作答。", "The question must be answered.")));
            }
        }
        return (kept.Count == 0 ? null : kept, faults);
    }

    /// <summary>A wrong answer to the question of a condition hides what depends on it, so one mistake is one fault.</summary>
    static bool Holds(Question.Condition condition, JsonObject kept) => kept[condition.Question] switch
    {
        null => false,
        JsonArray chosen => chosen.Any(each => condition.Answers.Contains((string?)each, StringComparer.Ordinal)),
        JsonNode { } flag when flag.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
            condition.Answers.Contains(flag.GetValue<bool>() ? "true" : "false", StringComparer.Ordinal),
        JsonNode other => condition.Answers.Contains((string?)other, StringComparer.Ordinal),
    };

    static JsonNode? Read(Question question, JsonElement answer) => (question.Type, answer.ValueKind) switch
    {
        (QuestionType.YesNo, JsonValueKind.True or JsonValueKind.False) => JsonValue.Create(answer.GetBoolean()),
        (QuestionType.SingleChoice, JsonValueKind.String) => IsChoice(question, answer) ? JsonValue.Create(answer.GetString()) : null,
        (QuestionType.MultipleChoice, JsonValueKind.Array) => ReadChoices(question, answer),
        (QuestionType.Number, JsonValueKind.Number) => answer.TryGetDouble(out var number) && double.IsFinite(number)
            && !(number < question.Min) && !(number > question.Max) ? JsonValue.Create(number) : null,
        (QuestionType.Text, JsonValueKind.String) => ReadText(question, answer.GetString()!),
        (QuestionType.Date, JsonValueKind.String) => Days.TryParse(answer.GetString(), out _) ? JsonValue.Create(answer.GetString()) : null,
        _ => null,
    };

    static JsonArray? ReadChoices(Question question, JsonElement answer)
    {
        var chosen = answer.EnumerateArray().ToList();
        if (chosen.Count is 0 or > Question.MaxChoices
            || !chosen.TrueForAll(each => each.ValueKind == JsonValueKind.String && IsChoice(question, each)))
            return null;
        var ids = chosen.ConvertAll(each => each.GetString()!);
        return ids.Distinct(StringComparer.Ordinal).Count() == ids.Count ? new JsonArray([.. ids.Select(id => (JsonNode)id)]) : null;
    }

    static bool IsChoice(Question question, JsonElement answer) =>
        question.Choices?.Any(choice => answer.ValueEquals(choice.Key)) is true;

    static JsonValue? ReadText(Question question, string text) =>
        TextRules.TryNormalise(text, out var clean) && !TextRules.IsBlank(clean)
            && TextRules.Length(clean) <= (question.MaxLength ?? Question.DefaultLength)
            ? JsonValue.Create(clean)
            : null;

    static LocalizedText ExpectationOf(Question question) => question.Type switch
    {
        QuestionType.YesNo => new("答案须为 true 或 false。", "The answer must be true or false."),
        QuestionType.SingleChoice => new("答案须为一个选项的标识。", "The answer must be the key of a choice."),
        QuestionType.MultipleChoice => new("答案须为不重复的选项标识列表。", "The answer must be a list of different keys of choices."),
        QuestionType.Number => new("答案须为范围内的数字。", "The answer must be a number within the bounds."),
        QuestionType.Text => new(
            $"答案须为 1 至 {question.MaxLength ?? Question.DefaultLength} 个字符的文字。",
            $"The answer must be a text of 1 to {question.MaxLength ?? Question.DefaultLength} characters."),
        QuestionType.Date => new("答案须为 yyyy-MM-dd 格式的日期。", "The answer must be a day, yyyy-MM-dd."),
    };

    static string PointerTo(string pointer, string question) =>
        $"{pointer}/{question.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
}
