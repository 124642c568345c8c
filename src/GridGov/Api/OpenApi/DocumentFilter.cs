using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace GridGov.Api.OpenApi;

/// <summary>What belongs to the document as a whole: tags, the form of problems, and which objects are closed.</summary>
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
            // What is sent is read strictly; what is answered may get more properties within v1.
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

    /// <summary>Tags, each with what its group of operations says of itself.</summary>
    static IEnumerable<OpenApiTag> TagsOf(IEnumerable<ApiDescription> operations) =>
        from operation in operations
        let metadata = operation.ActionDescriptor.EndpointMetadata
        let name = metadata.OfType<ITagsMetadata>().LastOrDefault()?.Tags.FirstOrDefault()
        where name is not null
        let described = metadata.OfType<ApiTag>().LastOrDefault()?.Group ?? metadata.OfType<MethodInfo>().FirstOrDefault()?.DeclaringType
        group described by name into tag
        orderby tag.Key
        select new OpenApiTag { Name = tag.Key, Description = tag.Distinct().Select(type => XmlDocs.Of(type)).FirstOrDefault(words => words is not null) };

    /// <summary>
    /// References that stand for no property. Swashbuckle says the type's words at the first of them only, so that they
    /// would move with the order in which features are mapped.
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
        return inOperations.Concat(inOperations.Concat(inSchemas).OfType<OpenApiSchema>().SelectMany(PartsOf)).OfType<OpenApiSchemaReference>();
    }

    static IEnumerable<OpenApiOperation> OperationsOf(OpenApiDocument document) =>
        document.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>());

    /// <summary>The names of the schemas that request bodies are made of.</summary>
    static HashSet<string> RequestSchemas(OpenApiDocument document, IDictionary<string, IOpenApiSchema> schemas)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var bodies = OperationsOf(document)
            .SelectMany(operation => operation.RequestBody?.Content?.Values ?? Enumerable.Empty<IOpenApiMediaType>())
            .Select(media => media.Schema);
        var open = new Queue<IOpenApiSchema?>(bodies);
        while (open.TryDequeue(out var schema))
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } name })
            {
                if (found.Add(name))
                    open.Enqueue(schemas[name]);
                continue;
            }
            foreach (var part in PartsOf(schema))
                open.Enqueue(part);
        }
        return found;
    }

    static IEnumerable<IOpenApiSchema?> PartsOf(IOpenApiSchema? schema) => schema is null
        ? []
        : [.. schema.Properties?.Values ?? [], .. schema.OneOf ?? [], .. schema.AnyOf ?? [], .. schema.AllOf ?? [], schema.Items, schema.AdditionalProperties];

    /// <summary>RFC 9457, as <see cref="Problems"/> makes it.</summary>
    static OpenApiSchema Problem() => Object("A refusal (RFC 9457).",
        ("type", Text("Its kind, as the address of a page that explains it: /problems/ and the code.", "uri-reference")),
        ("title", Text("The code in words.")),
        ("status", new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." }),
        ("detail", Text("What went wrong, for people; in the language of Accept-Language.")),
        ("code", Text("What went wrong, for programs; stable.")),
        ("traceId", new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "Names the request in the server's log." }),
        ("errors", new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "The faults of the input, when that is what was refused.",
            Items = Object("One fault of the input.",
                ("pointer", Text("JSON Pointer to the value in the body, or the parameter's name for the address.")),
                ("code", Text("Stable, for programs: too_long, required, …")),
                ("detail", Text("For people, in the language asked for."))),
        }),
        ("dependency", Text("What the server waits for, when it is not ready: store.")),
        ("condition", Text("What is wrong with the dependency: unreachable, full, read_only, damaged, failing or busy.")));

    static OpenApiSchema Object(string description, params (string Name, OpenApiSchema Schema)[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = properties.ToDictionary(property => property.Name, property => (IOpenApiSchema)property.Schema, StringComparer.Ordinal),
        Required = new HashSet<string>(properties.Select(property => property.Name).Where(name => name is not ("errors" or "dependency" or "condition")), StringComparer.Ordinal),
    };

    static OpenApiSchema Text(string description, string? format = null) =>
        new() { Type = JsonSchemaType.String, Format = format, Description = description };
}
