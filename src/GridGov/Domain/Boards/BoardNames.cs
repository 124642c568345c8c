using System.Text;
using GridGov.Security;

namespace GridGov.Domain.Boards;

/// <summary>How people are named on a board.</summary>
static class BoardNames
{
    /// <summary>The surnames of two characters.</summary>
    static readonly HashSet<string> Compound = new(
        ("欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 " +
            "闾丘 令狐 百里 东郭 呼延 西门 南门 微生 第五 轩辕").Split(' '),
        StringComparer.Ordinal);

    /// <summary>Null where the board names nobody.</summary>
    public static BoardName? Of(string name, PostKind post, NameStyle style) => style switch
    {
        NameStyle.Full => new BoardName(name, name),
        NameStyle.Surname => BySurname(name, post),
        NameStyle.None => null,
    };

    static BoardName BySurname(string name, PostKind post)
    {
        var (label, surname) = (Labels.Of(post), SurnameOf(name.Trim()));
        var english = char.ToLowerInvariant(label.En[0]) + label.En[1..];
        return new BoardName(surname + label.Zh, surname.Length == 0 ? label.En : $"{surname}, {english}");
    }

    /// <summary>Empty for a name that does not begin with a Chinese surname, so that no more than the post is told.</summary>
    static string SurnameOf(string name)
    {
        var characters = name.EnumerateRunes().ToList();
        if (characters.Count < 2 || !characters.TrueForAll(IsHan))
            return "";
        var two = string.Concat(characters[0], characters[1]);
        return characters.Count > 2 && Compound.Contains(two) ? two : characters[0].ToString();
    }

    static bool IsHan(Rune character) => character.Value is (>= 0x3400 and <= 0x9FFF) or (>= 0x20000 and <= 0x3FFFF) or 0x3007;
}
