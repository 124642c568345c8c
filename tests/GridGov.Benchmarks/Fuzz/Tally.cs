using System.Text.Json;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>Counts what was asked and what was answered.</summary>
sealed class Tally
{
    /// <summary>So many successes of an operation, or such a share of right requests, are too few to leave it at that without a word.</summary>
    const int Few = 5;
    const double SmallShare = 0.05;

    readonly Lock gate = new();
    readonly SortedDictionary<string, long> classes = new(StringComparer.Ordinal);
    readonly Dictionary<string, (long Sent, long Good)> operations = new(StringComparer.Ordinal);
    readonly SortedDictionary<Manner, (long Sent, long Good)> manners = [];

    /// <summary>What was said to right requests, by operation.</summary>
    readonly Dictionary<string, Dictionary<string, int>> said = new(StringComparer.Ordinal);

    public long Sent { get; private set; }
    public long Busy { get; private set; }

    public void Count(Draft draft, RawAnswer answer)
    {
        var good = answer.Status is >= 200 and < 300;
        lock (gate)
        {
            Sent++;
            if (answer.Status == 503)
                Busy++;
            var one = answer.Fault is null ? $"{answer.Status / 100}xx" : "none";
            classes[one] = classes.GetValueOrDefault(one) + 1;
            var (sent, successes) = operations.GetValueOrDefault(draft.Operation.Id);
            // To whom a request that went astray came, nobody knows.
            operations[draft.Operation.Id] = (sent + 1, successes + (good && !draft.Astray && draft.Manner != Manner.Broken ? 1 : 0));
            if (draft.Manner == Manner.Right)
            {
                if (!said.TryGetValue(draft.Operation.Id, out var told))
                    said[draft.Operation.Id] = told = new(StringComparer.Ordinal);
                var what = CodeOf(answer);
                told[what] = told.GetValueOrDefault(what) + 1;
            }
            var (all, right) = manners.GetValueOrDefault(draft.Manner);
            manners[draft.Manner] = (all + 1, right + (good ? 1 : 0));
        }
    }

    public (long Sent, long Good) Of(Operation operation)
    {
        lock (gate)
            return operations.GetValueOrDefault(operation.Id);
    }

    public void Print(IReadOnlyList<Operation> all, TimeSpan took)
    {
        lock (gate)
        {
            var reached = all.Count(operation => operations.ContainsKey(operation.Id));
            var never = all.Where(operation => operations.GetValueOrDefault(operation.Id).Good == 0).ToList();
            Console.WriteLine();
            Console.WriteLine("| what | |");
            Console.WriteLine("|---|---:|");
            Console.WriteLine($"| requests | {Sent:N0} |");
            foreach (var (one, count) in classes)
                Console.WriteLine($"| answered {one} | {count:N0} |");
            foreach (var (manner, (sent, good)) in manners)
                Console.WriteLine($"| {manner.ToString().ToLowerInvariant()} requests, of them with success | {sent:N0}, {good:N0} |");
            Console.WriteLine($"| operations of the document that were called | {reached} of {all.Count} |");
            Console.WriteLine($"| … that succeeded at least once | {all.Count - never.Count} |");
            Console.WriteLine($"| requests a second, with all checks of the store | {Sent / took.TotalSeconds:N0} |");
            Console.WriteLine();
            foreach (var operation in all.Where(IsRare))
            {
                Console.WriteLine($"{operations.GetValueOrDefault(operation.Id).Good} times succeeded {operation.Id}; right requests were told: "
                    + string.Join(", ", said.GetValueOrDefault(operation.Id, []).OrderByDescending(pair => pair.Value).Take(8).Select(pair => $"{pair.Key} {pair.Value}")));
            }
        }

        bool IsRare(Operation operation)
        {
            var told = said.GetValueOrDefault(operation.Id, []);
            return operations.GetValueOrDefault(operation.Id).Good < Few || told.Where(pair => pair.Key[0] is '2' or '3').Sum(pair => pair.Value) < told.Values.Sum() * SmallShare;
        }
    }

    /// <summary>The code of a refusal and the faults that it names, else the status.</summary>
    static string CodeOf(RawAnswer answer)
    {
        if (answer.Status < 400 || Judge.Parsed(answer.Body) is not { } json)
            return $"{answer.Status}";
        using (json)
        {
            var problem = json.RootElement;
            var code = problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("code", out var named) ? named.ToString() : $"{answer.Status}";
            return problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
                ? $"{code} {errors[0].GetProperty("pointer")} {errors[0].GetProperty("code")}"
                : code;
        }
    }
}
