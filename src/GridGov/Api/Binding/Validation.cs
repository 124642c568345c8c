using System.Collections.Concurrent;
using System.Text.Json;
using FluentValidation.Results;

namespace GridGov.Api.Binding;

/// <summary>A request record without rules beyond the types of its properties.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class NoValidatorAttribute : Attribute;

static class Validation
{
    static readonly ConcurrentDictionary<Type, IValidator?> Validators = new();

    static Validation() => ValidatorOptions.Global.LanguageManager = new ValidationMessages();

    /// <summary>The Validator nested in a request type, or null. Created on first use, because each compiles its rules.</summary>
    public static IValidator? For(Type request) => Validators.GetOrAdd(request, static type =>
        TypeFor(type) is { } validator ? (IValidator)Activator.CreateInstance(validator)! : null);

    static Type? TypeFor(Type request) => request.GetNestedType("Validator");

    /// <summary>The request records with neither a Validator nor <see cref="NoValidatorAttribute"/>, so that none is forgotten.</summary>
    public static IEnumerable<Type> MissingFor(RequestDescription description) => description.Parts
        .Where(part => part is JsonBody or QueryRecord)
        .Select(part => part.Type)
        .Where(type => type.GetProperties().Length > 0 && TypeFor(type) is null
            && !type.IsDefined(typeof(NoValidatorAttribute), inherit: false));

    /// <summary>The refusal with all broken rules; null when there are none.</summary>
    public static ProblemHttpResult? Check(object request, RequestDescription description)
    {
        List<ValidationFailure>? failures = null;
        foreach (var value in description.ValuesOf(request))
        {
            if (For(value.GetType()) is { } validator
                && validator.Validate(new ValidationContext<object>(value)) is { IsValid: false } result)
            {
                (failures ??= []).AddRange(result.Errors);
            }
        }
        return failures is null ? null : Problems.Invalid([.. failures.Select(FaultOf)]);
    }

    static InputError FaultOf(ValidationFailure failure) => new(
        "/" + string.Join('/', failure.PropertyName.Split('.', '[')
            .Select(part => JsonNamingPolicy.CamelCase.ConvertName(part.TrimEnd(']')))),
        CodeOf(failure.ErrorCode),
        failure.ErrorMessage);

    /// <summary>The codes of FluentValidation's built-in rules; a rule of this program sets its own.</summary>
    static string CodeOf(string errorCode) => errorCode switch
    {
        "NotEmptyValidator" or "NotNullValidator" => "required",
        "MaximumLengthValidator" => "too_long",
        "MinimumLengthValidator" => "too_short",
        "LengthValidator" or "ExactLengthValidator" => "wrong_length",
        "InclusiveBetweenValidator" or "ExclusiveBetweenValidator" or "GreaterThanOrEqualValidator" or "GreaterThanValidator"
            or "LessThanOrEqualValidator" or "LessThanValidator" => "out_of_range",
        "RegularExpressionValidator" => "wrong_format",
        "EnumValidator" => "unknown_code",
        _ => errorCode.EndsWith("Validator", StringComparison.Ordinal) ? "invalid" : errorCode,
    };
}
