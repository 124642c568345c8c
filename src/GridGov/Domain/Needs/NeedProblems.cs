using GridGov.Api;

namespace GridGov.Domain.Needs;

/// <summary>Problems of needs, claims and offers.</summary>
static class NeedProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        // Needs
        new(400, "need-group-not-usable",
            new("您不能以该组织的名义提交。", "You cannot submit for this group."),
            new("在您的范围内没有该组织，或该组织已终止，或您不代表它。",
                "There is no such group within your scope, or it has ended, or you do not act for it.")),
        new(400, "need-grid-not-usable",
            new("您不能在该网格提交。", "You cannot submit in this grid."),
            new("网格 {0} 不存在，或不在您可提交的范围内。", "Grid {0} does not exist, or lies outside the grids in which you may submit.")),
        new(409, "need-closed",
            new("该需求已经结束。", "The need is closed.")),
        new(409, "need-not-published",
            new("该需求尚未发布。", "The need is not published yet.")),
        new(409, "need-already-published",
            new("该需求已经发布。", "The need is published already."),
            new("该需求已经发布；此后只能修改标题、说明、场所、联系人、名额、日期与认领期限。",
                "The need is published already; then only title, description, place, contact, slots, days and the claim day can be " +
                "edited.")),
        new(403, "edited-by-publisher",
            new("该需求已经发布，由发布岗位修改。", "The need is published, so only a post that publishes edits it."),
            new("该需求已经发布，公示牌会显示其内容，请由该网格的发布岗位修改，或撤回后重新提交。",
                "The need is published and the board shows it, so a post that publishes in the grid edits it; or withdraw it and " +
                "submit it anew.")),
        new(409, "need-taken",
            new("该需求的名额已认满。", "All slots of the need are taken.")),
        new(409, "need-has-claims",
            new("该需求还有未完成的认领。", "The need has claims that go on.")),
        new(409, "nothing-confirmed",
            new("该需求还没有确认完成的认领。", "No claim of the need is confirmed yet.")),
        new(409, "slots-below-claims",
            new("名额少于现有认领数。", "The need has more claims than slots."),
            new("名额不得少于现有的 {0} 个认领。", "The slots must not be fewer than the {0} claims that fill them.")),
        new(403, "not-for-this-need",
            new("您不是该需求的提交人或所属组织的代表。", "You neither submitted the need nor act for its group."),
            new("只有提交人、所属组织的代表或该网格的发布岗位可以这样做。",
                "Only who submitted the need, who acts for its group, or a post that publishes in the grid can do this.")),
        new(409, "no-contact",
            new("该需求没有联系人。", "The need has no contact.")),

        // Claims
        new(403, "own-need",
            new("不能认领本组织的需求。", "A need of one's own group cannot be claimed."),
            new("需求提交之后您代表过其所属组织，因此不能认领，也不能为其他组织认领。",
                "You have acted for the group whose need it is since it was submitted, so you cannot claim it, nor for another group.")),
        new(403, "cannot-claim-for-group",
            new("您不能代表该组织认领。", "You cannot claim it for this group."),
            new("您今天不代表该组织，或该需求不在该组织的网格内。",
                "You do not act for the group today, or the need does not lie in the group's grid.")),
        new(403, "no-claiming-post",
            new("您在该网格没有认领需求的岗位。", "You hold no post to claim needs in the grid."),
            new("以个人名义认领，须在该网格有相应岗位；代表组织认领请指定组织。",
                "To claim in your own name you need a post in the grid; to claim for a group, name it.")),
        new(409, "already-claimed",
            new("该需求已由您或该组织认领。", "You, or the group, have claimed the need already.")),
        new(400, "unknown-offer",
            new("没有可用于该需求的这项资源。", "There is no such offer to meet the need with."),
            new("该资源不存在、已撤回，或不属于认领方。", "The offer does not exist, is withdrawn, or is not of who claims.")),
        new(409, "claim-not-started",
            new("该认领尚未开始服务，或尚未报告完成。", "The claim is not being served yet, or is not reported done.")),
        new(409, "claim-being-served",
            new("该认领正在服务中。", "The claim is being served.")),
        new(409, "claim-done-already",
            new("该认领已报告完成，待确认。", "The claim is reported done and waits for confirmation.")),
        new(409, "claim-confirmed-already",
            new("已有认领确认完成。", "A claim is confirmed already.")),
        new(409, "claim-released-already",
            new("该认领已经放弃。", "The claim is released already.")),
        new(403, "not-your-claim",
            new("这不是您或您所代表组织的认领。", "The claim is neither yours nor of a group that you act for.")),
        new(403, "own-claim",
            new("认领方不能自行确认。", "A claim is not confirmed or disputed by its own side."),
            new("认领人，以及认领之后代表过认领组织的人，都不能确认或提出异议。",
                "Neither who claimed it nor anybody who has acted for the claiming group since confirms or disputes it.")),

        // Offers
        new(409, "offer-withdrawn",
            new("该资源已撤回。", "The offer is withdrawn.")),
        new(403, "not-for-this-offer",
            new("您不管理该资源。", "You do not manage this offer."),
            new("只有资源所属组织的代表或该网格管理资源的岗位可以这样做。",
                "Only who acts for the group that offers it, or a post that makes offers in the grid, can do this.")),
    ];
}
