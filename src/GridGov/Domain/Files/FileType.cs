namespace GridGov.Domain.Files;

/// <summary>The type of an uploaded file, by its content.</summary>
public enum FileType
{
    /// <summary>A JPEG picture.</summary>
    Jpeg,
    /// <summary>A PNG picture.</summary>
    Png,
    /// <summary>A WebP picture.</summary>
    Webp,
    /// <summary>A HEIC picture, kept as it is.</summary>
    Heic,
    /// <summary>An MP4 video, kept as it is.</summary>
    Mp4,
    /// <summary>A PDF document, kept as it is.</summary>
    Pdf,
}

static class FileTypes
{
    /// <summary>Whether copies are made of it for viewing.</summary>
    public static bool IsPicture(this FileType type) => type is FileType.Jpeg or FileType.Png or FileType.Webp;

    public static string ToMediaType(this FileType type) => type switch
    {
        FileType.Jpeg => "image/jpeg",
        FileType.Png => "image/png",
        FileType.Webp => "image/webp",
        FileType.Heic => "image/heic",
        FileType.Mp4 => "video/mp4",
        FileType.Pdf => "application/pdf",
    };
}
