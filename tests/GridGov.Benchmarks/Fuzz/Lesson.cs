using System.Text.Json;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>What a right request's answer says of the choices that were made for it: a refusal as a rule tells which of them was wrong.</summary>
static class Lesson
{
    const int Certain = 40;
    const int Likely = 4;

    /// <summary>How choices are written: of a caller, of a status, of a version, of what the caller is to the thing, of whether a place has a value and which.</summary>
    public const char ByCaller = '!', InStatus = '@', Version = '^', Related = '~', Present = '?', From = '←';

    /// <summary>How a choice begins that is remembered for places of a name in all operations.</summary>
    public const char Anywhere = '*';

    public static void Learn(Odds odds, Draft draft, RawAnswer answer)
    {
        if (answer.Status < 400)
        {
            odds.Learn(draft.Choices, 1);
            return;
        }
        using var json = Judge.Parsed(answer.Body);
        var problem = json?.RootElement ?? default;
        var code = problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("code", out var said) ? said.ToString() : "";
        var places = problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? errors.EnumerateArray().Select(error => Slot(draft.Operation.Id, error.GetProperty("pointer").ToString())).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];
        if (code is "post-not-allowed" or "not-for-keys")
            odds.Learn(draft.Choices.Where(choice => choice.Contains(ByCaller) && !choice.Contains(From)), 0, Certain);
        else if (code == "action-not-allowed-in-status")
            odds.Learn(draft.Choices.Where(choice => choice.Contains(InStatus)), 0, Certain);
        else if (places.Count > 0)
            odds.Learn(draft.Choices.Where(choice => IsAt(choice, places)), 0, weight: 2);
        else if (answer.Status == 403)
            odds.Learn(draft.Choices.Where(choice => choice.Contains(Related) && !choice.Contains(From)), 0, Likely);
        else if (answer.Status == 412)
            odds.Learn(draft.Choices.Where(choice => choice.Contains(Version)), 0);
        else if (answer.Status == 409)
            odds.Learn(draft.Choices.Where(choice => choice.Contains(InStatus)), 0, Likely);
        else
            odds.Learn(draft.Choices, 0);
    }

    /// <summary>About one of these places; of an object also whether what is in it is there.</summary>
    static bool IsAt(string choice, HashSet<string> places)
    {
        var slot = choice.Split(Present, From, '=')[0];
        return places.Contains(slot) || (slot[0] == Anywhere && places.Any(place => place.Contains(slot[1..], StringComparison.OrdinalIgnoreCase))) || (choice.Contains(Present) && places.Contains(slot[..Math.Max(0, slot.LastIndexOf('.'))]));
    }

    /// <summary>/participants/0/personId as it is written in choices.</summary>
    static string Slot(string operation, string pointer) => operation + string.Concat(pointer.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.All(char.IsAsciiDigit) ? "[]" : "." + part));
}
