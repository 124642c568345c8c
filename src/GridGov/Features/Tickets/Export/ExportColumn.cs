using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Text;

namespace GridGov.Features.Tickets.Export;

/// <param name="Name">The stable name, used as heading if no language is requested.</param>
sealed record ExportColumn(string Name, LocalizedText Heading, Action<Ticket, CountedFacts, TicketFileWriter> Write)
{
    /// <summary>Whether the column is a coordinate, which GeoJSON has in its geometry instead.</summary>
    public bool IsPlace { get; init; }

    ExportColumn(string name, string chinese, string english, Action<Ticket, TicketFileWriter> write)
        : this(name, new LocalizedText(chinese, english), (ticket, _, writer) => write(ticket, writer))
    {
    }

    static ExportColumn Counted(string name, string chinese, string english, Action<CountedFacts, TicketFileWriter> write) =>
        new(name, new LocalizedText(chinese, english), (_, facts, writer) => write(facts, writer));

    /// <summary>All columns. The id comes first, because a cut export is continued after the last complete id.</summary>
    public static readonly IReadOnlyList<ExportColumn> All =
    [
        new("id", "案卷标识", "Id", (ticket, writer) => writer.Id(ticket.Id)),
        new("number", "案卷编号", "Number", (ticket, writer) => writer.Text(ticket.Number)),
        new("status", "状态", "Status", (ticket, writer) => writer.Code<TicketStatus>(ticket.Status, Labels.Of)),
        new("stage", "环节", "Stage", (ticket, writer) => writer.Code<TicketStage>(ticket.Stage, Labels.Of)),
        new("light", "亮灯", "Light", (ticket, writer) => writer.Code(ticket.Light, Labels.Of)),
        new("dueAt", "本环节时限", "Due", (ticket, writer) => writer.At(ticket.DueAt)),
        new("filedAt", "上报时间", "Filed", (ticket, writer) => writer.At(ticket.FiledAt)),
        new("foundAt", "发现时间", "Found", (ticket, writer) => writer.At(ticket.FoundAt)),
        new("externalNumber", "外部编号", "External number", (ticket, writer) => writer.Text(ticket.ExternalNumber)),
        new("externalDueAt", "外部时限", "External due", (ticket, writer) => writer.At(ticket.ExternalDueAt)),
        new("acceptedAt", "立案时间", "Accepted", (ticket, writer) => writer.At(ticket.AcceptedAt)),
        new("resolvedAt", "处置完成时间", "Resolved", (ticket, writer) => writer.At(ticket.ResolvedAt)),
        new("closedAt", "结案时间", "Closed", (ticket, writer) => writer.At(ticket.ClosedAt)),
        new("grid", "网格编码", "Grid code", (ticket, writer) => writer.Text(ticket.Grid.Code)),
        new("gridName", "网格", "Grid", (ticket, writer) => writer.Text(ticket.Grid.Name)),
        new("gridLevel", "网格层级", "Grid level", (ticket, writer) => writer.Whole(ticket.Grid.Level)),
        new("handlingLevel", "处置层级", "Handling level", (ticket, writer) => writer.Whole(ticket.HandlingLevel)),
        new("kind", "类型", "Kind", (ticket, writer) => writer.Code<TicketKind>(ticket.Kind, Labels.Of)),
        new("category", "类别代码", "Category code", (ticket, writer) => writer.Text(ticket.Category)),
        new("categoryName", "类别", "Category", (ticket, writer) => writer.Text(ticket.CategoryName)),
        new("programme", "统计口径", "Programme", (ticket, writer) => writer.Code<Programme>(ticket.Programme, Labels.Of)),
        new("role", "服务角色", "Service role", (ticket, writer) => writer.Role(ticket.Role)),
        new("urgency", "紧急程度", "Urgency", (ticket, writer) => writer.Code<Urgency>(ticket.Urgency, Labels.Of)),
        new("source", "来源", "Source", (ticket, writer) => writer.Code<TicketSource>(ticket.Source, Labels.Of)),
        new("description", "问题描述", "Description", (ticket, writer) => writer.Text(ticket.Description)),
        new("address", "地点", "Address", (ticket, writer) => writer.Text(ticket.Location?.Address)),
        new("place", "场所标识", "Place (id)", (ticket, writer) => writer.Id(ticket.Place?.Id)),
        new("placeName", "场所", "Place", (ticket, writer) => writer.Text(ticket.Place?.Name)),
        new("placeKind", "场所类型", "Kind of place", (ticket, writer) => writer.Code(ticket.Place?.Kind, Labels.Of)),
        new("lng", "经度（WGS84）", "Longitude (WGS84)", (ticket, writer) => writer.Decimal(ticket.Location?.Lng)) { IsPlace = true },
        new("lat", "纬度（WGS84）", "Latitude (WGS84)", (ticket, writer) => writer.Decimal(ticket.Location?.Lat)) { IsPlace = true },
        new("coordSys", "上报坐标系", "Sent datum", (ticket, writer) => writer.Text(ticket.Location?.Sent?.CoordSys.ToCode())),
        new("sentLng", "上报经度", "Sent longitude", (ticket, writer) => writer.Decimal(ticket.Location?.Sent?.Lng)),
        new("sentLat", "上报纬度", "Sent latitude", (ticket, writer) => writer.Decimal(ticket.Location?.Sent?.Lat)),
        new("reportedBy", "上报人标识", "Filed by (id)", (ticket, writer) => writer.Id(ticket.ReportedBy.Id)),
        new("reportedByName", "上报人", "Filed by", (ticket, writer) => writer.Text(ticket.ReportedBy.Name)),
        new("handler", "处置人标识", "Handler (id)", (ticket, writer) => writer.Id(ticket.Handler?.Id)),
        new("handlerName", "处置人", "Handler", (ticket, writer) => writer.Text(ticket.Handler?.Name)),
        new("handlerPost", "处置岗位", "Handler's post", (ticket, writer) => writer.Code(ticket.Handler?.Post, Labels.Of)),
        new("handlerRole", "处置角色", "Handler's role", (ticket, writer) => writer.Role(ticket.Handler?.Role)),
        new("result", "处置结果", "Result", (ticket, writer) => writer.Text(ticket.Result)),
        new("verifier", "核实人", "Verifier", (ticket, writer) => writer.Text(ticket.Verification?.By.Name)),
        new("verifyQuestion", "核实要求", "To be verified", (ticket, writer) => writer.Text(ticket.Verification?.Question)),
        new("verifyFindings", "核实结果", "Findings", (ticket, writer) => writer.Text(ticket.Verification?.Findings)),
        new("suspendedUntil", "挂账至", "Suspended until", (ticket, writer) => writer.Day(ticket.SuspendedUntil)),
        new("pendingRequest", "待审批申请", "Pending request", (ticket, writer) => writer.Code(ticket.PendingRequest?.Kind, Labels.Of)),
        new("awaitedParticipants", "联合行动未反馈数", "Awaited at the joint action", (ticket, writer) => writer.Whole(CountAwaited(ticket))),
        new("replyDue", "督办回复时限", "Reply due", (ticket, writer) =>
            writer.At(ticket.Supervision is { RepliedAt: null } order ? order.ReplyBy : null)),
        new("mergedInto", "并入案卷", "Merged into", (ticket, writer) => writer.Text(ticket.MergedInto?.Number)),
        new("partOf", "主单编号", "Part of", (ticket, writer) => writer.Text(ticket.PartOf?.Number)),
        new("parts", "子单数", "Parts", (ticket, writer) => writer.Whole(ticket.Parts?.Count)),
        new("evaluationScore", "评价分", "Score", (ticket, writer) => writer.Whole(ticket.Evaluation?.Score)),
        new("evaluationComment", "评价意见", "Evaluation", (ticket, writer) => writer.Text(ticket.Evaluation?.Comment)),
        Counted("closingDueAt", "结案期限", "Closing deadline", (facts, writer) => writer.At(facts.Metrics.ClosingDueAt)),
        Counted("dueDay", "应结案日", "Due day", (facts, writer) => writer.Day(facts.Metrics.DueDay)),
        Counted("decision", "上报认定", "Decision on the report", (facts, writer) => writer.Text(facts.Metrics.Decision?.ToCode())),
        Counted("decidedAt", "认定时间", "Decided", (facts, writer) => writer.At(facts.Metrics.DecidedAt)),
        Counted("dispatches", "派遣（时间 处置人 退回时间）", "Dispatches (time, handler, returned)",
            (facts, writer) => writer.Text(facts.Dispatches)),
        Counted("checks", "核查（时间 结果）", "Checks (time, result)", (facts, writer) => writer.Text(facts.Checks)),
        Counted("contactDueAt", "应联系时限", "Contact due", (facts, writer) => writer.At(facts.Metrics.ContactDueAt)),
        Counted("contactedAt", "首次联系上", "First reached", (facts, writer) => writer.At(facts.Metrics.ContactedAt)),
        Counted("callBacks", "有效回访（时间 解决 满意）", "Valid call-backs (time, solved, satisfied)",
            (facts, writer) => writer.Text(facts.CallBacks)),
        Counted("extensions", "获准延期次数", "Extensions granted", (facts, writer) => writer.Whole(facts.Extensions)),
        Counted("suspensions", "挂账次数", "Suspensions", (facts, writer) => writer.Whole(facts.Suspensions)),
        Counted("supervisions", "督办次数", "Supervision orders", (facts, writer) => writer.Whole(facts.Supervisions)),
        new("confidential", "涉密", "Confidential", (ticket, writer) => writer.Flag(ticket.Confidential)),
        new("updatedAt", "更新时间", "Updated", (ticket, writer) => writer.At(ticket.UpdatedAt)),
        new("version", "版本", "Version", (ticket, writer) => writer.Whole(ticket.Version)),
    ];

    static int? CountAwaited(Ticket ticket) => ticket.JointAction?.Participants.Count(
        participant => participant.Status is ParticipantStatus.Summoned or ParticipantStatus.Arrived);
}
