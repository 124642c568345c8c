using GridGov.Api;

namespace GridGov.Features.Uploads;

/// <summary>Uploads: files that are sent first and then attached to a ticket.</summary>
public sealed class UploadGroup() : ApiGroup("uploads", "uploads");
