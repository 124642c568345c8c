using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Platform.Http;

/// <summary>An operation that refuses query parameters that it does not have.</summary>
public sealed record KnowsItsParameters;

/// <summary>Refuses query parameters that the operation does not have: a misspelt filter must not answer with everything.</summary>
static class KnownParameters
{
    public static EndpointFilterDelegate Filter(EndpointFilterFactoryContext factory, EndpointFilterDelegate next)
    {
        var known = factory.MethodInfo.GetParameters().SelectMany(Of).ToFrozenDictionary(one => one.Name, one => ReaderOf(one.Type), StringComparer.OrdinalIgnoreCase);
        return context =>
        {
            // What binds them says only by the status that it could not read an optional one.
            var unread = context.HttpContext.Response.StatusCode == StatusCodes.Status400BadRequest;
            foreach (var (name, values) in context.HttpContext.Request.Query)
            {
                if (!known.TryGetValue(name, out var reads))
                    return ValueTask.FromResult<object?>(Problems.Of("unknown-parameter", name));
                // No name, code or text has one, and not every engine can look for it.
                if (values.Any(value => value!.Contains('\0')))
                    return ValueTask.FromResult<object?>(Problems.At("/" + name, "invalid-parameter", name));
                if (unread && !reads(values.ToString()))
                    return ValueTask.FromResult<object?>(Problems.At("/" + name, "invalid-parameter", $"{name}={values}"));
            }
            return next(context);
        };
    }

    static IEnumerable<(string Name, Type Type)> Of(ParameterInfo parameter) => parameter.GetCustomAttribute<AsParametersAttribute>() is not null
        ? parameter.ParameterType.GetProperties().Select(property => (property.GetCustomAttribute<FromQueryAttribute>()?.Name ?? property.Name, property.PropertyType))
        : parameter.GetCustomAttribute<FromQueryAttribute>() is { } fromQuery ? [(fromQuery.Name ?? parameter.Name!, parameter.ParameterType)] : [];

    static Func<string, bool> ReaderOf(Type type) => Nullable.GetUnderlyingType(type) switch
    {
        null => _ => true,
        var optional when optional == typeof(bool) => text => text is "" || bool.TryParse(text, out _),
        var optional when optional == typeof(int) => text => text is "" || int.TryParse(text, CultureInfo.InvariantCulture, out _),
        var optional when optional == typeof(double) => text => text is "" || double.TryParse(text, CultureInfo.InvariantCulture, out _),
        var optional => throw new InvalidOperationException($"{optional} is of no optional parameter yet: say here how to tell that a value is none."),
    };
}
