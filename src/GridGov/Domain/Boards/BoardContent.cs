namespace GridGov.Domain.Boards;

/// <summary>What the office has set for the public board of a grid.</summary>
/// <param name="Title">Null for the name of the grid that is shown.</param>
/// <param name="Sections">In the order of <see cref="BoardSection"/>, each once.</param>
/// <param name="Measure">The code of a measure of tickets.</param>
sealed record BoardContent(
    bool Published, string? Title, IReadOnlyList<BoardSection> Sections, NameStyle Names, string? OfficePhone, string? OfficeAddress,
    string? NoticeZh, string? NoticeEn, string Measure, RatePeriod Period)
{
    const char Separator = ' ';

    /// <summary>Where nothing was ever set: nothing is published.</summary>
    public static readonly BoardContent Default = new(
        Published: false, Title: null, Enum.GetValues<BoardSection>(), NameStyle.Surname, OfficePhone: null, OfficeAddress: null,
        NoticeZh: null, NoticeEn: null, "resolution_rate", RatePeriod.ThisMonth);

    public bool Shows(BoardSection section) => Sections.Contains(section);

    public bool IsSameAs(BoardContent other) => this with { Sections = other.Sections } == other && Sections.SequenceEqual(other.Sections);

    /// <summary>The stored form of the sections.</summary>
    public string SectionCodes => string.Join(Separator, Sections.Select(section => section.ToCode()));

    public static IReadOnlyList<BoardSection> ReadSections(string codes) =>
        [.. codes.Split(Separator, StringSplitOptions.RemoveEmptyEntries).Select(Codes<BoardSection>.Parse)];

    /// <summary>All of it, as the events have it.</summary>
    public object ToPayload() => new
    {
        Published, Title, Sections = SectionCodes, Names, OfficePhone, OfficeAddress, NoticeZh, NoticeEn, Measure, Period,
    };
}
