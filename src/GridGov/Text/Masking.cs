using System.Text;

namespace GridGov.Text;

/// <summary>What is shown in the place of what is not.</summary>
public static class Masking
{
    /// <summary>In the place of a text. It has no letters, so it is like no other text, and no word finds it.</summary>
    public const string Text = "******";

    const int StarsOfNames = 3;

    /// <summary>王芳 becomes 王*, 王小明 王**; of longer ones no more than the first character and three stars, of one character a star.</summary>
    public static string? MaskName(string? name)
    {
        if (name is null)
            return null;
        var characters = name.Trim().EnumerateRunes().ToList();
        return characters.Count < 2 ? "*" : characters[0] + new string('*', Math.Min(characters.Count - 1, StarsOfNames));
    }

    /// <summary>
    /// 138****1234: of eleven digits and more the first three and the last four, of seven to ten the last two, of shorter
    /// ones none; signs and spaces between them are left out.
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
        return new StringBuilder(digits, 0, first, digits.Length).Append('*', Math.Max(digits.Length - first - last, 1)).Append(digits, digits.Length - last, last).ToString();
    }
}
