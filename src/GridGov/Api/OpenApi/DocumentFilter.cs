using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace GridGov.Api.OpenApi;

/// <summary>Completes the document: tags, the problem schema, and closed request schemas.</summary>
sealed class DocumentFilter : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        swaggerDoc.Tags = new HashSet<OpenApiTag>(TagsOf(context.ApiDescriptions));
        var schemas = swaggerDoc.Components!.Schemas!;
        schemas[ProblemResponses.Schema] = Problem();
        foreach (var schema in schemas.Values.OfType<OpenApiSchema>())
            schema.AdditionalPropertiesAllowed = true;
        foreach (var name in RequestSchemas(swaggerDoc, schemas))
        {
            // Requests are read strictly; answers may get more properties within v1.
            if (schemas[name] is OpenApiSchema { Type: JsonSchemaType.Object, AdditionalProperties: null } schema)
                schema.AdditionalPropertiesAllowed = false;
        }
        foreach (var reference in UndescribedReferences(swaggerDoc, schemas))
            reference.Description = null;
        swaggerDoc.Paths = Sorted(swaggerDoc.Paths);
        swaggerDoc.Components.Schemas = new SortedDictionary<string, IOpenApiSchema>(schemas, StringComparer.Ordinal);
    }

    static OpenApiPaths Sorted(OpenApiPaths paths)
    {
        var sorted = new OpenApiPaths();
        foreach (var (path, item) in paths.OrderBy(path => path.Key, StringComparer.Ordinal))
            sorted.Add(path, item);
        return sorted;
    }

    static IEnumerable<OpenApiTag> TagsOf(IEnumerable<ApiDescription> operations) =>
        from operation in operations
        let metadata = operation.ActionDescriptor.EndpointMetadata
        let name = metadata.OfType<ITagsMetadata>().LastOrDefault()?.Tags.FirstOrDefault()
        where name is not null
        let described = metadata.OfType<ApiTag>().LastOrDefault()?.Group ?? metadata.OfType<MethodInfo>().FirstOrDefault()?.DeclaringType
        group described by name into tag
        orderby tag.Key
        select new OpenApiTag
        {
            Name = tag.Key,
            Description = tag.Distinct().Select(type => XmlDocs.Of(type)).FirstOrDefault(words => words is not null),
        };

    /// <summary>
    /// References outside properties. Swashbuckle describes only the first of them, so descriptions would depend on the order of
    /// mapping.
    /// </summary>
    static IEnumerable<OpenApiSchemaReference> UndescribedReferences(OpenApiDocument document, IDictionary<string, IOpenApiSchema> schemas)
    {
        var operations = OperationsOf(document).ToList();
        var inOperations = operations.SelectMany(operation => operation.Responses?.Values ?? Enumerable.Empty<IOpenApiResponse>())
            .SelectMany(response => response.Content?.Values ?? Enumerable.Empty<IOpenApiMediaType>())
            .Concat(operations.SelectMany(operation => operation.RequestBody?.Content?.Values ?? Enumerable.Empty<IOpenApiMediaType>()))
            .Select(media => media.Schema)
            .Concat(operations.SelectMany(operation => operation.Parameters ?? []).Select(parameter => parameter.Schema))
            .ToList();
        var inSchemas = schemas.Values.SelectMany(schema => schema.Properties?.Values ?? Enumerable.Empty<IOpenApiSchema>());
        return inOperations.Concat(inOperations.Concat(inSchemas).OfType<OpenApiSchema>().SelectMany(PartsOf))
            .OfType<OpenApiSchemaReference>();
    }

    static IEnumerable<OpenApiOperation> OperationsOf(OpenApiDocument document) =>
        document.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>());

    static HashSet<string> RequestSchemas(OpenApiDocument document, IDictionary<string, IOpenApiSchema> schemas)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var bodies = OperationsOf(document)
            .SelectMany(operation => operation.RequestBody?.Content?.Values ?? Enumerable.Empty<IOpenApiMediaType>())
            .Select(media => media.Schema);
        var pending = new Queue<IOpenApiSchema?>(bodies);
        while (pending.TryDequeue(out var schema))
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } name })
            {
                if (found.Add(name))
                    pending.Enqueue(schemas[name]);
                continue;
            }
            foreach (var part in PartsOf(schema))
                pending.Enqueue(part);
        }
        return found;
    }

    static IEnumerable<IOpenApiSchema?> PartsOf(IOpenApiSchema? schema) => schema is null
        ? []
        : [
            .. schema.Properties?.Values ?? [], .. schema.OneOf ?? [], .. schema.AnyOf ?? [], .. schema.AllOf ?? [], schema.Items,
            schema.AdditionalProperties,
        ];

    static OpenApiSchema Problem() => Object("A refusal (RFC 9457).",
        ("type", Text("Its kind, as the address of a page that explains it: /problems/ and the code.", "uri-reference")),
        ("title", Text("The kind in a sentence, the same for each occurrence; in the language of Accept-Language.")),
        ("status", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." }),
        ("detail", Text("What went wrong, for people; in the language of Accept-Language.")),
        ("code", Text("What went wrong, for programs; stable.")),
        ("traceId", new OpenApiSchema
        {
            Type = JsonSchemaType.String | JsonSchemaType.Null,
            Description = "Names the request in the server's log and in the header GridGov-Trace-Id.",
        }),
        ("version", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int64",
            Description = "The current version; only with the code stale-version.",
        }),
        ("errors", new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "The faults of the input, when that is what was refused.",
            Items = Object("One fault of the input.",
                ("pointer", Text("JSON Pointer to the value in the body, or the parameter's name for the address.")),
                ("code", Text("Stable, for programs: too_long, required, …")),
                ("detail", Text("For people, in the language asked for."))),
        }),
        ("dependency", Text("What the server waits for, when it is not ready: store or clock.")),
        ("condition", Text("What is wrong with the dependency. Store: unreachable, full, read_only, damaged, failing or busy; "
            + "clock: ahead or behind.")));

    static OpenApiSchema Object(string description, params (string Name, OpenApiSchema Schema)[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = properties.ToDictionary(
            property => property.Name, property => (IOpenApiSchema)property.Schema, StringComparer.Ordinal),
        Required = new HashSet<string>(
            properties.Select(property => property.Name).Where(name => name is not ("errors" or "version" or "dependency" or "condition")),
            StringComparer.Ordinal),
    };

    static OpenApiSchema Text(string description, string? format = null) =>
        new() { Type = JsonSchemaType.String, Format = format, Description = description };
}
