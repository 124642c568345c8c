using GridGov.Platform.Measures;

namespace GridGov.Features.Assessments;

/// <summary>What a term is counted from.</summary>
enum TermSource
{
    /// <summary>A published measure, or one of its two counts.</summary>
    Measure,
    /// <summary>Tickets filed in the period.</summary>
    Filed,
    /// <summary>Joint actions summoned in the period.</summary>
    JointActions,
    /// <summary>Those who were called to them.</summary>
    JointArrivals,
    /// <summary>Posts on the period's last day.</summary>
    Vacancies,
}

/// <summary>A term: a line of every report. Rates are the published measures of the same code, and say the same.</summary>
/// <param name="Code">Stable; schemes name it.</param>
sealed record TermKind(string Code, string Chinese, string English, TermSource Source)
{
    /// <summary>The published measure that it is, or is a count of.</summary>
    public Measure? Measure { get; private init; }

    /// <summary>Of a count which of its measure's; null for a ratio.</summary>
    public MeasurePart? Part { get; private init; }

    /// <summary>Of what was filed: only from this source.</summary>
    public TicketSource? FiledFrom { get; private init; }

    /// <summary>What else there is to say of how it is counted.</summary>
    MeasureText? Own { get; init; }

    /// <summary>Whether it is one count and no ratio.</summary>
    public bool IsCount => Part is not null || (Source == TermSource.Filed && FiledFrom is null) || Source == TermSource.JointActions;

    /// <summary>How it is counted, in words.</summary>
    public MeasureText Formula => Own ?? (Part switch
    {
        null => Measure!.Formula,
        MeasurePart.Numerator => new($"numerator of {Measure!.Code}: {Measure.Formula.English}", $"{Measure.Name.Chinese}的分子：{Measure.Formula.Chinese}"),
        _ => new($"denominator of {Measure!.Code}: {Measure.Formula.English}", $"{Measure.Name.Chinese}的分母：{Measure.Formula.Chinese}"),
    });

    public int FormulaVersion => Measure?.Version ?? 1;

    public string Name(bool chinese) => chinese ? Chinese : English;

    /// <summary>The counts, which a report begins with; then the rates; then where reports came from.</summary>
    public static readonly IReadOnlyList<TermKind> All =
    [
        new("found", "发现", "Found", TermSource.Filed) { Own = new("tickets filed in the period", "该期内上报的案卷") },
        CountOf("established", "立案", "Established", "resolution_rate", MeasurePart.Denominator),
        CountOf("closed", "结案", "Closed", "street_resolution_rate", MeasurePart.Denominator),
        CountOf("due", "应结案", "Due", "due_closed_rate", MeasurePart.Denominator),
        CountOf("overdue", "超期", "Overdue", "overdue_rate", MeasurePart.Numerator),
        CountOf("rework", "返工", "Rework", "rework_rate", MeasurePart.Numerator),
        new("joint_actions", "联合行动", "Joint actions", TermSource.JointActions)
        {
            Own = new("joint actions summoned in the period and not called off; the links list their tickets, each once", "该期内发起且未撤销的联合行动（吹哨报到）；链接列出其案卷，每件一次"),
        },
        .. Measure.All.Select(measure => new TermKind(measure.Code, measure.Name.Chinese, Capital(measure.Name.English), TermSource.Measure) { Measure = measure }),
        new("joint_arrival_rate", "联合行动到场率", "Arrived in time at joint actions", TermSource.JointArrivals)
        {
            Own = new(
                "arrived in time ÷ called to joint actions that were summoned in the period and not called off, without those excused; the links list the tickets, each once",
                "按时到场 ÷ 被召集到该期内发起且未撤销的联合行动的单位或人员（获准不到场的除外）；链接列出案卷，每件一次"),
        },
        new("vacancy_rate", "岗位空缺率", "Vacant posts", TermSource.Vacancies)
        {
            Own = new(
                "posts that nobody held on the period's last day ÷ posts that must be held: a first head of every grid, and the ten service roles of every unit grid",
                "期末日空缺岗位 ÷ 应设岗位：各级网格的第一责任人，以及每个单元网格的十大服务员"),
        },
        .. Enum.GetValues<TicketSource>().Select(FoundBy),
    ];

    public static TermKind? Find(string code) => All.FirstOrDefault(term => term.Code == code);

    public static bool IsKnown(string code) => Find(code) is not null;

    /// <summary>Whether a report of the subject has it: posts are no person's.</summary>
    public bool IsOf(SubjectKind kind) => Source != TermSource.Vacancies || kind != SubjectKind.Person;

    static TermKind CountOf(string code, string chinese, string english, string measure, MeasurePart part) =>
        new(code, chinese, english, TermSource.Measure) { Measure = Measure.Find(measure), Part = part };

    static TermKind FoundBy(TicketSource source)
    {
        var (chinese, english) = source switch
        {
            // Until patrols and visits are kept as such, what they found says of them.
            TicketSource.Patrol => ("日巡查发现", "Found on patrol"),
            TicketSource.Visit => ("敲门走访发现", "Found on a visit"),
            TicketSource.Resident => ("居民反映", "From residents"),
            TicketSource.Enterprise => ("企业诉求", "From enterprises"),
            TicketSource.Deputy => ("人大代表", "From deputies"),
            TicketSource.MemberUnit => ("共建单位", "From member units"),
            TicketSource.Hotline => ("热线", "By hotline"),
            TicketSource.Department => ("部门", "From departments"),
            TicketSource.Open311 => ("Open311", "By Open311"),
            TicketSource.Import => ("导入", "Imported"),
        };
        return new TermKind($"found_by_{source.Code()}", chinese, english, TermSource.Filed)
        {
            FiledFrom = source,
            Own = new($"tickets of the source {source.Code()} ÷ all filed in the period", $"来源为“{chinese}”的案卷 ÷ 该期内上报的案卷"),
        };
    }

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
