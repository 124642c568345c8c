using System.Text.Json;

namespace GridGov.Fuzz.Checks;

/// <summary>Counts requests and responses, to show the coverage of each operation.</summary>
sealed class RunStatistics
{
    /// <summary>An operation with fewer successes, or a smaller share of them, is listed with the refusals of its valid requests.</summary>
    const int FewSuccesses = 5;
    const double SmallShare = 0.05;
    const int OutcomesShown = 8;

    readonly Lock gate = new();
    readonly SortedDictionary<string, long> statusClasses = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> successes = new(StringComparer.Ordinal);
    readonly HashSet<string> called = new(StringComparer.Ordinal);
    readonly SortedDictionary<RequestKind, (long Sent, long Successes)> kinds = [];

    /// <summary>By operation: how valid requests were answered.</summary>
    readonly Dictionary<string, Dictionary<string, int>> outcomes = new(StringComparer.Ordinal);

    public long Sent { get; private set; }

    /// <summary>Responses with 503.</summary>
    public long Unavailable { get; private set; }

    public void Count(RequestDraft draft, RawResponse response)
    {
        var operation = draft.Operation.Id;
        lock (gate)
        {
            Sent++;
            if (response.Status == 503)
                Unavailable++;
            var statusClass = response.Failure is null ? $"{response.Status / 100}xx" : "none";
            statusClasses[statusClass] = statusClasses.GetValueOrDefault(statusClass) + 1;
            called.Add(operation);
            if (response.IsSuccess && !draft.MayMissOperation && draft.Kind != RequestKind.Malformed)
                successes[operation] = successes.GetValueOrDefault(operation) + 1;
            if (draft.Kind == RequestKind.Valid)
            {
                if (!outcomes.TryGetValue(operation, out var ofOperation))
                    outcomes[operation] = ofOperation = new(StringComparer.Ordinal);
                var outcome = OutcomeOf(response);
                ofOperation[outcome] = ofOperation.GetValueOrDefault(outcome) + 1;
            }
            var (sent, good) = kinds.GetValueOrDefault(draft.Kind);
            kinds[draft.Kind] = (sent + 1, good + (response.IsSuccess ? 1 : 0));
        }
    }

    public int SuccessesOf(Operation operation)
    {
        lock (gate)
            return successes.GetValueOrDefault(operation.Id);
    }

    public void Print(IReadOnlyList<Operation> all, TimeSpan elapsed)
    {
        lock (gate)
        {
            Console.WriteLine();
            Console.WriteLine("| what | |");
            Console.WriteLine("|---|---:|");
            Console.WriteLine($"| requests | {Sent:N0} |");
            foreach (var (statusClass, count) in statusClasses)
                Console.WriteLine($"| answered {statusClass} | {count:N0} |");
            foreach (var (kind, (sent, good)) in kinds)
                Console.WriteLine($"| {kind.ToString().ToLowerInvariant()} requests, of them successful | {sent:N0}, {good:N0} |");
            Console.WriteLine($"| operations of the contract that were called | {called.Count} of {all.Count} |");
            Console.WriteLine($"| … that succeeded at least once | {successes.Count} |");
            Console.WriteLine($"| requests a second, with all checks of the store | {Sent / elapsed.TotalSeconds:N0} |");
            Console.WriteLine();
            foreach (var operation in all.Where(RarelySucceeds))
            {
                var most = outcomes.GetValueOrDefault(operation.Id, []).OrderByDescending(pair => pair.Value).Take(OutcomesShown);
                Console.WriteLine($"{successes.GetValueOrDefault(operation.Id)} successes of {operation.Id}; valid requests got: "
                    + string.Join(", ", most.Select(pair => $"{pair.Key} {pair.Value}")));
            }
        }
    }

    bool RarelySucceeds(Operation operation)
    {
        var ofOperation = outcomes.GetValueOrDefault(operation.Id, []);
        var good = ofOperation.Where(pair => pair.Key[0] is '2' or '3').Sum(pair => pair.Value);
        return successes.GetValueOrDefault(operation.Id) < FewSuccesses || good < ofOperation.Values.Sum() * SmallShare;
    }

    /// <summary>The status; of a refusal its code and the first of its errors.</summary>
    static string OutcomeOf(RawResponse response)
    {
        if (response.Status < 400 || ResponseChecker.ParseJson(response.Body) is not { } json)
            return $"{response.Status}";
        using (json)
        {
            var problem = json.RootElement;
            if (problem.ValueKind != JsonValueKind.Object || !problem.TryGetProperty("code", out var code))
                return $"{response.Status}";
            return problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
                && errors.GetArrayLength() > 0
                ? $"{code} {errors[0].GetProperty("pointer")} {errors[0].GetProperty("code")}"
                : $"{code}";
        }
    }
}
