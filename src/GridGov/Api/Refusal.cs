using GridGov.Text;

namespace GridGov.Api;

/// <summary>A refusal in no language yet, of a request or of one row of a file.</summary>
/// <param name="Code">The code of the problem.</param>
/// <param name="Pointer">The value that is refused; null for the whole.</param>
/// <param name="About">The particulars of the occurrence.</param>
public sealed record Refusal(string Code, string? Pointer, params object?[] About)
{
    public LocalizedText Detail =>
        new(ProblemCatalogue.All[Code].DetailOf(chinese: true, About), ProblemCatalogue.All[Code].DetailOf(chinese: false, About));

    public ProblemHttpResult ToProblem() => Pointer is null ? Problems.Of(Code, About) : Problems.At(Pointer, Code, About);
}
