using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing.Patterns;

namespace GridGov.Api.Binding;

/// <summary>
/// The input of an operation, each value with its source; used by the binder, the validators, the Idempotency-Key's fingerprint,
/// the check for unknown query parameters and the contract.
/// </summary>
/// <remarks>
/// Parts are the record's constructor parameters: a route name, [FromQuery], [FromHeader], [AsParameters], [FromBody],
/// <see cref="IfMatch"/>,
/// <see cref="FileBody"/> or <see cref="StreamBody"/>. A record without such a part is the JSON body, or the query of GET and DELETE.
/// </remarks>
public sealed class RequestDescription
{
    static readonly FrozenSet<string> WithBody = new[] { "POST", "PUT", "PATCH" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    readonly Type type;
    readonly ConstructorInvoker? constructor;
    readonly FrozenDictionary<string, QueryValue> query;

    RequestDescription(Type type, string route, string verb)
    {
        this.type = type;
        var names = RoutePatternFactory.Parse(route).Parameters.Select(parameter => parameter.Name).ToList();
        if (type == typeof(FastEndpoints.EmptyRequest))
        {
            Parts = [];
        }
        else if (CompositeOf(type, names) is { } composite)
        {
            constructor = ConstructorInvoker.Create(composite);
            Parts = [.. composite.GetParameters().Select(parameter => PartOf(type, parameter, names))];
        }
        else
        {
            Parts = [WithBody.Contains(verb)
                ? new JsonBody(type, property: null, isOptional: false)
                : new QueryRecord(type, property: null)];
        }
        Body = Parts.OfType<JsonBody>().SingleOrDefault();
        File = Parts.SingleOrDefault(part => part is FilePart or StreamPart);
        RequiresVersion = Parts.Any(part => part is VersionHeader);
        Query = [.. Parts.SelectMany(part => part.Query)];
        query = Query.ToFrozenDictionary(value => value.Name, StringComparer.OrdinalIgnoreCase);
        var missing = names.Except(Parts.OfType<RouteValue>().Select(value => value.Name), StringComparer.OrdinalIgnoreCase).ToList();
        if (missing.Count > 0)
            throw new InvalidOperationException($"{type} has no parameter for {string.Join(", ", missing)} of the route {route}.");
    }

    /// <summary>In reading order; the first unreadable part is refused.</summary>
    public IReadOnlyList<RequestPart> Parts { get; }

    internal JsonBody? Body { get; }

    /// <summary>The body, if it is a file.</summary>
    internal RequestPart? File { get; }

    public bool RequiresVersion { get; }

    internal IReadOnlyList<QueryValue> Query { get; }

    /// <exception cref="InvalidOperationException">The source of a value is not declared.</exception>
    public static RequestDescription Of(Type type, string route, string verb) => new(type, route, verb);

    /// <exception cref="ProblemException">A value cannot be read.</exception>
    public async ValueTask<object> Read(HttpContext http)
    {
        object request;
        if (constructor is not null)
        {
            var values = new object?[Parts.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = await Parts[i].Read(http);
            request = constructor.Invoke(values.AsSpan());
        }
        else
        {
            request = Parts is [var whole] ? (await whole.Read(http))! : FastEndpoints.EmptyRequest.Instance;
        }
        if (http.Request.QueryString.HasValue)
            CheckQuery(http.Request.Query);
        return request;
    }

    /// <summary>Reads the request of a call within the process.</summary>
    /// <exception cref="ProblemException">A value cannot be read.</exception>
    public object Read(OperationInput input) => constructor is null
        ? Parts[0].Read(input)!
        : constructor.Invoke(Parts.Select(part => part.Read(input)).ToArray().AsSpan());

    /// <summary>The parts of a request that validators run on.</summary>
    public IEnumerable<object> ValuesOf(object request) => constructor is null
        ? Parts.Count == 0 ? [] : [request]
        : Parts.Select(part => part.Property!.GetValue(request)).OfType<object>();

    public object? BodyOf(object request) => Body?.Property is { } property ? property.GetValue(request) : Body is null ? null : request;

    /// <summary>The headers that are parts of the request.</summary>
    public IEnumerable<string?> HeadersOf(object request) =>
        Parts.OfType<HeaderValue>().Select(header => header.Property!.GetValue(request) as string);

    public FileBody? FileOf(object request) => File?.Property?.GetValue(request) as FileBody;

    /// <summary>Refuses unknown parameters and unreadable values, because ignoring a filter would return too much.</summary>
    void CheckQuery(IQueryCollection sent)
    {
        foreach (var (name, values) in sent)
        {
            if (!query.TryGetValue(name, out var value))
                throw new ProblemException(Problems.Of("unknown-parameter", name));
            // No valid value has a NUL, and not every engine accepts one.
            if (values.Any(text => text!.Contains('\0')))
                throw new ProblemException(Problems.At("/" + name, "invalid-parameter", name));
            if (value.Unreadable(values) is { } unreadable)
                throw new ProblemException(Problems.At("/" + name, "invalid-parameter", $"{name}={unreadable}"));
        }
    }

    /// <summary>The constructor whose parameters are the parts; null when the whole record is one part.</summary>
    static ConstructorInfo? CompositeOf(Type type, List<string> route)
    {
        var widest = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).FirstOrDefault();
        return widest?.GetParameters().Any(parameter => IsPart(parameter, route)) is true ? widest : null;
    }

    static bool IsPart(ParameterInfo parameter, List<string> route) =>
        parameter.ParameterType == typeof(IfMatch) || parameter.ParameterType.IsAssignableTo(typeof(FileBody))
        || parameter.ParameterType == typeof(StreamBody)
        || parameter.IsDefined(typeof(FromBodyAttribute)) || parameter.IsDefined(typeof(FromQueryAttribute))
        || parameter.IsDefined(typeof(AsParametersAttribute)) || parameter.IsDefined(typeof(FromHeaderAttribute))
        || route.Contains(parameter.Name!, StringComparer.OrdinalIgnoreCase);

    static RequestPart PartOf(Type owner, ParameterInfo parameter, List<string> route)
    {
        var property = owner.GetProperty(parameter.Name!)
            ?? throw new InvalidOperationException($"{owner}.{parameter.Name} is not a property.");
        if (parameter.ParameterType == typeof(IfMatch))
            return new VersionHeader(property);
        if (parameter.ParameterType.IsAssignableTo(typeof(FileBody)))
            return new FilePart(property);
        if (parameter.ParameterType == typeof(StreamBody))
            return new StreamPart(property);
        if (parameter.GetCustomAttribute<FromHeaderAttribute>() is { } header)
        {
            return new HeaderValue(
                header.Name ?? throw new InvalidOperationException($"{owner}.{parameter.Name}: [FromHeader] has no name."), property);
        }
        if (parameter.GetCustomAttribute<FromBodyAttribute>() is { } body)
            return new JsonBody(parameter.ParameterType, property, body.EmptyBodyBehavior is EmptyBodyBehavior.Allow);
        if (parameter.IsDefined(typeof(AsParametersAttribute)))
            return new QueryRecord(parameter.ParameterType, property);
        if (parameter.GetCustomAttribute<FromQueryAttribute>() is { } named)
        {
            return new SingleQueryValue(
                named.Name ?? throw new InvalidOperationException($"{owner}.{parameter.Name}: [FromQuery] has no name."), property);
        }
        return route.Contains(parameter.Name!, StringComparer.OrdinalIgnoreCase)
            ? new RouteValue(parameter.Name!, property)
            : throw new InvalidOperationException($"{owner} does not declare the source of {parameter.Name}.");
    }
}
