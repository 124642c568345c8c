using GridGov.Api;

namespace GridGov.Domain.Campaigns;

/// <summary>Problems of campaigns, rounds and records.</summary>
static class CampaignProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        // Campaigns
        new(409, "campaign-not-running",
            new("该行动尚未启动。", "The campaign has not started yet.")),
        new(409, "campaign-already-running",
            new("该行动已在进行中。", "The campaign is running already."),
            new("该行动已在进行中；进行中只能修改名称、说明、目标、末日与牵头人。",
                "The campaign is running already; then only name, description, goal, last day and leader can be edited.")),
        new(409, "campaign-ended",
            new("该行动已经结束。", "The campaign has ended.")),
        new(409, "campaign-outside-its-days",
            new("今天不在行动日期之内。", "Today is none of the campaign's days."),
            new("该行动的日期为 {0} 至 {1}，今天不在其中。", "The campaign's days are {0} to {1}, and today is none of them.")),
        new(400, "grids-too-far-apart",
            new("所选网格没有共同的上级区划。", "The grids have no division in common.")),
        new(400, "unknown-zone",
            new("在您的范围内没有该专属网格。", "There is no such zone within your scope.")),
        new(409, "too-many-targets",
            new("目标场所过多。", "There are too many target places."),
            new("目标场所超过 {0} 个，请缩小范围。", "There are more than {0} target places; choose fewer.")),
        new(400, "invalid-questions",
            new("问题设置有误。", "The questions have faults.")),

        // Rounds
        new(409, "round-open",
            new("您有一次出勤尚未结束，请先结束它。", "You have a round that has not ended; finish it first."),
            new("您有一次出勤（{0}）尚未结束，请先结束它。", "You have a round, {0}, that has not ended; finish it first.")),
        new(409, "round-ended",
            new("该次出勤已经结束。", "The round has ended.")),
        new(400, "round-ends-before-start",
            new("结束时间早于开始时间。", "The round ends before it starts.")),
        new(400, "not-going-out-there",
            new("您在该网格没有外出记录的岗位，或网格不存在。", "You hold no post to go out and record in the grid, or it does not exist."),
            new("您在网格 {0} 没有外出记录的岗位，或网格不存在。", "You hold no post to go out and record in grid {0}, or it does not exist.")),
        new(400, "going-out-grid-needed",
            new("您的外出岗位不止一个网格，请指定网格。", "You go out in more than one grid, so the grid must be named.")),
        new(409, "too-many-points",
            new("该次出勤的轨迹点已达上限。", "The round has as many points as it may have."),
            new("一次出勤至多 {0} 个轨迹点。", "A round has at most {0} points.")),
        new(400, "unknown-campaign",
            new("在您的范围内没有该行动。", "There is no such campaign within your scope.")),
        new(400, "unknown-round",
            new("您没有这次出勤。", "You have no such round.")),

        // Records
        new(409, "place-retired-by-then",
            new("该场所在此之前已停用。", "The place had been retired by then.")),
        new(409, "outside-campaign",
            new("该行动不在此网格或此日期进行。", "The campaign is not carried out in this grid or on this day."),
            new("该行动不在网格 {0} 的 {1} 进行。", "The campaign is not carried out in grid {0} on {1}.")),
        new(400, "outcome-not-allowed",
            new("该类行动没有这种结果。", "A campaign of this kind has no such outcome."),
            new("该类行动的结果只能是：{0}。", "The outcome in a campaign of this kind is one of {0}.")),
        new(400, "quantity-needed",
            new("已送达须填写数量。", "What is handed over needs a quantity.")),
        new(400, "answers-not-expected",
            new("无人或拒访时没有答案；没有行动的记录也没有问题。",
                "There are no answers when nobody was there or the visit was refused, and no questions without a campaign.")),
        new(400, "invalid-answers",
            new("答案与问题不符。", "The answers do not fit the questions.")),
        new(400, "finding-not-expected",
            new("只有结果为“发现问题”的记录才上报问题。", "Only a record with the outcome “finding” has a finding.")),
        new(409, "finding-filed-already",
            new("该记录发现的问题已上报。", "The finding of the record is filed already.")),
        new(409, "record-already-corrected",
            new("该记录已被更正。", "The record is corrected already."),
            new("该记录已被 {0} 更正，请更正后者。", "The record is corrected by {0} already; correct that one.")),
        new(403, "not-the-records-author",
            new("只有记录人可以更正；他人请另作记录。", "Only its author corrects a record; make one of your own.")),
        new(409, "too-many-photos",
            new("一条记录的照片已达上限。", "A record has as many photos as it may have."),
            new("一条记录至多 {0} 张照片。", "A record has at most {0} photos.")),
        new(409, "photo-not-a-picture",
            new("该文件不是可查看的照片。", "The file is no picture to look at.")),
    ];
}
