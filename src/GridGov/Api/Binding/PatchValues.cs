namespace GridGov.Api.Binding;

/// <summary>What a PATCH makes of an optional value: absent it stays, and an empty text, or 0, removes it.</summary>
static class PatchValues
{
    public static string? Text(string? sent, string? before) => sent is "" ? null : sent ?? before;

    /// <summary>The same for text of a subject that is not confidential.</summary>
    public static string? Text(FreeText? sent, string? before) => Text(sent?.MaskedIf(confidential: false), before);

    /// <summary>Whether a text removes the value, so that no rule for texts applies to it.</summary>
    public static bool Removes(FreeText? sent) => sent?.MaskedIf(confidential: false) is "";

    public static Id? Id(string? sent, Id? before) => sent is "" ? null : QueryValues.Id(sent) ?? before;

    public static DateOnly? Day(string? sent, DateOnly? before) => sent is "" ? null : QueryValues.Day(sent) ?? before;

    public static int? Number(int? sent, int? before) => sent is 0 ? null : sent ?? before;
}
