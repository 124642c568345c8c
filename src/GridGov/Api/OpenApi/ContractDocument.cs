using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace GridGov.Api.OpenApi;

/// <summary>The contract as it is served and committed: made once, since the endpoints do not change while the server runs.</summary>
public sealed class ContractDocument(IServiceScopeFactory scopes)
{
    // Indented, LF, Chinese left readable: differences between two versions are read by people.
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    readonly Lazy<Task<byte[]>> json = new(() => Make(scopes));

    string? tag;

    /// <summary>OpenAPI 3.1 as UTF-8 JSON that ends with a line feed.</summary>
    public Task<byte[]> Json() => json.Value;

    /// <summary>Its ETag, made of its bytes.</summary>
    public async Task<string> Tag() => tag ??= ETags.Of(await Json());

    static async Task<byte[]> Make(IServiceScopeFactory scopes)
    {
        await using var scope = scopes.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredService<IAsyncSwaggerProvider>().GetSwaggerAsync("v1");
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1);
        var tree = JsonNode.Parse(stream.ToArray())!;
        return [.. System.Text.Encoding.UTF8.GetBytes(tree.ToJsonString(Readable)), (byte)'\n'];
    }
}
