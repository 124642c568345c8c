using FsCheck;
using FsCheck.Fluent;
using GridGov.Features.Assessments;
using GridGov.Features.Assessments.Schemes;

namespace GridGov.Tests.Features.Assessments;

public class ScoringTests
{
    static readonly SchemeTerm Resolution = new("resolution_rate", 20, Better.Higher,
        Bands: [new(0.98m, 20), new(0.95m, 16), new(0.9m, 12)]);
    static readonly SchemeTerm Rework = new("rework_rate", 10, Better.Lower, Bands: [new(0.02m, 10), new(0.05m, 7)]);
    static readonly SchemeTerm Patrol = new("found_by_patrol", 5, Better.Higher, Line: new(0, 0.3m));
    static readonly SchemeTerm Vacancy = new("vacancy_rate", 5, Better.Lower, Line: new(0.2m, 0));
    static readonly SchemeTerm Overdue = new("overdue", 8, Better.Lower, Bands: [new(0, 8), new(3, 5)]);
    static readonly Grade[] Grades = [new("优秀", "excellent", 90), new("合格", "adequate", 60), new("不合格", "inadequate", 0)];

    static readonly Dictionary<string, SchemeTerm> Terms = new[] { Resolution, Rework, Patrol, Vacancy, Overdue }
        .ToDictionary(term => term.Term);

    [Theory]
    [InlineData("resolution_rate", 98, 100L, "20")] // the bound belongs to the band
    [InlineData("resolution_rate", 9799, 10000L, "16")] // 97.99 % does not round up into the next band
    [InlineData("resolution_rate", 97999999999, 100000000000L, "16")] // the comparison is exact
    [InlineData("resolution_rate", 95, 100L, "16")]
    [InlineData("resolution_rate", 899, 1000L, "0")] // in no band
    [InlineData("rework_rate", 0, 7L, "10")]
    [InlineData("rework_rate", 1, 50L, "10")]
    [InlineData("rework_rate", 21, 1000L, "7")]
    [InlineData("rework_rate", 1, 2L, "0")]
    [InlineData("found_by_patrol", 0, 9L, "0")]
    [InlineData("found_by_patrol", 1, 10L, "1.67")] // a third of 5
    [InlineData("found_by_patrol", 3, 10L, "5")]
    [InlineData("found_by_patrol", 9, 10L, "5")] // beyond the end of the line
    [InlineData("vacancy_rate", 0, 10L, "5")]
    [InlineData("vacancy_rate", 1, 10L, "2.5")]
    [InlineData("vacancy_rate", 3, 10L, "0")]
    [InlineData("overdue", 0, null, "8")] // a count is compared as it is
    [InlineData("overdue", 3, null, "5")]
    [InlineData("overdue", 4, null, "0")]
    public void A_value_gets_the_points_of_its_band_or_of_its_position_on_the_line(string term, long numerator, long? denominator,
        string points)
    {
        var score = Scoring.Compute([Terms[term]], Grades, new Dictionary<string, TermValue> { [term] = new(numerator, denominator) });
        score.Terms[0].Points.ShouldBe(decimal.Parse(points));
        score.Points.ShouldBe(decimal.Parse(points));
        score.OutOf.ShouldBe(Terms[term].Points);
    }

    [Theory]
    [InlineData(5, 6, "0.03")] // 0.025 exactly is rounded half up, though 5/6 has no finite decimal
    [InlineData(1, 6, "0.01")] // 0.005
    [InlineData(1, 2, "0.02")] // 0.015
    public void Halves_are_rounded_up(long numerator, long denominator, string points)
    {
        var term = new SchemeTerm("found_by_patrol", 0.03m, Better.Higher, Line: new(0, 1));
        Scoring.Compute([term], [], new Dictionary<string, TermValue> { [term.Term] = new(numerator, denominator) })
            .Points.ShouldBe(decimal.Parse(points));
    }

