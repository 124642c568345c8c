using GridGov.Api;

namespace GridGov.Features.Uploads;

/// <summary>Problems of uploads.</summary>
static class UploadProblems
{
    /// <summary>An account has no more uploads than this that are not attached.</summary>
    public const int MaxUploads = 50;

    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(400, "checksum-differs",
            new("收到的内容与所给的 SHA-256 不符，未保存任何内容。",
                "What has arrived does not have the given SHA-256, so nothing of it was kept.")),
        new(409, "upload-offset-differs",
            new("分块的起点不是已收到内容的末尾。", "The chunk does not begin where the received content ends."),
            new("分块须从第 {0} 字节开始。", "The chunk must begin at byte {0}.")),
        new(409, "upload-complete",
            new("文件已全部收到，不再接收分块。", "The file has arrived completely, so no more chunks are taken.")),
        new(409, "too-many-chunks",
            new("分块过多，请使用更大的分块重新上传。", "There are too many chunks; upload the file anew in larger ones.")),
        new(409, "too-many-uploads",
            new("未附到案卷的上传文件过多，请先附到案卷，或等候其到期清除。",
                "Too many uploads are not attached to a ticket; attach them first, or wait until they expire.")),
    ];
}
