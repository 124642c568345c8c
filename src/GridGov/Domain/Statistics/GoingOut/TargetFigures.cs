using System.Runtime.InteropServices;

namespace GridGov.Domain.Statistics.GoingOut;

/// <summary>Counts target places in cycles by group.</summary>
sealed class TargetFigures(CountQuery query)
{
    readonly bool byPerson = query.By.Contains(Dimension.Person);

    /// <summary>By the keys of the groups; where people are told apart, by the other key alone.</summary>
    readonly Dictionary<(string First, string Second), Rate> figures = [];

    readonly Dictionary<(Id Person, (string First, string Second) Group), long> visited = [];

    Rate total;

    public static async Task<MeasureResult> Read(Tx tx, TargetMeasure measure, CountQuery query)
    {
        var counted = new TargetFigures(query);
        foreach (var campaign in await CampaignCycles.Load(tx, query, ended: measure.IsTimely))
            counted.Add(await TargetVisits.Load(tx, measure, campaign, query), campaign.Root);
        return new MeasureResult([.. counted.Figures()], counted.total);
    }

    void Add(TargetVisits visits, string root)
    {
        var (grids, gridOf) = GridsOf(visits, root);
        for (var cycle = 0; cycle < visits.Campaign.Cycles.Count; cycle++)
        {
            // Counted by the position of the grid, so that no key is looked up for a single place.
            var counts = new Rate[grids.Count];
            var days = visits.Campaign.Cycles[cycle];
            for (var i = 0; i < visits.Targets.Count; i++)
            {
                var target = visits.Targets[i];
                if (!target.IsTargetIn(days))
                    continue;
                var one = new Rate(visits.IsVisited(cycle, target) ? 1 : 0, 1);
                total = Sum(total, one);
                if (gridOf[i] >= 0)
                    counts[gridOf[i]] = Sum(counts[gridOf[i]], one);
            }
            foreach (var (grid, count) in grids.Zip(counts))
            {
                if (count.Denominator == 0)
                    continue;
                ref var figure = ref CollectionsMarshal.GetValueRefOrAddDefault(figures, KeyOf(visits, cycle, grid, root), out _);
                figure = Sum(figure, count);
            }
        }
        foreach (var person in visits.Visitors)
        {
            foreach (var (cycle, target) in visits.VisitsOf(person))
            {
                if (gridOf[target] < 0)
                    continue;
                CollectionsMarshal.GetValueRefOrAddDefault(
                    visited, (person, KeyOf(visits, cycle, grids[gridOf[target]], root)), out _)++;
            }
        }
    }

    /// <summary>Each person's visits are set against all target places of the group.</summary>
    IEnumerable<MeasureFigure> Figures()
    {
        if (!byPerson)
            return figures.Select(figure => Figure(figure.Key, person: "", figure.Value));
        var people = visited.Keys.Select(key => key.Person).Distinct().ToList();
        return from figure in figures
               from person in people
               select Figure(figure.Key, person.ToString(),
                   figure.Value with { Numerator = visited.GetValueOrDefault((person, figure.Key)) });
    }

    MeasureFigure Figure((string First, string Second) key, string person, Rate rate)
    {
        string[] keys = query.By.Count > 1 ? [key.First, key.Second] : [key.First];
        return new MeasureFigure([.. keys.Select((each, i) => byPerson && query.By[i] == Dimension.Person ? person : each)], rate);
    }

    /// <summary>The grids of the level by which is grouped, and that of each target; without a level all are in one.</summary>
    (List<string> Grids, int[] GridOf) GridsOf(TargetVisits visits, string root)
    {
        if (query.By.Select(dimension => dimension.Digits()).FirstOrDefault(digits => digits is not null) is not { } digits)
            return ([""], new int[visits.Targets.Count]);
        // As everywhere: a level above the root has no group, nor has a place in a grid above the level.
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        var gridOf = visits.Targets.Select(target =>
        {
            if (digits < root.Length || target.Grid.Length < digits)
                return -1;
            ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(positions, target.Grid[..digits], out var isKnown);
            if (!isKnown)
                position = positions.Count - 1;
            return position;
        }).ToArray();
        return ([.. positions.Keys], gridOf);
    }

    (string First, string Second) KeyOf(TargetVisits visits, int cycle, string grid, string root)
    {
        return query.By.Count == 0 ? (root, "") : (Part(query.By[0]), query.By.Count > 1 ? Part(query.By[1]) : "");

        string Part(Dimension dimension) => dimension switch
        {
            Dimension.Campaign => visits.Campaign.Id.ToString(),
            Dimension.Cycle => TimeBuckets.KeyOf(Dimension.Day, visits.Campaign.Cycles[cycle].Days.First),
            Dimension.Person => "",
            _ when dimension.Digits() is not null => grid,
            _ => TimeBuckets.KeyOf(dimension, visits.Campaign.Cycles[cycle].Days.First),
        };
    }

    static Rate Sum(Rate one, Rate other) => new(one.Numerator + other.Numerator, one.Denominator + other.Denominator);
}
