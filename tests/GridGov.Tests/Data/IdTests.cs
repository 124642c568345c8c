using GridGov.Data;

namespace GridGov.Tests.Data;

public class IdTests
{
    [Fact]
    public void Ids_grow_also_within_a_millisecond_and_when_the_clock_steps_back()
    {
        var ids = new IdGenerator(new Random(1));
        var made = Enumerable.Range(0, 10_000).Select(i => ids.Next(1_600_000_000_000 + (i / 5000) - (i % 7))).ToList();
        made.Select(id => id.Value).ShouldBe(made.Select(id => id.Value).Order());
        made.Distinct().Count().ShouldBe(made.Count);
    }

    [Fact]
    public void The_text_form_has_13_characters_and_parses_back()
    {
        var ids = new IdGenerator(new Random(2));
        for (var i = 0; i < 1000; i++)
        {
            var id = ids.Next(1_700_000_000_000 + i);
            id.ToString().Length.ShouldBe(13);
            Id.TryParseExact(id.ToString(), out var read).ShouldBeTrue();
            read.ShouldBe(id);
            Id.TryParseExact(id.ToString().ToLowerInvariant(), out read).ShouldBeTrue();
            read.ShouldBe(id);
        }
    }

    [Fact]
    public void The_text_form_sorts_like_the_ids()
    {
        var ids = new IdGenerator(new Random(3));
        var made = Enumerable.Range(0, 100).Select(i => ids.Next(1_700_000_000_000 + (i * 977)).ToString()).ToList();
        made.ShouldBe(made.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01K4V6J0Q8Z3")]
    [InlineData("01K4V6J0Q8Z3RR")]
    [InlineData("01K4V6J0Q8Z3U")] // U is not a digit
    [InlineData("Z1K4V6J0Q8Z3R")] // over 63 bits
    [InlineData("01K4V6J0Q8Z-R")]
    public void Any_other_text_is_no_id(string? text) => Id.TryParseExact(text, out _).ShouldBeFalse();
}
