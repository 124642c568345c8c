using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace GridGov.Api.Binding;

/// <summary>A part of a request: one or more values from one source.</summary>
/// <param name="property">The request's property that holds it; null when it is the whole request.</param>
public abstract class RequestPart(Type type, PropertyInfo? property)
{
    public Type Type { get; } = type;

    internal PropertyInfo? Property { get; } = property;

    internal virtual IEnumerable<QueryValue> Query => [];

    /// <exception cref="ProblemException">A value cannot be read.</exception>
    internal abstract ValueTask<object?> Read(HttpContext http);

    /// <summary>Reads the part of a call within the process.</summary>
    /// <exception cref="ProblemException">A value cannot be read.</exception>
    internal virtual object? Read(OperationInput input) =>
        throw new NotSupportedException($"{GetType().Name} is not a part of calls within the process.");
}

sealed class RouteValue(string name, PropertyInfo property) : RequestPart(property.PropertyType, property)
{
    readonly TextReader read = TextValue.ReaderOf(property.PropertyType);

    public string Name { get; } = JsonNamingPolicy.CamelCase.ConvertName(name);

    internal override ValueTask<object?> Read(HttpContext http) =>
        ValueTask.FromResult<object?>(Read((string?)http.Request.RouteValues[Name] ?? ""));

    internal override object Read(OperationInput input) => Read(input.Route[Name]);

    object Read(string text) => read(text)
        ?? throw new ProblemException(Problems.At("/" + Name, "invalid-parameter", $"{Name}={text}"));
}

sealed class SingleQueryValue(string name, PropertyInfo property) : RequestPart(property.PropertyType, property)
{
    readonly QueryValue value = new(name, property);

    internal override IEnumerable<QueryValue> Query => [value];

    internal override ValueTask<object?> Read(HttpContext http) => ValueTask.FromResult(value.Read(http.Request.Query));
}

sealed class QueryRecord(Type type, PropertyInfo? property) : RequestPart(type, property)
{
    readonly (QueryValue Value, PropertyInfo Property)[] values =
        [.. type.GetProperties()
            .Where(one => one.IsDefined(typeof(FromQueryAttribute)))
            .Select(one => (new QueryValue(one.GetCustomAttribute<FromQueryAttribute>()!.Name ?? one.Name, one), one))];

    readonly ConstructorInvoker constructor = ConstructorInvoker.Create(
        type.GetConstructor(Type.EmptyTypes) ?? throw new InvalidOperationException($"{type} needs a constructor without parameters."));

    internal override IEnumerable<QueryValue> Query => values.Select(one => one.Value);

    internal override ValueTask<object?> Read(HttpContext http)
    {
        var record = constructor.Invoke();
        foreach (var (value, property) in values)
        {
            if (value.Read(http.Request.Query) is { } read)
                property.SetValue(record, read);
        }
        return ValueTask.FromResult<object?>(record);
    }
}

sealed class VersionHeader(PropertyInfo property) : RequestPart(typeof(IfMatch), property)
{
    internal override ValueTask<object?> Read(HttpContext http) => ValueTask.FromResult<object?>(IfMatch.Read(http.Request));

    internal override object Read(OperationInput input) => input.Version is { } version
        ? new IfMatch(version)
        : throw new ProblemException(Problems.Of("if-match-required"));
}

/// <summary>A header that the request's own documentation describes; null when it is absent.</summary>
sealed class HeaderValue(string name, PropertyInfo property) : RequestPart(property.PropertyType, property)
{
    public string Name => name;

    internal override ValueTask<object?> Read(HttpContext http) =>
        ValueTask.FromResult<object?>(http.Request.Headers[name] is [{ Length: > 0 } only] ? only : null);
}

sealed class FilePart(PropertyInfo property) : RequestPart(property.PropertyType, property)
{
    /// <summary>Whether it is GeoJSON, and not rows.</summary>
    public bool IsGeoJson => Type == typeof(GeoJsonBody);

    public IReadOnlyList<string> ContentTypes => IsGeoJson ? GeoJsonBody.ContentTypes : FileBody.ContentTypes;

    internal override async ValueTask<object?> Read(HttpContext http)
    {
        var bytes = await FileBody.Read(http, ContentTypes);
        return IsGeoJson ? new GeoJsonBody(bytes) : new FileBody(bytes);
    }
}

sealed class StreamPart(PropertyInfo property) : RequestPart(typeof(StreamBody), property)
{
    internal override async ValueTask<object?> Read(HttpContext http) => await StreamBody.Read(http);
}

sealed class QueryValue(string name, PropertyInfo property)
{
    readonly Type? element = property.PropertyType.GetElementType();
    readonly TextReader read = TextValue.ReaderOf(
        property.PropertyType.GetElementType() ?? Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);

    public string Name { get; } = name;

    public PropertyInfo Property { get; } = property;

    /// <summary>Null when absent, empty or unreadable; of a list, the readable elements.</summary>
    public object? Read(IQueryCollection query)
    {
        query.TryGetValue(Name, out var sent);
        if (element == typeof(string))
            return sent.ToArray();
        if (element is not null)
            return ListOf(element, [.. sent.Select(text => read(text!)).OfType<object>()]);
        // Two values of a single parameter are unreadable.
        var one = sent.ToString();
        return sent.Count == 0 || (one.Length == 0 && Property.PropertyType != typeof(string)) ? null : read(one);
    }

    /// <summary>The first unreadable text; null when all can be read.</summary>
    public string? Unreadable(StringValues sent)
    {
        if (element is not null)
            return sent.FirstOrDefault(text => read(text!) is null);
        var one = sent.ToString();
        return one.Length == 0 || read(one) is not null ? null : one;
    }

    static Array ListOf(Type element, List<object> values)
    {
        var list = Array.CreateInstance(element, values.Count);
        for (var i = 0; i < values.Count; i++)
            list.SetValue(values[i], i);
        return list;
    }
}

/// <summary>Reads a text; null when it cannot.</summary>
delegate object? TextReader(string text);

static class TextValue
{
    /// <exception cref="InvalidOperationException">The type is not supported.</exception>
    public static TextReader ReaderOf(Type type)
    {
        if (type == typeof(string))
            return text => text;
        if (type == typeof(Id))
            return text => Id.TryParse(text, provider: null, out var id) ? id : null;
        if (type == typeof(int))
            return text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(bool))
            return text => bool.TryParse(text, out var flag) ? flag : null;
        if (type == typeof(double))
            return text => double.TryParse(text, CultureInfo.InvariantCulture, out var real) ? real : null;
        throw new InvalidOperationException($"Reading a {type} from a route or query is not supported.");
    }
}
