using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace GridGov.Api.OpenApi;

/// <summary>Completes schemas: descriptions from documentation comments, limits from validators, null and required as serialised.</summary>
sealed class SchemaFilter : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        // Properties are completed with their object.
        if (schema is not OpenApiSchema own || context.MemberInfo is not null || context.ParameterInfo is not null)
            return;
        var type = Nullable.GetUnderlyingType(context.Type) ?? context.Type;
        if (type.IsEnum)
            DescribeEnum(own, type);
        else if (own.Properties is { Count: > 0 } properties)
            Complete(own, properties, type);
        if (type.Assembly == typeof(SchemaFilter).Assembly)
            own.Description ??= XmlDocs.Of(type);
    }

    public static IReadOnlyList<string> CodesOf(Type type) =>
        [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public static OpenApiSchema ForId() => new()
    {
        Type = JsonSchemaType.String,
        Pattern = "^[0-9A-HJKMNP-TV-Z]{13}$",
        Description = "An id: 13 characters of Crockford's base 32.",
    };

    public static OpenApiSchema ForInstant() => new()
    {
        Type = JsonSchemaType.String,
        Format = "date-time",
        Description = "A moment, RFC 3339 with offset.",
    };

    public static OpenApiSchema ForDay() => new() { Type = JsonSchemaType.String, Format = "date" };

    static void DescribeEnum(OpenApiSchema schema, Type type)
    {
        schema.Type = JsonSchemaType.String;
        schema.Format = null;
        schema.Enum = [.. CodesOf(type).Select(code => (JsonNode)code)];
        var meanings = type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (Code: JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name), Meaning: XmlDocs.Of(field)))
            .Where(member => member.Meaning is not null)
            .Select(member => $"- `{member.Code}`: {member.Meaning}")
            .ToList();
        var summary = XmlDocs.Of(type);
        schema.Description = meanings.Count == 0 ? summary : $"{summary}\n\n{string.Join('\n', meanings)}";
    }

    static void Complete(OpenApiSchema schema, IDictionary<string, IOpenApiSchema> properties, Type type)
    {
        var nullability = new NullabilityInfoContext();
        var constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).FirstOrDefault();
        schema.Required = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (!properties.TryGetValue(name, out var value))
                continue;
            var parameter = constructor?.GetParameters().FirstOrDefault(p => p.Name == property.Name);
            var required = ValidatorConstraints.Requires(type, property.Name);
            var nullable = !required && IsNullable(nullability, property);
            properties[name] = Complete(value, type, property, nullable);
            if (required || IsRequired(property, parameter))
                schema.Required.Add(name);
        }
    }

    /// <summary>As serialised: a constructor parameter without default, a required member, or a property that is always written.</summary>
    static bool IsRequired(PropertyInfo property, ParameterInfo? parameter) => parameter is not null
        ? !parameter.HasDefaultValue
        : property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)) || !property.CanWrite;

    static bool IsNullable(NullabilityInfoContext nullability, PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && nullability.Create(property).ReadState is NullabilityState.Nullable);

    static IOpenApiSchema Complete(IOpenApiSchema schema, Type type, PropertyInfo property, bool nullable)
    {
        var description = XmlDocs.Of(property);
        switch (schema)
        {
            case OpenApiSchemaReference reference when nullable:
                return new OpenApiSchema
                {
                    OneOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }],
                    Description = description,
                };
            case OpenApiSchemaReference reference:
                reference.Description = description;
                return reference;
            case OpenApiSchema own:
                // A property's description is more specific than that of a value type like Id.
                own.Description = description ?? own.Description;
                if (own.Type is { } types)
                    own.Type = nullable ? types | JsonSchemaType.Null : types & ~JsonSchemaType.Null;
                ValidatorConstraints.Apply(type, property.Name, own);
                return own;
            default:
                return schema;
        }
    }
}
