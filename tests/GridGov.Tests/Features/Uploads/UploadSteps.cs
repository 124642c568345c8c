using System.Net.Http.Headers;
using System.Security.Cryptography;
using GridGov.Domain.Files;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Uploads;

/// <summary>Steps for tests of uploads.</summary>
static class UploadSteps
{
    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static Task<Answer> Upload(this Caller caller, byte[] bytes, string type = "application/octet-stream", string? key = null) =>
        caller.Send(HttpMethod.Post, $"/v1/uploads?sha256={Sha256(bytes)}", Content(bytes, type), ("Idempotency-Key", key ?? Caller.NewKey()));

    public static Task<Answer> Append(this Caller caller, string upload, long offset, byte[] chunk, string? sha256 = null) =>
        caller.Send(HttpMethod.Patch, $"/v1/uploads/{upload}?offset={offset}&sha256={sha256 ?? Sha256(chunk)}",
            Content(chunk, "application/octet-stream"));

    public static ByteArrayContent Content(byte[] bytes, string type) =>
        new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    public static FileStore Files(this App app) => app.Services.GetRequiredService<FileStore>();

    /// <summary>Every stored content, as it is on the disk.</summary>
    public static IReadOnlyList<string> StoredFiles(this App app) =>
        Directory.Exists(app.Files().Folder) ? Directory.GetFiles(app.Files().Folder, "*", SearchOption.AllDirectories) : [];
}
