using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace GridGov.Api.OpenApi;

/// <summary>The served and committed contract, created once.</summary>
public sealed class ContractDocument(IServiceScopeFactory scopes)
{
    // Indented, LF, Chinese unescaped, because people read its diffs.
    static readonly JsonSerializerOptions SerializerOptions = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    readonly Lazy<Task<byte[]>> json = new(() => Make(scopes));

    string? tag;

    public Task<byte[]> Json() => json.Value;

    /// <summary>The ETag of its bytes.</summary>
    public async Task<string> Tag() => tag ??= ETags.Of(await Json());

    static async Task<byte[]> Make(IServiceScopeFactory scopes)
    {
        await using var scope = scopes.CreateAsyncScope();
        var document = await scope.ServiceProvider.GetRequiredService<IAsyncSwaggerProvider>().GetSwaggerAsync("v1");
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1);
        var tree = JsonNode.Parse(stream.ToArray())!;
        return [.. System.Text.Encoding.UTF8.GetBytes(tree.ToJsonString(SerializerOptions)), (byte)'\n'];
    }
}
