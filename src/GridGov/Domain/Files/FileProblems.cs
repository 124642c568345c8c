using GridGov.Api;

namespace GridGov.Domain.Files;

/// <summary>Why a file, or its content, is refused.</summary>
static class FileProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(415, "file-type-not-allowed",
            new("不支持该文件类型；文件类型按内容判定，可上传 JPEG、PNG、WebP、HEIC、MP4 和 PDF。",
                "Files of this type are not taken; the content decides, and JPEG, PNG, WebP, HEIC, MP4 and PDF are taken.")),
        new(400, "file-has-other-content",
            new("文件中夹带其他类型的内容。", "The file also holds content of another type.")),
        new(400, "file-unreadable",
            new("文件已损坏或不完整，无法读取。", "The file is damaged or incomplete, so it cannot be read.")),
        new(400, "picture-too-large",
            new("图片的像素过多：JPEG 不超过 6,400 万像素，PNG 和 WebP 不超过 4,000 万像素。",
                "The picture has too many pixels: a JPEG has at most 64 million, a PNG or WebP at most 40 million.")),
        new(400, "checksum-differs",
            new("收到的内容与所给的 SHA-256 不符，未保存任何内容。",
                "What has arrived does not have the given SHA-256, so nothing of it was kept.")),
        new(409, "too-many-uploads",
            new("未附到案卷的上传文件过多，请先附到案卷，或等候其到期清除。",
                "Too many uploads are not attached to a ticket; attach them first, or wait until they expire.")),
        new(409, "too-many-attachments",
            new("该案卷的附件已达上限。", "The ticket has as many files as it can have."),
            new("一件案卷最多 {0} 个附件。", "A ticket has at most {0} files.")),
        new(409, "upload-missing",
            new("没有这个上传文件，或它已附到案卷、已过期、不是您上传的。",
                "There is no such upload of yours; it may be attached already, or have expired.")),
        new(409, "upload-incomplete",
            new("文件尚未全部收到。", "The file has not arrived completely."),
            new("文件尚未全部收到，已收到 {0} 字节。", "The file has not arrived completely; {0} bytes are here.")),
    ];
}
