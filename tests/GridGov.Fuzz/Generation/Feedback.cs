using System.Text.Json;

namespace GridGov.Fuzz.Generation;

/// <summary>Records whether the choices of a valid request worked. The errors of a refusal usually name the wrong choice.</summary>
static class Feedback
{
    const int Certain = 40;
    const int Likely = 4;
    const int AtPlace = 2;

    /// <summary>
    /// Separators in the names of choices: by caller, by status, by source of the version, by the caller's
    /// relation to the resource, by presence of an optional place, and by source of a value.
    /// </summary>
    public const char ByCaller = '!', InStatus = '@', Version = '^', Related = '~', Present = '?', From = '←';

    /// <summary>Begins the name of a choice that is recorded for places of this name in all operations.</summary>
    public const char Anywhere = '*';

    public static void Record(SuccessRates rates, RequestDraft draft, RawResponse response)
    {
        if (response.Status < 400)
        {
            rates.Record(draft.Choices, success: true);
            return;
        }
        using var json = ResponseChecker.ParseJson(response.Body);
        var problem = json?.RootElement is { ValueKind: JsonValueKind.Object } root ? root : (JsonElement?)null;
        var code = problem?.TryGetProperty("code", out var named) is true ? named.ToString() : "";
        var places = Places(draft.Operation.Id, problem);
        var (wrong, weight) = (code, response.Status) switch
        {
            ("post-not-allowed" or "not-for-keys", _) => (draft.Choices.Where(choice => Is(choice, ByCaller)), Certain),
            ("action-not-allowed-in-status", _) => (draft.Choices.Where(choice => choice.Contains(InStatus)), Certain),
            _ when places.Count > 0 => (draft.Choices.Where(choice => IsAt(choice, places)), AtPlace),
            (_, 403) => (draft.Choices.Where(choice => Is(choice, Related)), Likely),
            (_, 412) => (draft.Choices.Where(choice => choice.Contains(Version)), 1),
            (_, 409) => (draft.Choices.Where(choice => choice.Contains(InStatus)), Likely),
            _ => (draft.Choices, 1),
        };
        rates.Record(wrong, success: false, weight);
    }

    static bool Is(string choice, char separator) => choice.Contains(separator) && !choice.Contains(From);

    /// <summary>The places that the problem's errors point to.</summary>
    static HashSet<string> Places(string operation, JsonElement? problem) =>
        problem?.TryGetProperty("errors", out var errors) is true && errors.ValueKind == JsonValueKind.Array
            ? errors.EnumerateArray().Select(error => Place(operation, error.GetProperty("pointer").ToString()))
                .ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];

    /// <summary>Rewrites a pointer such as /participants/0/personId to the form used in choices.</summary>
    static string Place(string operation, string pointer) =>
        operation + string.Concat(pointer.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.All(char.IsAsciiDigit) ? "[]" : "." + part));

    /// <summary>Whether a choice is about one of these places, or about the presence of something in one of them.</summary>
    static bool IsAt(string choice, HashSet<string> places)
    {
        var place = choice.Split(Present, From, '=')[0];
        return places.Contains(place)
            || (place[0] == Anywhere && places.Any(each => each.Contains(place[1..], StringComparison.OrdinalIgnoreCase)))
            || (choice.Contains(Present) && places.Contains(place[..Math.Max(0, place.LastIndexOf('.'))]));
    }
}
