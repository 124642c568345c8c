using System.Text;

namespace GridGov.Text;

public static class Masking
{
    /// <summary>The mask of a text. Without letters it is similar to no text, and no search finds it.</summary>
    public const string Text = FreeText.Mask;

    const int StarsOfNames = 3;

    /// <summary>王芳 becomes 王*, 王小明 王**, longer names the first character and three stars, one character a star.</summary>
    public static string? MaskName(string? name)
    {
        if (name is null)
            return null;
        var characters = name.Trim().EnumerateRunes().ToList();
        return characters.Count < 2 ? "*" : characters[0] + new string('*', Math.Min(characters.Count - 1, StarsOfNames));
    }

    /// <summary>
    /// 138****1234: shows the first three and last four of eleven or more digits, the last two of seven to ten, and none of fewer;
    /// signs and spaces are removed.
    /// </summary>
    public static string? MaskPhone(string? phone)
    {
        if (phone is null)
            return null;
        var digits = PhoneNumber.Normalise(phone);
        var (first, last) = digits.Length switch
        {
            >= 11 => (3, 4),
            >= 7 => (0, 2),
            _ => (0, 0),
        };
        return new StringBuilder(digits, 0, first, digits.Length)
            .Append('*', Math.Max(digits.Length - first - last, 1))
            .Append(digits, digits.Length - last, last)
            .ToString();
    }
}
