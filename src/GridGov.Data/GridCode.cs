namespace GridGov.Data;

/// <summary>
/// Grid codes: national division codes (GB/T 2260 and the 12-digit statistical code), extended by three digits for the
/// unit grid. A child's code starts with its parent's.
/// </summary>
public static class GridCode
{
    /// <summary>The scope of the whole deployment. No grid has this code.</summary>
    public const string Everywhere = "*";

    const int City = 4;
    const int County = 6;
    const int Street = 9;
    const int Community = 12;
    const int Unit = 15;

    /// <summary>Code lengths from the city down to the unit grid.</summary>
    public static readonly int[] Lengths = [City, County, Street, Community, Unit];

    /// <summary>Whether the text has a code's form: 4, 6, 9, 12 or 15 digits.</summary>
    public static bool IsCode(string? text) =>
        text is not null && Lengths.Contains(text.Length) && text.All(char.IsAsciiDigit);

    /// <summary>Grid level 1 (street), 2 (community), 3 (unit grid); 0 for what stands above the street.</summary>
    public static int Level(string code) => code.Length switch
    {
        Street => 1,
        Community => 2,
        Unit => 3,
        _ => 0,
    };

    /// <summary>The length of the codes of a grid level 1–3.</summary>
    public static int LengthOf(int level) => level switch
    {
        1 => Street,
        2 => Community,
        3 => Unit,
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Grid levels are 1, 2 and 3."),
    };

    /// <summary>The parent's code; null for a city, whose province is not kept.</summary>
    public static string? Parent(string code) => code.Length switch
    {
        County => code[..City],
        Street => code[..County],
        Community => code[..Street],
        Unit => code[..Community],
        _ => null,
    };

    /// <summary>The ancestor of a grid level, when the code is that long.</summary>
    public static string? Ancestor(string code, int level) =>
        code.Length >= LengthOf(level) ? code[..LengthOf(level)] : null;

    /// <summary>Whether the scope holds the code: it is the same grid, or one above it.</summary>
    public static bool Covers(string scope, string code) =>
        scope == Everywhere || code.StartsWith(scope, StringComparison.Ordinal);

    /// <summary>The first code after the subtree: its codes are those from the root's to below this one.</summary>
    public static string EndOfSubtree(string root) => root == Everywhere ? ":" : root + ":";
}
