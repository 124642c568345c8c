using GridGov.Api;
using GridGov.Text;

namespace GridGov.Domain.Places;

/// <summary>Why a place cannot be stored as it is given, by a request or by a row of a file.</summary>
/// <param name="Pointer">The value, as a JSON pointer.</param>
/// <param name="Code">The code of a problem, or of a rule for invalid input.</param>
sealed record PlaceFault(string Pointer, string Code, LocalizedText Detail)
{
    Refusal? refusal;

    public static PlaceFault Of(string code, string pointer, params object?[] about)
    {
        var made = new Refusal(code, pointer, about);
        return new PlaceFault(pointer, code, made.Detail) { refusal = made };
    }

    public ProblemHttpResult ToProblem() => refusal?.ToProblem() ?? Problems.Invalid(Pointer, Code, Detail);
}
