using System.Collections.Concurrent;
using System.Text.Json;
using FluentValidation.Results;

namespace GridGov.Api.Binding;

/// <summary>A record that a client sends and that has no rules beyond the types of its properties.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class NoValidatorAttribute : Attribute;

/// <summary>Runs a request's own Validators before its operation.</summary>
static class Validation
{
    static readonly ConcurrentDictionary<Type, IValidator?> Validators = new();

    static Validation() => ValidatorOptions.Global.LanguageManager = new ValidationMessages();

    /// <summary>The Validator nested in a request type, if it has one; made when it is first asked for, because each compiles its rules.</summary>
    public static IValidator? For(Type request) => Validators.GetOrAdd(request, static type =>
        TypeFor(type) is { } validator ? (IValidator)Activator.CreateInstance(validator)! : null);

    static Type? TypeFor(Type request) => request.GetNestedType("Validator");

    /// <summary>
    /// What a client sends and nothing checks: every record of values has a Validator or is marked as needing none, so that none
    /// is forgotten.
    /// </summary>
    public static IEnumerable<Type> MissingFor(RequestDescription description) => description.Parts
        .Where(part => part is JsonBody or QueryRecord)
        .Select(part => part.Type)
        .Where(type => type.GetProperties().Length > 0 && TypeFor(type) is null && !type.IsDefined(typeof(NoValidatorAttribute), inherit: false));

    /// <summary>The refusal of a request that breaks rules, with all of them; null when it breaks none.</summary>
    public static ProblemHttpResult? Check(object request, RequestDescription description)
    {
        List<ValidationFailure>? failures = null;
        foreach (var value in description.ValuesOf(request))
        {
            if (For(value.GetType()) is { } validator && validator.Validate(new ValidationContext<object>(value)) is { IsValid: false } result)
                (failures ??= []).AddRange(result.Errors);
        }
        return failures is null ? null : Problems.Invalid([.. failures.Select(FaultOf)]);
    }

    static InputError FaultOf(ValidationFailure failure) => new(
        "/" + string.Join('/', failure.PropertyName.Split('.', '[').Select(part => JsonNamingPolicy.CamelCase.ConvertName(part.TrimEnd(']')))),
        CodeOf(failure.ErrorCode),
        failure.ErrorMessage);

    /// <summary>FluentValidation's names for its rules, as codes; a rule of our own names its code itself.</summary>
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
