using System.Reflection;
using GridGov.Api.Binding;
using GridGov.Api.Edge;
using GridGov.Security;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace GridGov.Api.OpenApi;

/// <summary>The facts of an operation from its metadata and its handler's signature.</summary>
sealed class OperationInfo
{
    readonly string path;

    OperationInfo(ApiDescription operation, MethodInfo handler)
    {
        var metadata = operation.ActionDescriptor.EndpointMetadata;
        Request = metadata.OfType<RequestDescription>().LastOrDefault();
        var answers = operation.SupportedResponseTypes.Where(answer => answer.Type is not null).ToList();
        path = operation.RelativePath!;
        Slice = SliceOf(handler);
        IsGet = operation.HttpMethod is "GET";
        IsPost = operation.HttpMethod is "POST";
        Anonymous = metadata.OfType<AnonymousMetadata>().Any();
        IsRateLimited = !metadata.OfType<RateLimitExemptMetadata>().Any();
        AllowsApiKeys = metadata.OfType<ApiKeyMetadata>().Any();
        AllowsMustChangePassword = metadata.OfType<MustChangePasswordMetadata>().Any();
        (Capability, OrCapability) = metadata.OfType<AccessMetadata>().LastOrDefault() is { } access
            ? (access.Capability, access.Or)
            : default;
        RequiresIdempotencyKey = metadata.OfType<IdempotencyKeyMetadata>().Any();
        Example = metadata.OfType<RequestExample>().LastOrDefault()?.Json;
        OtherContentTypes = metadata.OfType<ProducesTypeMetadata>().LastOrDefault()?.ContentTypes ?? [];
        OffersContent = metadata.OfType<OfferedTypesMetadata>().Any();
        Problems = [.. metadata.OfType<ProducesProblemMetadata>()];
        RefusalPages = [.. metadata.OfType<RefusalPageMetadata>().SelectMany(page => page.Statuses)];
        OwnHeaders = [.. metadata.OfType<ProducesHeaderMetadata>()];
        RequiresVersion = Request?.RequiresVersion is true;
        AcceptsFile = Request?.File is not null;
        AcceptsJson = operation.ParameterDescriptions.Any(parameter => parameter.Source.Id is "Body");
        HasQuery = operation.ParameterDescriptions.Any(parameter => parameter.Source.Id is "Query");
        HasPath = path.Contains('{', StringComparison.Ordinal);
        IsValidated = Request?.Parts.Any(part => Validation.For(part.Type) is not null) is true;
        IsVersioned = answers.Exists(answer => answer.Type!.IsAssignableTo(typeof(IVersioned)));
        IsPaged = answers.Exists(answer =>
            answer.Type is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Page<>));
        CanBeNotFound = HasPath || operation.SupportedResponseTypes.Any(answer => answer.StatusCode == StatusCodes.Status404NotFound);
    }

    public static OperationInfo Of(ApiDescription operation, MethodInfo handler) => new(operation, handler);

    /// <summary>The outermost class of the handler, also for a lambda.</summary>
    public static Type SliceOf(MethodInfo handler)
    {
        var type = handler.DeclaringType!;
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    public Type Slice { get; }

    /// <summary>The input; null for an endpoint outside the API's operations.</summary>
    public RequestDescription? Request { get; }
    public bool IsGet { get; }
    public bool IsPost { get; }
    public bool Anonymous { get; }

    public bool IsRateLimited { get; }

    public bool AllowsApiKeys { get; }
    public bool AllowsMustChangePassword { get; }
    public Capability? Capability { get; }

    /// <summary>Another capability that admits too.</summary>
    public Capability? OrCapability { get; }
    public bool RequiresIdempotencyKey { get; }
    public string? Example { get; }

    public IReadOnlyList<string> OtherContentTypes { get; }

    /// <summary>Whether the operation offers media types, one of which Accept must allow.</summary>
    public bool OffersContent { get; }
    public IReadOnlyList<ProducesProblemMetadata> Problems { get; }
    public IReadOnlyList<int> RefusalPages { get; }
    public IReadOnlyList<ProducesHeaderMetadata> OwnHeaders { get; }

    public bool RequiresVersion { get; }
    public bool AcceptsFile { get; }
    public bool AcceptsJson { get; }
    public bool HasQuery { get; }

    public bool HasPath { get; }
    public bool IsValidated { get; }

    public bool IsVersioned { get; }
    public bool IsPaged { get; }
    public bool CanBeNotFound { get; }

    public string PathParameter(string name)
    {
        var before = path[..path.IndexOf('{' + name, StringComparison.OrdinalIgnoreCase)].Trim('/').Split('/').Last(part => part[0] != '{');
        return $"The {name} of one of the {before.Replace('-', ' ')}.";
    }
}
