using System.Reflection;
using System.Text.Json.Nodes;
using GridGov.Api.Binding;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace GridGov.Api.OpenApi;

/// <summary>Adds to each operation what its slice declares: access, problems, headers and example.</summary>
sealed class OperationFilter(IReadOnlyList<IReadOnlyList<string>> codeLists) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var facts = OperationInfo.Of(context.ApiDescription, context.MethodInfo);
        Describe(operation, facts);
        CompleteParameters(operation, facts, context);
        AddHeaders(operation, facts);
        CompleteBody(operation, facts);
        CompleteAnswers(operation, facts);
        ProblemResponses.Add(operation, facts, context.Document);
        if (!facts.Anonymous)
        {
            operation.Security =
                [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Contract.Bearer, context.Document)] = [] }];
        }
        else
        {
            operation.Security = [];
        }
    }

    static void Describe(OpenApiOperation operation, OperationInfo facts)
    {
        string?[] parts =
        [
            XmlDocs.Of(facts.Slice),
            operation.Description,
            facts.Capability is not { } capability ? null
                : facts.OrCapability is { } other ? $"Needs the capability `{capability.ToCode()}` or `{other.ToCode()}`."
                : $"Needs the capability `{capability.ToCode()}`.",
        ];
        operation.Description = string.Join("\n\n", parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    void CompleteParameters(OpenApiOperation operation, OperationInfo facts, OperationFilterContext context)
    {
        if (facts.Request is not { } request)
            return;
        var route = request.Parts.OfType<RouteValue>().ToDictionary(value => value.Name, StringComparer.OrdinalIgnoreCase);
        var query = request.Query.ToDictionary(value => value.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            var property = parameter.In is ParameterLocation.Path
                ? route.GetValueOrDefault(parameter.Name!)?.Property
                : query.GetValueOrDefault(parameter.Name!)?.Property;
            if (property is null)
                continue;
            parameter.Description = XmlDocs.Of(property)
                ?? (parameter.In is ParameterLocation.Path ? facts.PathParameter(parameter.Name!) : null);
            parameter.Schema = SchemaOf(property, parameter.Schema, context);
            parameter.Required = parameter.In is ParameterLocation.Path
                || ValidatorConstraints.Requires(property.DeclaringType!, property.Name);
        }
    }

    IOpenApiSchema? SchemaOf(PropertyInfo property, IOpenApiSchema? made, OperationFilterContext context)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type == typeof(Id))
            return Undescribed(SchemaFilter.ForId());
        if (type == typeof(Instant))
            return Undescribed(SchemaFilter.ForInstant());
        if (type == typeof(DateOnly))
            return SchemaFilter.ForDay();
        if (made is not OpenApiSchema schema)
            return made;
        if (schema.Type is { } types)
            schema.Type = types & ~JsonSchemaType.Null;
        var owner = property.DeclaringType!;
        if (ValidatorConstraints.AcceptedCodes(owner, property) is { } codes)
        {
            var known = context.SchemaGenerator.GenerateSchema(codes, context.SchemaRepository);
            if (!type.IsArray)
                return known;
            schema.Items = known;
        }
        else if (codeLists.FirstOrDefault(list => ValidatorConstraints.AcceptsOnly(owner, property, list)) is { } listed)
        {
            schema.Enum = [.. listed.Select(code => (JsonNode)code)];
        }
        ValidatorConstraints.Apply(owner, property.Name, schema);
        return schema;
    }

    // The parameter has its own description.
    static OpenApiSchema Undescribed(OpenApiSchema schema)
    {
        schema.Description = null;
        return schema;
    }

    static void AddHeaders(OpenApiOperation operation, OperationInfo facts)
    {
        foreach (var header in facts.Request?.Parts.OfType<HeaderValue>() ?? [])
        {
            Add(header.Name, required: false, XmlDocs.Of(header.Property!) ?? "",
                new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 });
        }
        if (facts is { IsPost: true, Anonymous: false } or { RequiresIdempotencyKey: true })
        {
            var least = facts.Anonymous ? Idempotency.MinLengthOfAnybody : 1;
            Add("Idempotency-Key", facts.RequiresIdempotencyKey,
                $"A key of your choice, {least} to {Idempotency.MaxLength} visible characters; a repeat with the same key and body gets "
                    + "the first answer again."
                    + (facts.Anonymous ? " Without sign-in that holds for whoever sends them, so use a random one, such as a UUID." : ""),
                new OpenApiSchema { Type = JsonSchemaType.String, MinLength = least, MaxLength = Idempotency.MaxLength });
        }
        if (facts.RequiresVersion)
            Add("If-Match", required: true, "The ETag that was read: the version that is to be changed.", Tag());
        if (facts is { IsGet: true, IsVersioned: true })
            Add("If-None-Match", required: false, "An ETag that was read; 304 when the resource still has it.", Tag());

        void Add(string name, bool required, string description, OpenApiSchema schema) =>
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Required = required,
                Description = description,
                Schema = schema,
            });
    }

    static OpenApiSchema FileSchema() => new() { Type = JsonSchemaType.String, Format = "binary" };

    static OpenApiSchema Tag() => new() { Type = JsonSchemaType.String, Examples = ["\"3\""] };

    static void CompleteBody(OpenApiOperation operation, OperationInfo facts)
    {
        if (facts.Request?.File is StreamPart)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "The bytes, under any type; or multipart/form-data with them as its only part.",
                Content = new[] { StreamBody.Binary, StreamBody.Multipart }.ToDictionary(
                    type => type, IOpenApiMediaType (_) => new OpenApiMediaType { Schema = FileSchema() }, StringComparer.Ordinal),
            };
            return;
        }
        if (facts.Request?.File is FilePart file)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = file.IsGeoJson
                    ? "A GeoJSON FeatureCollection (RFC 7946)."
                    : "A file of rows. CSV may be in UTF-8, UTF-16 or GB18030, with commas, semicolons or tabs; of a workbook the first " +
                        "visible sheet is read. The content decides how it is read, not the declared type or charset.",
                Content = file.ContentTypes.ToDictionary(
                    type => type, IOpenApiMediaType (_) => new OpenApiMediaType { Schema = FileSchema() }, StringComparer.Ordinal),
            };
            return;
        }
        if (operation.RequestBody is not OpenApiRequestBody { Content: { } content } body)
            return;
        body.Required = true;
        foreach (var media in content.Values.OfType<OpenApiMediaType>())
        {
            if (facts.Example is { } example)
                media.Example = JsonNode.Parse(example);
        }
    }

    static void CompleteAnswers(OpenApiOperation operation, OperationInfo facts)
    {
        operation.Responses ??= [];
        // ProblemResponses adds the refusals.
        foreach (var status in operation.Responses.Keys.Where(status => status[0] is not '2').ToList())
            operation.Responses.Remove(status);
        if (operation.Responses.Count == 0)
            operation.Responses["200"] = new OpenApiResponse { Description = "OK" };
        foreach (var (status, answer) in operation.Responses)
        {
            if (answer is not OpenApiResponse response)
                continue;
            foreach (var form in status is "200" ? facts.OtherContentTypes : [])
            {
                (response.Content ??= new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal))[form] =
                    new OpenApiMediaType { Schema = FormOf(form) };
            }
            if (status is "201")
            {
                AddHeader(response, "Location", "The address of what was created.",
                    new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" });
            }
            if (facts.IsVersioned && (status is "200" or "201"))
                AddHeader(response, "ETag", "The version, for If-Match.", Tag());
            foreach (var header in status is "200" ? facts.OwnHeaders : [])
                AddHeader(response, header.Name, header.Description, new OpenApiSchema { Type = JsonSchemaType.String });
            if (facts.IsPaged && status is "200")
            {
                AddHeader(response, "Link", "rel=\"next\": the next part; absent at the end.",
                    new OpenApiSchema { Type = JsonSchemaType.String });
            }
        }
        if (facts is { IsGet: true, IsVersioned: true })
            operation.Responses["304"] = new OpenApiResponse { Description = "The resource still has the ETag of If-None-Match." };
    }

    static OpenApiSchema FormOf(string contentType) => contentType.StartsWith("text/", StringComparison.Ordinal)
        ? new() { Type = JsonSchemaType.String }
        : new() { Type = JsonSchemaType.String, Format = "binary" };

    static void AddHeader(OpenApiResponse response, string name, string description, OpenApiSchema schema) =>
        (response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal))[name] =
            new OpenApiHeader { Description = description, Schema = schema };
}
