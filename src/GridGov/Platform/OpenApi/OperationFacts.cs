using System.Reflection;
using GridGov.Platform.Edge;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace GridGov.Platform.OpenApi;

/// <summary>What an operation's mapping and its handler's signature say of it.</summary>
sealed class OperationFacts
{
    readonly string path;

    OperationFacts(ApiDescription operation, MethodInfo handler)
    {
        var metadata = operation.ActionDescriptor.EndpointMetadata;
        Request = metadata.OfType<RequestDescription>().LastOrDefault();
        var answers = operation.SupportedResponseTypes.Where(answer => answer.Type is not null).ToList();
        path = operation.RelativePath!;
        Slice = SliceOf(handler);
        IsGet = operation.HttpMethod is "GET";
        IsPost = operation.HttpMethod is "POST";
        Anonymous = metadata.OfType<Anonymous>().Any();
        Counted = !metadata.OfType<Uncounted>().Any();
        TakesKeys = metadata.OfType<KeysToo>().Any();
        Capability = metadata.OfType<Needs>().LastOrDefault()?.Capability;
        Creates = metadata.OfType<CreatesSomething>().Any();
        Example = metadata.OfType<RequestExample>().LastOrDefault()?.Json;
        OtherForms = metadata.OfType<OtherForms>().LastOrDefault()?.ContentTypes ?? [];
        Refusals = [.. metadata.OfType<RefusesWith>()];
        OwnHeaders = [.. metadata.OfType<SaysInHeader>()];
        NeedsVersion = Request?.TakesVersion is true;
        TakesCsv = Request?.Csv is not null;
        TakesJson = operation.ParameterDescriptions.Any(parameter => parameter.Source.Id is "Body");
        HasQuery = operation.ParameterDescriptions.Any(parameter => parameter.Source.Id is "Query");
        KnowsItsParameters = Request is not null;
        HasPath = path.Contains('{', StringComparison.Ordinal);
        Validated = Request?.Parts.Any(part => Validation.For(part.Type) is not null) is true;
        Versioned = answers.Exists(answer => answer.Type!.IsAssignableTo(typeof(IVersioned)));
        Paged = answers.Exists(answer => answer.Type is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Page<>));
        MayBeMissing = HasPath || operation.SupportedResponseTypes.Any(answer => answer.StatusCode == StatusCodes.Status404NotFound);
    }

    public static OperationFacts Of(ApiDescription operation, MethodInfo handler) => new(operation, handler);

    /// <summary>The static class of the use case, also of a handler that is a lambda.</summary>
    public static Type SliceOf(MethodInfo handler)
    {
        var type = handler.DeclaringType!;
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    public Type Slice { get; }

    /// <summary>What it takes; null of what is no operation of the API.</summary>
    public RequestDescription? Request { get; }
    public bool IsGet { get; }
    public bool IsPost { get; }
    public bool Anonymous { get; }

    /// <summary>Can be refused because there were too many requests.</summary>
    public bool Counted { get; }

    /// <summary>Lets API keys in although it needs no capability.</summary>
    public bool TakesKeys { get; }
    public Capability? Capability { get; }
    public bool Creates { get; }
    public string? Example { get; }

    /// <summary>Forms in which it answers beside JSON.</summary>
    public IReadOnlyList<string> OtherForms { get; }
    public IReadOnlyList<RefusesWith> Refusals { get; }
    public IReadOnlyList<SaysInHeader> OwnHeaders { get; }

    /// <summary>Takes If-Match.</summary>
    public bool NeedsVersion { get; }
    public bool TakesCsv { get; }
    public bool TakesJson { get; }
    public bool HasQuery { get; }

    /// <summary>Refuses query parameters that it does not have.</summary>
    public bool KnowsItsParameters { get; }
    public bool HasPath { get; }
    public bool Validated { get; }

    /// <summary>Answers with an ETag.</summary>
    public bool Versioned { get; }
    public bool Paged { get; }
    public bool MayBeMissing { get; }

    /// <summary>Words for a path parameter that its handler has none for: what stands before it in the address.</summary>
    public string PathParameter(string name)
    {
        var before = path[..path.IndexOf('{' + name, StringComparison.OrdinalIgnoreCase)].Trim('/').Split('/')[^1];
        return $"The {name} of one of the {before.Replace('-', ' ')}.";
    }
}
