using GridGov.Text;

namespace GridGov.Tests.Text;

public class SearchTextTests
{
    [Theory]
    [InlineData("ＡＢＣ１２３", "abc123")]
    [InlineData("井蓋噪聲", "井盖噪声")]
    [InlineData("裏裡啓啟", "里里启启")]
    [InlineData("薴苧", "苎苎")]
    [InlineData("𠮷野家", "𠮷野家")]
    [InlineData("⚠️井\u200B盖", "⚠井盖")]
    public void Width_case_traditional_and_invisible_characters_are_folded(string text, string folded)
    {
        SearchText.Fold(text).ShouldBe(folded);
        SearchText.Fold(folded).ShouldBe(folded);
    }

    [Theory]
    [InlineData("井盖，噪音", "井盖|噪音")]
    [InlineData(" 井盖　井蓋 ", "井盖")]
    [InlineData("3-204 1.5米", "3-204|1.5米")]
    [InlineData("\"井盖\" NEAR(路* -灯) OR", "井盖|near|路|灯|or")]
    [InlineData("🚧路", "🚧路")]
    [InlineData("，。\"*-()%_", "")]
    public void Spaces_and_punctuation_separate_words(string text, string words) =>
        string.Join('|', SearchText.Words(text)).ShouldBe(words);

    [Theory]
    [InlineData("人行道井蓋破損", "井盖 破", "人行道[井蓋破]損")]
    [InlineData("ﾊﾞｽ停 ＡＢ-1", "バス ab-1", "[ﾊﾞｽ]停 [ＡＢ-1]")]
    [InlineData("门前𠮷家⚠️坏", "𠮷 ⚠", "门前[𠮷]家[⚠️]坏")]
    [InlineData("路灯不亮", "井盖", null)]
    public void Hits_are_marked_in_the_text_as_it_was_written(string text, string words, string? marked)
    {
        var pieces = SearchText.Mark(text, SearchText.Words(words));
        (pieces is null ? null : string.Concat(pieces.Select(piece => piece.IsHit ? $"[{piece.Text}]" : piece.Text))).ShouldBe(marked);
    }

    [Fact]
    public void A_long_text_is_shown_around_the_first_hit()
    {
        var pieces = SearchText.Mark(new string('甲', 4000) + "井盖" + new string('乙', 4000), ["井盖"])!;
        pieces.Select(piece => (piece.Text.Length, piece.IsHit)).ShouldBe([(20, false), (2, true), (58, false)]);
        SearchText.Mark(new string('甲', 4000), ["甲甲"])!.ShouldHaveSingleItem().Text.Length.ShouldBe(60);
    }
}
