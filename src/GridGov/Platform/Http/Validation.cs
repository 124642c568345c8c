using System.Collections.Concurrent;
using System.Text.Json;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http.Metadata;

namespace GridGov.Platform.Http;

/// <summary>Runs a request's own Validator before its handler.</summary>
static class Validation
{
    static readonly ConcurrentDictionary<Type, IValidator?> Validators = new();

    static Validation() => ValidatorOptions.Global.LanguageManager = new RuleWords();

    /// <summary>The Validator nested in a request type, if it has one; made when it is first asked for, because each compiles its rules.</summary>
    public static IValidator? For(Type request) => Validators.GetOrAdd(request, static type =>
        TypeFor(type) is { } validator ? (IValidator)Activator.CreateInstance(validator)! : null);

    static Type? TypeFor(Type request) => request.GetNestedType("Validator");

    public static EndpointFilterDelegate Filter(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var validated = factory.MethodInfo.GetParameters()
            .Select((parameter, position) => (position, type: parameter.ParameterType))
            .Where(found => TypeFor(found.type) is not null)
            .ToList();
        if (validated.Count == 0)
            return next;
        return context =>
        {
            List<ValidationFailure>? failures = null;
            foreach (var (position, type) in validated)
            {
                if (context.Arguments[position] is { } request && For(type)!.Validate(new ValidationContext<object>(request)) is { IsValid: false } result)
                    (failures ??= []).AddRange(result.Errors);
            }
            return failures is null ? next(context) : ValueTask.FromResult<object?>(Problems.Invalid([.. failures.Select(FaultOf)]));
        };
    }

    static InputFault FaultOf(ValidationFailure failure) => new(
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
