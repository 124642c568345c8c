namespace GridGov.Api.Binding;

/// <summary>Rules about lists that a client sent.</summary>
static class ListRules
{
    /// <summary>A rule about all the elements together. Where one is null it has nothing to say; that is a rule of each.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<TElement>> MustAll<T, TElement>(
        this IRuleBuilder<T, IReadOnlyList<TElement>> rule, Func<IReadOnlyList<TElement>, bool> holds)
        where TElement : class =>
        rule.Must(list => list.Contains(null!) || holds(list));
}
