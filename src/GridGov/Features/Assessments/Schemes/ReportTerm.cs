using GridGov.Domain;
using GridGov.Domain.Statistics;
using GridGov.Domain.Statistics.Together;
using GridGov.Domain.Tickets;
using GridGov.Text;

namespace GridGov.Features.Assessments.Schemes;

enum TermSource
{
    Measure,
    Filed,
    JointActions,
    JointArrivals,
    /// <summary>Posts on the period's last day.</summary>
    Vacancies,
    /// <summary>What residents marked by hand at reviews.</summary>
    Marks,
    /// <summary>Needs, claims, meetings and points.</summary>
    Together,
}

/// <summary>A term is a line of every report. A rate is the published measure of the same code.</summary>
sealed record ReportTerm(string Code, LocalizedText Name, TermSource Source)
{
    public TicketMeasure? Measure { get; private init; }

    public TogetherMeasure? Together { get; private init; }

    public MeasurePart? Part { get; private init; }

    /// <summary>The only source of the counted tickets; null for all sources.</summary>
    public TicketSource? FiledFrom { get; private init; }

    LocalizedText? Own { get; init; }

    public bool IsCount => Part is not null || Measure is { IsCount: true } || Source == TermSource.JointActions
        || (Source == TermSource.Filed && FiledFrom is null);

    public LocalizedText Formula => Own ?? Together?.Formula ?? (Part is { } part
        ? new(
            $"{Measure!.Name.Zh}的{Labels.Of(part).Zh}：{Measure.Formula.Zh}",
            $"{Labels.Of(part).En} of {Measure.Code}: {Measure.Formula.En}")
        : Measure!.Formula);

    public int FormulaVersion => Measure?.Version ?? Together?.Version ?? 1;

    public static readonly IReadOnlyList<ReportTerm> All =
    [
        new("found", new("发现", "Found"), TermSource.Filed) { Own = new("该期内上报的案卷", "tickets filed in the period") },
        CountOf("established", new(Labels.Of(TicketAction.Accept).Zh, "Established"), "resolution_rate", MeasurePart.Denominator),
        CountOf("closed", new("结案", "Closed"), "street_resolution_rate", MeasurePart.Denominator),
        CountOf("due", new("应结案", "Due"), "due_closed_rate", MeasurePart.Denominator),
        CountOf("overdue", new("超期", "Overdue"), "overdue_rate", MeasurePart.Numerator),
        CountOf("rework", new(Labels.Of(TicketStatus.Rework).Zh, "Rework"), "rework_rate", MeasurePart.Numerator),
        new("joint_actions", new("联合行动", "Joint actions"), TermSource.JointActions)
        {
            Own = new(
                "该期内发起且未撤销的联合行动（吹哨报到）；链接列出其案卷，每件一次",
                "joint actions summoned in the period and not called off; the links list their tickets, each once"),
        },
        .. TicketMeasure.All.Select(measure => new ReportTerm(measure.Code, measure.Name.Capitalized, TermSource.Measure) { Measure = measure }),
        new("joint_arrival_rate", new("联合行动到场率", "Arrived in time at joint actions"), TermSource.JointArrivals)
        {
            Own = new(
                "按时到场 ÷ 被召集到该期内发起且未撤销的联合行动的单位或人员（获准不到场的除外）；链接列出案卷，每件一次",
                "arrived in time ÷ called to joint actions that were summoned in the period and not called off, without those excused; " +
                    "the links list the tickets, each once"),
        },
        new("vacancy_rate", new("岗位空缺率", "Vacant posts"), TermSource.Vacancies)
        {
            Own = new(
                "期末日空缺岗位 ÷ 应设岗位：各级网格的第一责任人，以及每个单元网格的十大服务员",
                "posts that nobody held on the period's last day ÷ posts that must be held: a first head of every grid, and the ten " +
                    "service roles of every unit grid"),
        },
        new("resident_review", new("居民评议", "Residents' review"), TermSource.Marks)
        {
            Own = new(
                "居民评议会人工打分：该期内召开的评议会给本网格及其下级网格的得分按票数加权，Σ(得分 × 票数) ÷ Σ(100 × 票数)；每个得分附理由",
                "marked by hand: the scores that residents gave the grid and those below it at reviews held in the period, weighted by " +
                    "voters, Σ(score × voters) ÷ Σ(100 × voters); each has its reason"),
        },
        .. TogetherMeasures.All.Select(measure =>
            new ReportTerm(measure.Code, measure.Name.Capitalized, TermSource.Together) { Together = measure }),
        .. Enum.GetValues<TicketSource>().Select(FiledFromSource),
    ];

    public static ReportTerm? Find(string code) => All.FirstOrDefault(term => term.Code == code);

    public static bool IsKnown(string code) => Find(code) is not null;

    /// <summary>
    /// Whether a report of this kind of subject has the term; a person has no vacancies, and only grids are marked and have needs and
    /// meetings.
    /// </summary>
    public bool IsOf(SubjectKind kind) => Source switch
    {
        TermSource.Vacancies => kind != SubjectKind.Person,
        TermSource.Marks or TermSource.Together => kind is SubjectKind.Grid or SubjectKind.Level,
        _ => true,
    };

    static ReportTerm CountOf(string code, LocalizedText name, string measure, MeasurePart part) =>
        new(code, name, TermSource.Measure) { Measure = TicketMeasure.Find(measure), Part = part };

    static ReportTerm FiledFromSource(TicketSource source)
    {
        var label = Labels.Of(source);
        LocalizedText name = source switch
        {
            // What was found, which is not how often somebody went out: that is measured from campaigns and records.
            TicketSource.Patrol => new("日巡查发现", "Found on patrol"),
            TicketSource.Visit => new("敲门走访发现", "Found on a visit"),
            TicketSource.Resident => new("居民反映", "From residents"),
            TicketSource.Enterprise => new(label.Zh, "From enterprises"),
            TicketSource.Deputy => new(label.Zh, "From deputies"),
            TicketSource.MemberUnit => new(label.Zh, "From member units"),
            TicketSource.Hotline => new(label.Zh, "By hotline"),
            TicketSource.Department => new(label.Zh, "From departments"),
            TicketSource.Open311 => new(label.Zh, "By Open311"),
            TicketSource.Import => new(label.Zh, "Imported"),
            TicketSource.Meeting => new("会议议题", "From meetings"),
            TicketSource.Need => new("需求转办", "From needs"),
            TicketSource.Group => new("组织反映", "From groups"),
            TicketSource.Public => new("群众上报", "From the public"),
        };
        return new ReportTerm($"found_by_{source.ToCode()}", name, TermSource.Filed)
        {
            FiledFrom = source,
            Own = new($"来源为“{name.Zh}”的案卷 ÷ 该期内上报的案卷", $"tickets of the source {source.ToCode()} ÷ all filed in the period"),
        };
    }
}
