using System.Globalization;
using System.Reflection;
using FluentValidation.Validators;
using GridGov.Api.Binding;
using Microsoft.OpenApi;

namespace GridGov.Api.OpenApi;

/// <summary>Copies the rules of a type's Validator into its schema, except conditional ones, which do not always hold.</summary>
static class ValidatorConstraints
{
    /// <summary>Whether an unconditional rule refuses null.</summary>
    public static bool Requires(Type type, string property) =>
        Of(type, property).Any(rule => rule is INotEmptyValidator or INotNullValidator);

    public static void Apply(Type type, string property, OpenApiSchema schema)
    {
        foreach (var rule in Of(type, property))
            Apply(rule, schema);
    }

    static void Apply(IPropertyValidator rule, OpenApiSchema schema)
    {
        switch (rule)
        {
            case ILengthValidator length:
                if (length.Max > 0)
                    schema.MaxLength = Math.Min(schema.MaxLength ?? int.MaxValue, length.Max);
                if (length.Min > 0)
                    schema.MinLength = Math.Max(schema.MinLength ?? 0, length.Min);
                break;
            case IRegularExpressionValidator regex:
                schema.Pattern = regex.Expression;
                break;
            case IBetweenValidator between when between.Name.StartsWith("Inclusive", StringComparison.Ordinal):
                (schema.Minimum, schema.Maximum) = (Number(between.From), Number(between.To));
                break;
            case IBetweenValidator between:
                (schema.ExclusiveMinimum, schema.ExclusiveMaximum) = (Number(between.From), Number(between.To));
                break;
            case IComparisonValidator { MemberToCompare: null, ValueToCompare: { } value } comparison:
                Compare(comparison.Comparison, value, schema);
                break;
            case INotEmptyValidator when Has(schema, JsonSchemaType.String) && schema.Format is null:
                schema.MinLength = Math.Max(schema.MinLength ?? 0, 1);
                break;
            case INotEmptyValidator when Has(schema, JsonSchemaType.Array):
                schema.MinItems = Math.Max(schema.MinItems ?? 0, 1);
                break;
        }
    }

    static void Compare(Comparison comparison, object value, OpenApiSchema schema)
    {
        if (!Has(schema, JsonSchemaType.Integer) && !Has(schema, JsonSchemaType.Number))
            return;
        switch (comparison)
        {
            case Comparison.GreaterThan:
                schema.ExclusiveMinimum = Number(value);
                break;
            case Comparison.GreaterThanOrEqual:
                schema.Minimum = Number(value);
                break;
            case Comparison.LessThan:
                schema.ExclusiveMaximum = Number(value);
                break;
            case Comparison.LessThanOrEqual:
                schema.Maximum = Number(value);
                break;
            case Comparison.Equal:
            case Comparison.NotEqual:
                break;
        }
    }

    static IEnumerable<IPropertyValidator> Of(Type type, string property) =>
        Validation.For(type) is not { } validator
            ? []
            : validator.CreateDescriptor().Rules
                .Where(rule => rule.PropertyName == property && !rule.HasCondition && !rule.HasAsyncCondition && !IsForEach(rule))
                .SelectMany(rule => rule.Components)
                .Where(component => !component.HasCondition && !component.HasAsyncCondition)
                .Select(component => component.Validator);

    // The rules of RuleForEach apply to the elements.
    static bool IsForEach(IValidationRule rule) => rule.GetType().GetInterfaces()
        .Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ICollectionRule<,>));

    static bool Has(OpenApiSchema schema, JsonSchemaType type) => schema.Type is { } types && (types & type) == type;

    static string Number(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    /// <summary>The enum whose codes a text parameter accepts; null when the validator also accepts other words.</summary>
    public static Type? AcceptedCodes(Type type, PropertyInfo property)
    {
        var many = property.PropertyType == typeof(string[]);
        if ((!many && property.PropertyType != typeof(string)) || type.GetConstructor(Type.EmptyTypes) is null)
            return null;
        return Validation.For(type) is not { } validator || Accepts(validator, type, property, NoCode)
            ? null
            : Enums(type).FirstOrDefault(candidate =>
                SchemaFilter.CodesOf(candidate).All(code => Accepts(validator, type, property, code)));
    }

    /// <summary>Whether a text parameter accepts exactly the codes of a list.</summary>
    public static bool AcceptsOnly(Type type, PropertyInfo property, IReadOnlyList<string> codes) =>
        property.PropertyType == typeof(string) && type.GetConstructor(Type.EmptyTypes) is not null && Validation.For(type) is { } validator
        && !Accepts(validator, type, property, NoCode) && codes.All(code => Accepts(validator, type, property, code));

    static bool Accepts(IValidator validator, Type type, PropertyInfo property, string value)
    {
        var request = Activator.CreateInstance(type)!;
        property.SetValue(request, property.PropertyType == typeof(string[]) ? new[] { value } : value);
        return validator.Validate(new ValidationContext<object>(request)).Errors
            .All(error => error.PropertyName.Split('[')[0] != property.Name);
    }

    const string NoCode = "!";

    // The largest first, so that an enum which is a subset of another is not chosen.
    static IEnumerable<Type> Enums(Type type) => type.Assembly.GetTypes()
        .Where(candidate => candidate is { IsEnum: true, IsPublic: true })
        .OrderByDescending(candidate => Enum.GetNames(candidate).Length)
        .ThenBy(candidate => candidate.FullName, StringComparer.Ordinal);
}
