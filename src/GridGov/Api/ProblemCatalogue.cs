using System.Collections.Frozen;

namespace GridGov.Api;

/// <summary>Every kind of problem that the API can answer with, by its code.</summary>
public static class ProblemCatalogue
{
    public static FrozenDictionary<string, ProblemKind> All { get; private set; } = FrozenDictionary<string, ProblemKind>.Empty;

    /// <summary>Sets the kinds; the program lists them, because the API does not know the features that own them.</summary>
    /// <exception cref="ArgumentException">Two kinds have the same code.</exception>
    public static void Register(IEnumerable<ProblemKind> kinds) =>
        All = kinds.ToDictionary(kind => kind.Code, StringComparer.Ordinal).ToFrozenDictionary(StringComparer.Ordinal);
}
