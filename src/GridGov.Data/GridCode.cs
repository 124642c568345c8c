namespace GridGov.Data;

/// <summary>
/// Grid codes: national division codes (GB/T 2260 and the 12-digit statistical code), extended by three digits for the
/// unit grid. A child's code starts with its parent's.
/// </summary>
public static class GridCode
{
    /// <summary>The scope of the whole deployment; not a grid's code.</summary>
    public const string Everywhere = "*";

    const int City = 4;
    const int County = 6;
    const int Street = 9;
    const int Community = 12;
    const int Unit = 15;

    public static readonly int[] Lengths = [City, County, Street, Community, Unit];

    /// <summary>Whether the text is a code: 4, 6, 9, 12 or 15 digits.</summary>
    public static bool IsCode(string? text) =>
        text is not null && Lengths.Contains(text.Length) && text.All(char.IsAsciiDigit);

    /// <summary>The lowest code that covers all of them; null when only the whole deployment does.</summary>
    public static string? CommonAncestor(IReadOnlyList<string> codes) =>
        Lengths.Where(length => length <= codes[0].Length).Select(length => codes[0][..length])
            .LastOrDefault(code => codes.All(other => Covers(code, other)));

    /// <summary>
    /// The code without the zeros that national lists add: 410103101000 is the street 410103101, 410100 the city 4101, 410000 the
    /// province 41. Other texts stay.
    /// </summary>
    public static string WithoutPadding(string code)
    {
        if (code.Length <= City || !IsCode(code))
            return code;
        while (code.Length > County && code.EndsWith("000", StringComparison.Ordinal))
            code = code[..^3];
        if (code.Length != County || !code.EndsWith("00", StringComparison.Ordinal))
            return code;
        return code.EndsWith("0000", StringComparison.Ordinal) ? code[..2] : code[..City];
    }

    /// <summary>Grid level 1 (street), 2 (community), 3 (unit grid); 0 above the street.</summary>
    public static int Level(string code) => code.Length switch
    {
        Street => 1,
        Community => 2,
        Unit => 3,
        _ => 0,
    };

    /// <summary>The code length of grid level 1–3.</summary>
    public static int LengthOf(int level) => level switch
    {
        1 => Street,
        2 => Community,
        3 => Unit,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Grid levels are 1, 2 and 3."),
    };

    /// <summary>The parent's code; null for a city, because provinces are not stored.</summary>
    public static string? Parent(string code) => code.Length switch
    {
        County => code[..City],
        Street => code[..County],
        Community => code[..Street],
        Unit => code[..Community],
        _ => null,
    };

    public static string? Ancestor(string code, int level) =>
        code.Length >= LengthOf(level) ? code[..LengthOf(level)] : null;

    public static bool Covers(string scope, string code) =>
        scope == Everywhere || code.StartsWith(scope, StringComparison.Ordinal);

    /// <summary>The exclusive upper bound of the codes of a subtree.</summary>
    public static string EndOfSubtree(string root) => root == Everywhere ? ":" : root + ":";
}
