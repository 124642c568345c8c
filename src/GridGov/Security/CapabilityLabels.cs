using GridGov.Text;

namespace GridGov.Security;

/// <summary>What a capability allows, as a phrase behind “to” in English and behind 无权 in Chinese.</summary>
static class CapabilityLabels
{
    public static LocalizedText Of(Capability capability) => capability switch
    {
        Capability.TicketRead => new("查看案卷", "read tickets"),
        Capability.TicketExport => new("导出案卷", "export tickets"),
        Capability.TicketFile => new("上报案卷", "file tickets"),
        Capability.TicketComment => new("为案卷添加备注", "comment on tickets"),
        Capability.TicketAccept => new("为案卷立案", "accept tickets"),
        Capability.TicketVerify => new("指派核实案卷", "have tickets verified"),
        Capability.TicketReportBack => new("反馈核实结果", "report back on a verification"),
        Capability.TicketReject => new("决定不予立案", "reject tickets"),
        Capability.TicketMerge => new("合并案卷", "merge tickets"),
        Capability.TicketNote => new("将案卷研判归档", "note conditions"),
        Capability.TicketDispatch => new("派遣案卷", "dispatch tickets"),
        Capability.TicketTake => new("接单", "take tickets"),
        Capability.TicketResolve => new("将案卷处置完成", "resolve tickets"),
        Capability.TicketReturn => new("退回案卷", "return tickets"),
        Capability.TicketSelfHandle => new("就地处置案卷", "handle tickets on the spot"),
        Capability.TicketRequest => new("申请延期或挂账", "request extensions and suspensions"),
        Capability.TicketApprove => new("审批延期或挂账", "decide on extensions and suspensions"),
        Capability.TicketResume => new("恢复处置挂账案卷", "resume tickets"),
        Capability.TicketEscalate => new("将案卷报上一级", "escalate tickets"),
        Capability.TicketCheck => new("核查案卷", "check tickets"),
        Capability.TicketEvaluate => new("评价案卷", "evaluate tickets"),
        Capability.TicketCancel => new("作废案卷", "cancel tickets"),
        Capability.TicketReopen => new("重新立案", "reopen tickets"),
        Capability.TicketSummon => new("召集联合行动", "call joint actions"),
        Capability.TicketJoin => new("参加联合行动", "take part in joint actions"),
        Capability.TicketSupervise => new("督办案卷", "supervise tickets"),
        Capability.TicketReply => new("回复督办", "reply to orders"),
        Capability.ReporterRead => new("查看报告人", "read reporters"),
        Capability.ReporterUnmask => new("查看报告人的完整信息", "unmask reporters"),
        Capability.ConfidentialRead => new("查看涉密案卷", "read confidential tickets"),
        Capability.EvidenceRead => new("查看附件原件", "read the originals of files"),
        Capability.TicketContact => new("联系或回访报告人", "call reporters"),
        Capability.GridRead => new("查看网格", "read grids"),
        Capability.GridManage => new("管理网格", "manage grids"),
        Capability.PersonRead => new("查看人员", "read people"),
        Capability.PersonManage => new("管理人员", "manage people"),
        Capability.CategoryManage => new("管理类别", "manage categories"),
        Capability.CalendarManage => new("管理日历", "manage calendars"),
        Capability.StatisticsRead => new("查看统计", "read statistics"),
        Capability.AssessmentRead => new("查看考评", "read assessments"),
        Capability.AssessmentIssue => new("签发考评", "issue assessments"),
        Capability.SchemeManage => new("管理考评方案", "manage assessment schemes"),
        Capability.AuditRead => new("查看审计", "read the audit"),
        Capability.ApiKeyManage => new("管理接口密钥", "manage API keys"),
    };
}