    [Fact]
    public void A_term_without_data_is_left_out_and_the_rest_is_scaled()
    {
        var score = Scoring.Compute([Resolution, Rework, Patrol], Grades, new Dictionary<string, TermValue>
        {
            ["resolution_rate"] = new(96, 100),
            ["rework_rate"] = new(0, 0),
            ["found_by_patrol"] = new(2, 10),
        });
        score.Terms.Select(term => term.Points).ShouldBe([16m, null, 3.33m]);
        score.Points.ShouldBe(19.33m);
        score.OutOf.ShouldBe(25);
        score.Total.ShouldBe(77.32m);
        score.GradeEn.ShouldBe("adequate");
        score.Terms[1].Value.ShouldBeNull();
        score.Terms[0].Band.ShouldBe(new ScoreBand(0.95m, 16));
    }

    [Fact]
    public void Without_any_data_there_is_no_score()
    {
        var score = Scoring.Compute([Resolution], Grades, new Dictionary<string, TermValue>());
        score.Total.ShouldBeNull();
        score.GradeZh.ShouldBeNull();
        score.OutOf.ShouldBe(0);
    }

    [Fact]
    public void Points_stay_within_their_bounds_and_add_up_to_the_score() => RandomSeed.Reproducibly(() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), roll =>
        {
            var dice = new Dice(roll);
            var terms = Enumerable.Range(0, 1 + dice.Next(12)).Select(i => Random(ref dice, $"t{i}")).ToList();
            var values = new Dictionary<string, TermValue>();
            foreach (var term in terms)
            {
                if (!dice.OneIn(6))
                    values[term.Term] = new TermValue(dice.Next(50), dice.OneIn(4) ? null : dice.Next(40));
            }
            var score = Scoring.Compute(terms, Grades, values);
            score.Terms.Count.ShouldBe(terms.Count);
            foreach (var (term, scored) in terms.Zip(score.Terms))
            {
                scored.Max.ShouldBe(term.Points);
                if (scored.Points is { } points)
                    points.ShouldBeInRange(0, term.Points);
                (scored.Points is null).ShouldBe(!values.TryGetValue(term.Term, out var value) || value.Denominator == 0);
            }
            score.Points.ShouldBe(score.Terms.Sum(term => term.Points ?? 0));
            score.OutOf.ShouldBe(score.Terms.Where(term => term.Points is not null).Sum(term => term.Max));
            score.Total.ShouldBe(score.OutOf == 0 ? null : Math.Round(100 * score.Points / score.OutOf, 2, MidpointRounding.AwayFromZero));
            if (score.Total is { } total)
                total.ShouldBeInRange(0, 100);
            return true;
        }).Check(RandomSeed.Config(2000)));

    [Fact]
    public void A_better_value_never_gets_fewer_points() => RandomSeed.Reproducibly(() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), roll =>
        {
            var dice = new Dice(roll);
            var term = Random(ref dice, "t");
            var denominator = 1 + dice.Next(40);
            var numerator = dice.Next(80);
            decimal Points(long n) => Scoring.Compute([term], [], new Dictionary<string, TermValue> { ["t"] = new(n, denominator) }).Points;
            var (less, more) = (Points(numerator), Points(numerator + 1 + dice.Next(5)));
            (term.Better == Better.Higher ? more >= less : more <= less).ShouldBeTrue($"{term} {numerator}/{denominator}");
            return true;
        }).Check(RandomSeed.Config(2000)));

    static SchemeTerm Random(ref Dice dice, string code)
    {
        var points = (1 + dice.Next(2000)) / 100m;
        var better = dice.OneIn(2) ? Better.Higher : Better.Lower;
        if (dice.OneIn(2))
        {
            var (low, high) = (dice.Next(50) / 100m, (51 + dice.Next(50)) / 100m);
            return new SchemeTerm(code, points, better, Line: better == Better.Higher ? new(low, high) : new(high, low));
        }
        var bands = new List<ScoreBand>();
        var (bound, left) = (better == Better.Higher ? 1.2m : 0m, points);
        for (var i = 0; i < 1 + dice.Next(5) && left > 0; i++)
        {
            bands.Add(new ScoreBand(bound, left));
            bound += (better == Better.Higher ? -1 : 1) * (1 + dice.Next(20)) / 100m;
            left -= (1 + dice.Next(400)) / 100m;
        }
        return new SchemeTerm(code, points, better, Bands: bands);
    }
}
