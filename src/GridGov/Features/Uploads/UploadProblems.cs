using GridGov.Api;

namespace GridGov.Features.Uploads;

/// <summary>Problems of uploads.</summary>
static class UploadProblems
{
    /// <summary>An account has no more uploads than this that are not attached.</summary>
    public const int MaxUploads = 50;

    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(409, "upload-offset-differs",
            new("分块的起点不是已收到内容的末尾。", "The chunk does not begin where the received content ends."),
            new("分块须从第 {0} 字节开始。", "The chunk must begin at byte {0}.")),
        new(409, "upload-complete",
            new("文件已全部收到，不再接收分块。", "The file has arrived completely, so no more chunks are taken.")),
        new(409, "too-many-chunks",
            new("分块过多，请使用更大的分块重新上传。", "There are too many chunks; upload the file anew in larger ones.")),
    ];
}
