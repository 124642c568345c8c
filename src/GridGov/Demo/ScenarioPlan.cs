using GridGov.Domain;

namespace GridGov.Demo;

enum ScenarioAction
{
    File,
    SelfHandle,
    Accept,
    Escalate,
    Dispatch,
    Take,
    Return,
    Resolve,
    Fail,
    Pass,
    Reopen,
    Summon,
    PowerArrives,
    ParksArrives,
    ParksReports,
    PowerReports,

    Missed,
    Responded,
    CalledBack,
}

/// <summary>A ticket of the scenario.</summary>
/// <param name="Spread">A number between 0 and 1 that selects person and place.</param>
sealed record PlannedTicket(int Number, string Grid, string Category, string Source, string Description, string Result, double Spread)
{
    /// <summary>The trees at the high-voltage line of 二道街社区 grid 6, reported early by the grid's head.</summary>
    public bool IsHighVoltageLine { get; init; }

    public bool IsReported => Source is "resident" or "hotline" or "enterprise" or "deputy";
}

readonly record struct ScenarioStep(DateTimeOffset At, int Ticket, int Position, ScenarioAction Act);

/// <summary>
/// The half-year of 铭功路街道 in its reports: 8,797 social-condition tickets, one of which stays open, and 3,246 of the seven
/// fields, all closed; over 99 % handled inside the street. A seeded random source makes every run equal.
/// </summary>
sealed class ScenarioPlan
{
    public const int SocialConditions = 8797;
    public const int SevenFields = 3246;

    static readonly TimeSpan Offset = TimeSpan.FromHours(8);
    static readonly DateTimeOffset Begin = new(2012, 5, 1, 0, 0, 0, Offset);
    static readonly DateTimeOffset LastFiling = new(2012, 10, 30, 20, 0, 0, Offset);
    static readonly DateTimeOffset End = new(2012, 10, 31, 19, 30, 0, Offset);

    readonly Random random;

    /// <summary>Separate from the other random source, so that calls do not change the rest.</summary>
    readonly Random calls = new(20120501);
    readonly IReadOnlyList<string> grids;
    readonly List<PlannedTicket> tickets = [];
    readonly List<ScenarioStep> steps = [];

    public ScenarioPlan(IReadOnlyList<string> grids, string highVoltageGrid, Random random)
    {
        this.random = random;
        this.grids = grids;
        var problems = ReferenceSeeds.Rows("demo/problems.csv").ToList();
        Draw([.. problems.Where(p => IsSocial(p["category"]))], SocialConditions, openTickets: 1);
        Draw([.. problems.Where(p => !IsSocial(p["category"]))], SevenFields - 1, openTickets: 0);
        AddHighVoltageLine(highVoltageGrid);
        Steps = [.. steps.OrderBy(step => step.At).ThenBy(step => step.Ticket).ThenBy(step => step.Position)];
    }

    public IReadOnlyList<PlannedTicket> Tickets => tickets;

    public IReadOnlyList<ScenarioStep> Steps { get; }

    static bool IsSocial(string category) => string.CompareOrdinal(category, "08") >= 0;

    void Draw(List<IReadOnlyDictionary<string, string>> problems, int count, int openTickets)
    {
        var weights = problems.Select(p => int.Parse(p["weight"])).ToArray();
        var sum = weights.Sum();
        for (var i = 0; i < count; i++)
        {
            var problem = problems[Pick(weights, sum)];
            var number = tickets.Count;
            tickets.Add(new PlannedTicket(number, grids[random.Next(grids.Count)], problem["category"], problem["source"],
                problem["description"], problem["result"], random.NextDouble()));
            PlanCourse(number, FilingTime(), stayOpen: i < openTickets);
        }
    }

    int Pick(int[] weights, int sum)
    {
        var at = random.Next(sum);
        for (var i = 0; ; i++)
        {
            at -= weights[i];
            if (at < 0)
                return i;
        }
    }

    DateTimeOffset FilingTime()
    {
        var day = Begin.AddDays(random.Next((LastFiling - Begin).Days + 1));
        // More in the morning than in the evening, like patrols.
        var hour = 8 + (int)(12 * Math.Pow(random.NextDouble(), 1.4));
        return day.AddHours(hour).AddSeconds(random.Next(3600));
    }

