namespace GridGov.Data.Search;

/// <summary>The folded texts by which a subject is found, in the order of their weight. A row of <c>search_words</c>.</summary>
/// <param name="Number">Its number, of which whole parts are found, with a - before and after each part: -410103003-20120514-0007-.</param>
/// <param name="Filed">What it was filed with, one text in each line.</param>
/// <param name="Result">The result; null without one.</param>
/// <param name="Comments">The comments, one in each line; null without any.</param>
/// <param name="Category">The code of the category, whose name is searched for by this code.</param>
public sealed record SearchWords(string Number, string Filed, string? Result, string? Comments, string Category);

/// <summary>A word to find, or else one of the categories.</summary>
/// <param name="Text">The folded word.</param>
/// <param name="Categories">Codes of the categories whose names have the word.</param>
public sealed record SearchTerm(string Text, IReadOnlyCollection<string> Categories);
