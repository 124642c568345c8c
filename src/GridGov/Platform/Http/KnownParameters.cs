using System.Collections.Frozen;
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
        var known = factory.MethodInfo.GetParameters().SelectMany(NamesOf).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        return context =>
        {
            foreach (var (name, values) in context.HttpContext.Request.Query)
            {
                if (!known.Contains(name))
                    return ValueTask.FromResult<object?>(Problems.Of("unknown-parameter", name));
                // No name, code or text has one, and not every engine can look for it.
                if (values.Any(value => value!.Contains('\0')))
                    return ValueTask.FromResult<object?>(Problems.At("/" + name, "invalid-parameter", name));
            }
            return next(context);
        };
    }

    static IEnumerable<string> NamesOf(ParameterInfo parameter) => parameter.GetCustomAttribute<AsParametersAttribute>() is not null
        ? parameter.ParameterType.GetProperties().Select(property => property.GetCustomAttribute<FromQueryAttribute>()?.Name ?? property.Name)
        : parameter.GetCustomAttribute<FromQueryAttribute>() is { } fromQuery ? [fromQuery.Name ?? parameter.Name!] : [];
}
