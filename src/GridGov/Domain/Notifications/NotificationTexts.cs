using System.Globalization;
using System.Text.RegularExpressions;
using GridGov.Domain.Meetings;
using GridGov.Domain.Needs;
using GridGov.Security;

namespace GridGov.Domain.Notifications;

/// <summary>
/// The texts of notifications, with {number}, {category}, {stage} of the clock, {at} a time, {by} a person, {text}; of appointments {name},
/// {post}, {grid}; of hand-overs {name}, {count}; of meetings {name}, {grid}, {meeting} the status,
/// and the days as {text}; of needs {need} the kind, {grid}, {count}.
/// </summary>
public static partial class NotificationTexts
{
    public static (string Zh, string En) Hidden => ("关于一件不在您网格范围内的案卷的通知。", "About a ticket outside your grids.");

    public static (string Zh, string En) Format(NotificationKind kind, IReadOnlyDictionary<string, string> data)
    {
        var (zh, en) = Patterns(kind);
        return (Fill(zh, data, chinese: true), Fill(en, data, chinese: false));
    }

    /// <param name="first">The earliest deadline among them.</param>
    public static (string Zh, string En) FormatDigest(NotificationKind kind, int count, string? first)
    {
        var (zh, en) = kind switch
        {
            NotificationKind.Yellow => (
                "黄灯：{count} 件案卷的环节时限已用 80%，最早的应于 {at} 前完成。",
                "Yellow: 80 % of the time of {count} tickets are used; the first is due by {at}."),
            NotificationKind.ConfirmationAsked => (
                "{count} 项任命须经您或另一名管理员确认后生效。",
                "{count} appointments take effect when you or another administrator confirm them."),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It has no digest."),
        };
        var data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["count"] = count.ToString(CultureInfo.InvariantCulture), ["at"] = first ?? "",
        };
        return (Fill(zh, data, chinese: true), Fill(en, data, chinese: false));
    }

    static (string Zh, string En) Patterns(NotificationKind kind) => kind switch
    {
        NotificationKind.Assigned => (
            "案卷 {number}（{category}）已派遣给您，应于 {at} 前完成处置。{text}",
            "Ticket {number} ({category}) was dispatched to you; it is due by {at}. {text}"),
        NotificationKind.VerificationAsked => ("请核实案卷 {number}（{category}）：{text}", "Please verify ticket {number} ({category}): {text}"),
        NotificationKind.Returned => (
            "您派遣的案卷 {number}（{category}）被 {by} 退回：{text}",
            "Ticket {number} ({category}), which you dispatched, was returned by {by}: {text}"),
        NotificationKind.Recalled => (
            "派遣给您的案卷 {number}（{category}）已由 {by} 收回：{text}",
            "Ticket {number} ({category}), which was dispatched to you, was recalled by {by}: {text}"),
        NotificationKind.Reassigned => (
            "您的案卷 {number}（{category}）已由 {by} 改派他人：{text}",
            "Your ticket {number} ({category}) was reassigned by {by}: {text}"),
        NotificationKind.Amended => (
            "案卷 {number}（{category}）已由 {by} 更正，应于 {at} 前完成。{text}",
            "Ticket {number} ({category}) was amended by {by}; it is due by {at}. {text}"),
        NotificationKind.PartsDone => (
            "案卷 {number}（{category}）的子单已全部办结，请汇总结果并完成处置。",
            "All parts of ticket {number} ({category}) are done; please report its result."),
        NotificationKind.HandedOverToMe => (
            "{by}将{name}的 {count} 件未结案卷移交给您，请继续处置。",
            "{by} handed over to you {count} open tickets of {name}; please carry on with them."),
        NotificationKind.HandedOver => (
            "{by}将您的 {count} 件未结案卷移交给{name}。",
            "{by} handed {count} of your open tickets over to {name}."),
        NotificationKind.CheckFailed => (
            "案卷 {number}（{category}）核查不通过，请返工：{text}",
            "Ticket {number} ({category}) failed its check and comes back to you: {text}"),
        NotificationKind.Yellow => (
            "黄灯：案卷 {number}（{category}）的{stage}时限已用 80%，应于 {at} 前完成。",
            "Yellow: 80 % of the time for {stage} of ticket {number} ({category}) are used; it is due by {at}."),
        NotificationKind.Red => (
            "红灯：案卷 {number}（{category}）的{stage}已超时，原应于 {at} 前完成。",
            "Red: {stage} of ticket {number} ({category}) is overdue since {at}."),
        NotificationKind.Escalated => (
            "案卷 {number}（{category}）已上报至本级：{text}",
            "Ticket {number} ({category}) was escalated to your level: {text}"),
        NotificationKind.Suspended => (
            "案卷 {number}（{category}）已挂账至 {at}：{text}",
            "Ticket {number} ({category}) is suspended until {at}: {text}"),
        NotificationKind.Resumed => (
            "案卷 {number}（{category}）恢复处置，应于 {at} 前完成。",
            "Ticket {number} ({category}) goes on; it is due by {at}."),
        NotificationKind.RequestMade => (
            "{by} 就案卷 {number}（{category}）提出申请，待您审批：{text}",
            "{by} asks for a decision on ticket {number} ({category}): {text}"),
        NotificationKind.RequestApproved => (
            "您就案卷 {number}（{category}）提出的申请已获批准。{text}",
            "Your request on ticket {number} ({category}) was approved. {text}"),
        NotificationKind.RequestRefused => (
            "您就案卷 {number}（{category}）提出的申请被驳回：{text}",
            "Your request on ticket {number} ({category}) was refused: {text}"),
        NotificationKind.Summoned => (
            "吹哨报到：请于 {at} 前到达案卷 {number}（{category}）现场：{text}",
            "You are called to ticket {number} ({category}), to arrive by {at}: {text}"),
        NotificationKind.JointActionCancelled => (
            "案卷 {number}（{category}）的联合行动已撤销：{text}",
            "The joint action on ticket {number} ({category}) was called off: {text}"),
        NotificationKind.ArrivalLate => (
            "案卷 {number}（{category}）的联合行动，{by} 未按时报到（应于 {at} 前）。",
            "At the joint action on ticket {number} ({category}), {by} had not arrived by {at}."),
        NotificationKind.Supervised => (
            "督办：案卷 {number}（{category}），请于 {at} 前回复：{text}",
            "Order on ticket {number} ({category}), to be replied to by {at}: {text}"),
        NotificationKind.Reminded => (
            "催办：案卷 {number}（{category}），请于 {at} 前回复。{text}",
            "Reminder of the order on ticket {number} ({category}), to be replied to by {at}. {text}"),
        NotificationKind.Replied => (
            "您督办的案卷 {number}（{category}）已回复：{text}",
            "Your order on ticket {number} ({category}) was replied to: {text}"),
        NotificationKind.ReopeningAsked => (
            "群众反映案卷 {number}（{category}）没有解决，请决定是否重新立案。",
            "The public says that ticket {number} ({category}) is not solved; please decide whether to reopen it."),
        NotificationKind.ReplyLate => (
            "督办逾期：案卷 {number}（{category}）未在 {at} 前回复。",
            "The order on ticket {number} ({category}) was not replied to by {at}."),
        NotificationKind.OutsideAnswered => (
            "案卷 {number}（{category}）的外部单位已答复。",
            "An outside party has answered about ticket {number} ({category})."),
        NotificationKind.ConfirmationAsked => (
            "{by}任命{name}为{post}（{grid}），须经您或另一名管理员确认后生效。",
            "{by} has appointed {name}: {post}, {grid}. It takes effect when you or another administrator confirm it."),
        NotificationKind.AccountConfirmationAsked => (
            "{by}为{name}的账号重设了登录方式，其岗位{post}（{grid}）暂停，须经您或另一名管理员确认后恢复。",
            "{by} has given access to the account of {name}. The post {post}, {grid}, rests until you or another administrator " +
            "confirm it."),
        NotificationKind.AppointmentConfirmed => (
            "{name}任{post}（{grid}）已获确认，现已生效。{by}",
            "The appointment of {name}, {post}, {grid}, was confirmed. {by}"),
        NotificationKind.AppointmentRefused => (
            "{by}未予确认{name}任{post}（{grid}）：{text}",
            "{by} has refused the appointment of {name}, {post}, {grid}: {text}"),
        NotificationKind.AccessGiven => (
            "{by}为您的账号重设了登录方式。如非您本人要求，请立即告知其他管理员。可查看涉密内容的岗位须经另一名管理员确认后恢复。",
            "{by} has given access to your account. If you did not ask for that, tell another administrator at once. Posts that read " +
            "confidential things rest until another administrator confirms them."),
        NotificationKind.MeetingMissed => (
            "{grid}的例会“{name}”在 {text} 未召开。",
            "No meeting of “{name}” was held in {grid} from {text}."),
        NotificationKind.MeetingInvited => (
            "{by}邀请您参加{grid}的会议“{name}”，时间 {at}。",
            "{by} invites you to the meeting “{name}” in {grid}, at {at}."),
        NotificationKind.MeetingChanged => (
            "{by}变更了{grid}的会议“{name}”：{meeting}（{at}）。",
            "{by} has changed the meeting “{name}” in {grid}: {meeting} ({at})."),
        NotificationKind.NeedUnclaimed => (
            "{grid}的一项{need}需求至 {at} 仍有 {count} 个名额无人认领。",
            "A need in {grid} ({need}) still has {count} free slots after {at}."),
    };

    static string Fill(string pattern, IReadOnlyDictionary<string, string> data, bool chinese) =>
        Name().Replace(pattern, match =>
            data.GetValueOrDefault(match.Groups["name"].Value) is not { } value ? ""
            : match.Value == "{stage}" ? Stage(value, chinese)
            : match.Value == "{need}" ? NeedLabels.Of(Codes<NeedKind>.Parse(value)).In(chinese)
            : match.Value == "{meeting}" ? MeetingLabels.Of(Codes<MeetingStatus>.Parse(value)).In(chinese)
            : match.Value == "{post}" ? Labels.Of(Codes<PostKind>.Parse(value)).In(chinese)
            : value == GridCode.Everywhere ? (chinese ? "全域" : "the whole deployment")
            : value).Trim();

    static string Stage(string code, bool chinese)
    {
        var label = Labels.Of(Codes<ClockStage>.Parse(code));
        return chinese ? label.Zh : label.En.ToLowerInvariant();
    }

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