    /// <summary>Plans the course of one ticket, with plausible shares.</summary>
    void PlanCourse(int ticket, DateTimeOffset filed, bool stayOpen)
    {
        var at = filed;
        var position = 0;
        Do(ScenarioAction.File, 0, 0);
        if (tickets[ticket].IsReported)
            PlanFirstContact(ticket, filed);
        if (!stayOpen && random.NextDouble() < (IsSocial(tickets[ticket].Category) ? 0.45 : 0.15))
        {
            Do(ScenarioAction.SelfHandle, 10, 120);
            Do(ScenarioAction.Pass, 60, 1440);
            return;
        }
        Do(ScenarioAction.Accept, 5, 90);
        // 3 is the unit grid, 2 the community, 1 the street, 0 above it.
        var level = stayOpen ? 1 : Level(random.NextDouble());
        for (var i = 3; i > level; i--)
            Do(ScenarioAction.Escalate, 20, 240);
        Do(ScenarioAction.Dispatch, 5, 60);
        if (!stayOpen && random.NextDouble() < 0.03)
        {
            Do(ScenarioAction.Return, 20, 200);
            Do(ScenarioAction.Dispatch, 10, 120);
        }
        Do(ScenarioAction.Take, 5, 120);
        if (stayOpen)
            return;
        Do(ScenarioAction.Resolve, 30, 1800);
        if (random.NextDouble() < 0.02)
        {
            Do(ScenarioAction.Fail, 60, 1440);
            Do(ScenarioAction.Take, 30, 240);
            Do(ScenarioAction.Resolve, 60, 1440);
        }
        Do(ScenarioAction.Pass, 60, 1440);
        if (random.NextDouble() < 0.0006)
        {
            Do(ScenarioAction.Reopen, 1440, 5000);
            Do(ScenarioAction.Dispatch, 10, 120);
            Do(ScenarioAction.Take, 10, 120);
            Do(ScenarioAction.Resolve, 60, 600);
            Do(ScenarioAction.Pass, 60, 600);
        }

        void Do(ScenarioAction act, int fromMinutes, int toMinutes)
        {
            at = Daytime(at.AddSeconds(random.Next(fromMinutes * 60, (toMinutes * 60) + 1)));
            steps.Add(new ScenarioStep(at, ticket, position++, act));
            if (act == ScenarioAction.Pass && tickets[ticket].IsReported)
                PlanCallBack(ticket, at);
        }
    }

    /// <summary>The first call to the reporter: nearly always within a day, sometimes at the second attempt.</summary>
    void PlanFirstContact(int ticket, DateTimeOffset filed)
    {
        var at = Daytime(filed.AddSeconds(calls.Next(300, 6000)));
        if (calls.NextDouble() < 0.05)
        {
            AddCall(ScenarioAction.Missed, ticket, at);
            at = Daytime(at.AddMinutes(calls.Next(60, 300)));
        }
        if (calls.NextDouble() < 0.03)
            at = Daytime(at.AddMinutes(calls.Next(1500, 3000)));
        AddCall(ScenarioAction.Responded, ticket, at);
    }

    /// <summary>The call back about the solution: three of four, on the same day or the next morning.</summary>
    void PlanCallBack(int ticket, DateTimeOffset closed)
    {
        if (calls.NextDouble() < 0.75)
            AddCall(ScenarioAction.CalledBack, ticket, Daytime(closed.AddMinutes(calls.Next(30, 600))));
    }

    void AddCall(ScenarioAction act, int ticket, DateTimeOffset at)
    {
        // The scenario ends before it.
        if (at < End)
            steps.Add(new ScenarioStep(at, ticket, 1000, act));
    }

    static int Level(double share) => share switch
    {
        < 0.006 => 0,
        < 0.03 => 1,
        < 0.10 => 2,
        _ => 3,
    };

    /// <summary>Moves a time at night to the morning, and limits it to the end of October.</summary>
    DateTimeOffset Daytime(DateTimeOffset at)
    {
        if (at.Hour >= 20)
            at = Morning(at.Date.AddDays(1));
        else if (at.Hour < 8)
            at = Morning(at.Date);
        return at > End ? End : at;
    }

    DateTimeOffset Morning(DateTime day) => new DateTimeOffset(day, Offset).AddMinutes(480 + random.Next(120));

    void AddHighVoltageLine(string grid)
    {
        var number = tickets.Count;
        tickets.Add(new PlannedTicket(number, grid, "0303", "patrol",
            "二道街与铭功路交叉口，三棵行道树树冠已触及高压线，大风时有打火，存在触电和火灾隐患，请电力、园林部门联合处置",
            "电力部门断电配合，园林部门修剪三棵行道树树冠，与导线净距 3 米以上，隐患消除", 0.5)
        {
            IsHighVoltageLine = true,
        });
        var day = new DateTimeOffset(2012, 7, 12, 0, 0, 0, Offset);
        (ScenarioAction Act, TimeSpan At)[] acts =
        [
            (ScenarioAction.File, new(8, 35, 0)), (ScenarioAction.Accept, new(8, 41, 0)),
            (ScenarioAction.Escalate, new(8, 44, 0)), (ScenarioAction.Escalate, new(8, 52, 0)),
            (ScenarioAction.Dispatch, new(9, 5, 0)), (ScenarioAction.Take, new(9, 20, 0)), (ScenarioAction.Summon, new(9, 22, 0)),
            (ScenarioAction.PowerArrives, new(9, 41, 0)), (ScenarioAction.ParksArrives, new(9, 50, 0)),
            (ScenarioAction.ParksReports, new(14, 50, 0)), (ScenarioAction.PowerReports, new(15, 25, 0)),
            (ScenarioAction.Resolve, new(15, 40, 0)), (ScenarioAction.Pass, new(17, 10, 0)),
        ];
        for (var i = 0; i < acts.Length; i++)
            steps.Add(new ScenarioStep(day + acts[i].At, number, i, acts[i].Act));
    }
}
