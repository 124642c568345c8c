using GridGov.Api;

namespace GridGov.Domain.PublicReports;

/// <summary>Problems of public reports.</summary>
static class PublicReportProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        new(404, "public-reports-off",
            new("本单位未开通群众上报。", "This office takes no reports from the public here.")),
        new(403, "public-token-needed",
            new("请通过本单位的页面上报，并完成验证。", "Report through the office's own page, and pass its check there.")),
        new(400, "category-not-public",
            new("该类别不接受群众上报，请另选类别。", "The public cannot report under this category; choose another one.")),
        new(400, "report-grid-needed",
            new("请给出地图位置、场所，或指定街道、社区。",
                "Say where it is: a position on the map, a place, or the street or community.")),
        new(400, "photo-not-usable",
            new("照片不存在、已使用或已过期，请重新上传。", "There is no such photo, or it was used or has expired; upload it again.")),
        new(429, "too-many-reports",
            new("今天从这里上报的次数过多，请明天再试，或拨打热线电话。",
                "There were too many reports from here today; try again tomorrow, or call the hotline.")),
        new(409, "report-ended",
            new("该上报已经结束，不能再补充。", "The report has ended, so nothing can be added.")),
        new(409, "too-many-additions",
            new("补充次数已达上限。", "Nothing more can be added to this report."),
            new("补充次数已达上限（{0} 次）。", "At most {0} additions are taken, and there were as many.")),
        new(409, "report-not-closed",
            new("该上报尚未办结，办结后才能评价。", "The report is not closed yet; feedback is taken once it is.")),
        new(409, "feedback-given",
            new("您已经评价过本次办理，不能再改。", "You have given other feedback on this closing already.")),
        new(409, "feedback-period-over",
            new("评价期限已过。", "The time for feedback is over."),
            new("评价期限已过：办结后 {0} 天内可以评价。", "The time for feedback is over: it lasts {0} days from the closing.")),
        new(409, "report-not-held",
            new("该上报不在待放行之列。", "The report is not held any more.")),
        new(403, "photo-needs-purpose",
            new("该上报属于涉密类别，查看照片须写明用途。",
                "The report is of a confidential category, so its photos are shown only for a stated purpose.")),
        new(409, "reopening-not-pending",
            new("没有待决定的重新办理请求。", "There is no request to reopen that waits for a decision.")),
    ];
}
