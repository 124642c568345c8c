namespace GridGov.Data.Search;

/// <summary>Numbers of subjects, which are found by one or more whole parts, because a part of a part would be found everywhere.</summary>
public static class SearchNumber
{
    /// <summary>Whether a word can be a part of a number.</summary>
    public static bool IsNumber(string word) => word.All(character => char.IsAsciiDigit(character) || character == '-');

    /// <summary>A number, or parts of one, as it is stored and compared.</summary>
    public static string Delimited(string number) => $"-{number}-";
}
