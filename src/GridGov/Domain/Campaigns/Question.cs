using GridGov.Api.Binding;
using GridGov.Text;

namespace GridGov.Domain.Campaigns;

/// <summary>The type of a question's answer.</summary>
public enum QuestionType
{
    /// <summary>是否: true or false.</summary>
    YesNo,
    /// <summary>单选: the key of a choice.</summary>
    SingleChoice,
    /// <summary>多选: a list of keys of choices, at least one.</summary>
    MultipleChoice,
    /// <summary>数字</summary>
    Number,
    /// <summary>文字</summary>
    Text,
    /// <summary>日期: yyyy-MM-dd.</summary>
    Date,
}

/// <summary>A question of a campaign, which every record answers.</summary>
/// <param name="Key">Its key within the campaign: 1 to 30 lower-case letters, digits and underscores.</param>
/// <param name="Type">The type of its answer.</param>
/// <param name="Text">What is asked.</param>
/// <param name="Required">Whether it must be answered where it is shown.</param>
/// <param name="Choices">The choices of a single or multiple choice, 2 to 30.</param>
/// <param name="Min">The smallest number.</param>
/// <param name="Max">The greatest number.</param>
/// <param name="MaxLength">The length of a text, up to 1,000 characters; 500 by default.</param>
/// <param name="When">When it is shown; always without it.</param>
public sealed record Question(
    string Key, QuestionType Type, Question.Words Text, bool Required = false, IReadOnlyList<Question.Choice>? Choices = null,
    double? Min = null, double? Max = null, int? MaxLength = null, Question.Condition? When = null)
{
    internal const int MaxQuestions = 30;
    internal const int MaxChoices = 30;
    internal const int DefaultLength = 500;

    /// <summary>A text in one or two languages.</summary>
    /// <param name="Zh">The Chinese text, 1 to 200 characters.</param>
    /// <param name="En">The English text, 1 to 200 characters; the Chinese one is shown without it.</param>
    public sealed record Words(string Zh, string? En = null)
    {
        public sealed class Validator : AbstractValidator<Words>
        {
            public Validator()
            {
                RuleFor(w => w.Zh).Text(200);
                RuleFor(w => w.En).OptionalText(200);
            }
        }
    }

    /// <summary>A choice.</summary>
    /// <param name="Key">Its key within the question: 1 to 30 lower-case letters, digits and underscores.</param>
    /// <param name="Text">What it says.</param>
    public sealed record Choice(string Key, Words Text)
    {
        public sealed class Validator : AbstractValidator<Choice>
        {
            public Validator()
            {
                RuleFor(c => c.Key).MatchesWhole(KeyPattern);
                RuleFor(c => c.Text).SetValidator(new Words.Validator());
            }
        }
    }

    /// <summary>The answer to an earlier question on which a question depends.</summary>
    /// <param name="Question">The key of an earlier question: a yes or no, a single or a multiple choice.</param>
    /// <param name="Answers">Any of these answers: true or false, or keys of choices.</param>
    public sealed record Condition(string Question, IReadOnlyList<string> Answers)
    {
        public sealed class Validator : AbstractValidator<Condition>
        {
            public Validator()
            {
                RuleFor(c => c.Question).MatchesWhole(KeyPattern);
                RuleFor(c => c.Answers).Must(answers => answers.Count is > 0 and <= MaxChoices).WithErrorCode("wrong_length");
                RuleFor(c => c.Answers).MustAll(answers => answers.All(answer => answer.Length is > 0 and <= 30))
                    .WithErrorCode("wrong_format");
            }
        }
    }

    internal const string KeyPattern = "^[a-z0-9_]{1,30}$";

    public sealed class Validator : AbstractValidator<Question>
    {
        public Validator()
        {
            RuleFor(q => q.Key).MatchesWhole(KeyPattern);
            RuleFor(q => q.Text).SetValidator(new Words.Validator());
            RuleFor(q => q.Choices!).Must(choices => choices.Count is >= 2 and <= MaxChoices).WithErrorCode("wrong_length")
                .When(q => q.Choices is not null);
            RuleForEach(q => q.Choices).SetValidator(new Choice.Validator());
            RuleFor(q => q.MaxLength).InclusiveBetween(1, 1000);
            RuleFor(q => q.When!).SetValidator(new Condition.Validator()).When(q => q.When is not null);
        }
    }
}
