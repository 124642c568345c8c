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
    public void The_outside_form_is_13_characters_and_reads_back()
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
    public void The_outside_form_sorts_as_the_ids_do()
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
    public void Nothing_else_is_an_id(string? text) => Id.TryParseExact(text, out _).ShouldBeFalse();
}
