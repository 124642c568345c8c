using GridGov.Tests.Features.Uploads;

namespace GridGov.Tests.Features.Tickets.Attachments;

/// <summary>Steps for tests of attachments.</summary>
static class AttachmentSteps
{
    public static async Task<Answer> Attach(
        this Caller caller, string ticket, byte[]? file = null, string kind = "before", object? position = null, string? takenAt = null,
        string? caption = null)
    {
        var upload = (await caller.Upload(file ?? TestPhoto.Jpeg())).ShouldBeCreated();
        return await caller.Post($"/v1/tickets/{ticket}/attachments", new { uploadId = upload.Id, kind, position, takenAt, caption });
    }

    public static string Address(Answer attachment) => attachment.Header("Location")!;

    public static Task<Answer> Link(this Caller caller, string address, string variant = "view", string? purpose = null) =>
        caller.Post(address + "/link", purpose is null ? new { variant } : new { variant, purpose });

    public static async Task<byte[]> Bytes(Caller caller, string address) => await caller.Http.GetByteArrayAsync(address);
}
