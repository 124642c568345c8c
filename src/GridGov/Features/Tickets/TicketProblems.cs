using GridGov.Api;

namespace GridGov.Features.Tickets;

/// <summary>Problems of operations on tickets, beside those of the lifecycle.</summary>
static class TicketProblems
{
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        // Lists and exports
        new(429, "too-many-exports",
            new("同时进行的导出已达上限。", "The limit of simultaneous exports is reached."),
            new("同时进行的导出已达上限，请在 Retry-After 给出的秒数之后再试。",
                "The limit of simultaneous exports is reached; Retry-After says how many seconds to wait.")),

        // Amending
        new(409, "nothing-to-amend",
            new("所给内容与案卷现有内容相同，没有可更正之处。", "What is given is what the ticket has already, so nothing is amended.")),
        new(409, "handler-not-replaced-here",
            new("只有在现处置人不处置新网格的案卷时，才在更正中指定处置人；否则请改派。",
                "An amendment names a handler only where the present one does not handle tickets of the new grid; otherwise reassign it.")),

        // Splitting
        new(409, "number-of-parts",
            new("一件案卷拆分为 2 至 10 件子单。", "A ticket has 2 to 10 parts.")),
        new(409, "handler-needed",
            new("该案卷尚无处置人，拆分时须指定主办的处置人。",
                "Nobody handles the ticket yet, so the split names the handler of the whole.")),
        new(409, "merge-target-part",
            new("要并入的案卷是子单，请并入其主单。", "The ticket to merge into is a part; merge into its whole."),
            new("案卷 {0} 是子单，请并入其主单。", "Ticket {0} is a part; merge into its whole.")),
        new(409, "part-not-called-back",
            new("回访在主单上进行。", "The call-back is made on the whole, not on a part.")),

        // What a body names
        new(409, "handler-outside-grid",
            new("此人目前没有处置该网格案卷的岗位。", "This person holds no post today that handles tickets of this grid.")),
        new(409, "already-the-handler",
            new("该案卷已由此人处置。", "This person handles the ticket already.")),
        new(409, "not-in-hand",
            new("所列案卷中有的不在此人手中，或不在您的范围内。", "A named ticket is not in this person's hands, or you cannot see it.")),
        new(409, "verifier-outside-grid",
            new("此人目前没有核实该网格案卷的岗位。", "This person holds no post today that verifies tickets of this grid.")),
        new(409, "merge-target-missing",
            new("在您可以并案的范围内没有此案卷。", "There is no such ticket where you may merge tickets.")),
        new(409, "merge-into-itself",
            new("案卷不能并入自身。", "A ticket cannot be merged into itself.")),
        new(409, "merge-target-ended",
            new("要并入的案卷已经结束。", "The ticket to merge into has ended."),
            new("案卷 {0} 已经结束，不能并入。", "Ticket {0} has ended, so nothing can be merged into it.")),
        new(409, "merge-differs",
            new("两件案卷的社区、类型或类别不同；确要并案，请在请求中确认这些差异。",
                "The tickets are of different communities, kinds or categories; to merge them nevertheless, set differs to true."),
            new("与案卷 {0} 不同：{1}。确要并案，请在请求中确认这些差异。",
                "It differs from ticket {0}: {1}. To merge them nevertheless, set differs to true.")),
        new(409, "has-merged-reports",
            new("已有其他上报并入该案卷，不能撤回，可由派遣员处理。",
                "Other reports were merged into this ticket, so it cannot be withdrawn; a dispatcher decides on it.")),
        new(409, "participant-outside-grid",
            new("此人目前没有可参与该网格联合行动的岗位。", "This person holds no post today that can be called to a ticket of this grid.")),
        new(409, "role-vacant",
            new("该网格目前无人担任此服务角色。", "Nobody holds this service role for this grid today."),
            new("该网格目前无人担任“{0}”。", "Nobody holds the service role “{0}” for this grid today.")),
        new(409, "participant-twice",
            new("同一人被重复召集。", "The same person is called twice.")),
        new(409, "not-a-participant",
            new("此人不是该联合行动的成员。", "This person was not called to the joint action.")),
        new(409, "own-excuse",
            new("不得自行批准本人不到场。", "You cannot excuse yourself.")),

        // Call-backs
        new(409, "no-reporter",
            new("该案卷没有登记报告人。", "The ticket has no recorded reporter.")),
        new(409, "not-closed-yet",
            new("该案卷尚未结案，回访在结案之后进行。", "The ticket is not closed yet; a call-back follows the closing.")),
        new(409, "already-called-back",
            new("结案后已有有效回访，每次结案只计一次。", "The reporter has answered a call-back since the closing; only one counts.")),

        // Files
        new(409, "no-picture",
            new("该文件没有可直接查看的图片，只有原件。", "There is no picture of this file, only the original.")),
        new(403, "attachment-needs-purpose",
            new("涉密案卷的附件须写明用途，凭链接打开。", "A file of a confidential ticket opens only by a link that was made with a purpose.")),
        new(409, "attachment-hidden",
            new("该附件在案卷涉密时附上或被隐藏，案卷恢复为普通案卷后不再显示。",
                "The file is from when the ticket was confidential, and stays hidden while the ticket is not.")),

        // Outside parties
        new(403, "not-asking-outside",
            new("只有可以派遣该案卷的岗位及其处置人可以询问外部单位。",
                "Only those who may dispatch the ticket, and its handler, ask outside parties.")),
        new(409, "confidential-not-outside",
            new("涉密案卷不得发给外部单位。", "A confidential ticket is not sent to an outside party.")),
        new(409, "ticket-ended-outside",
            new("案卷已经结束，不再询问外部单位。", "The ticket has ended, so no outside party is asked about it.")),
        new(409, "too-many-outside-answers",
            new("该案卷尚未答复的链接已达上限。", "The ticket has as many unanswered links as it can have."),
            new("一件案卷最多有 {0} 个尚未答复的链接。", "A ticket has at most {0} unanswered links.")),
        new(409, "outside-answer-ended",
            new("该链接已答复、已过期或已撤销。", "The link was answered or revoked, or has expired.")),
        new(409, "outside-already-answered",
            new("该问题已经答复，只能答复一次。", "The question was answered already; it is answered once.")),
        new(410, "outside-link-ended",
            new("该链接已过期或已撤销，请向发给您链接的单位索取新的链接。",
                "The link has expired or was revoked; ask whoever sent it for a new one.")),
        new(410, "outside-ticket-ended",
            new("该案卷已经办结，无须再答复。", "The ticket has ended, so no answer is needed any more.")),

        // Confidential content
        new(409, "not-confidential",
            new("该案卷不涉密，没有可解除的脱敏内容。", "The ticket is not confidential, so nothing of it is masked.")),
        new(403, "not-concerned-with-ticket",
            new("您的岗位只能查看本人上报、处置、核实或参与联合行动的涉密案卷。",
                "Your post reads a confidential ticket only when you filed it or are its handler, verifier or participant.")),
    ];
}
