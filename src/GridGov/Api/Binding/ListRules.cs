namespace GridGov.Api.Binding;

static class ListRules
{
    /// <summary>A rule about all elements together. It passes a list with a null element, which another rule reports.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<TElement>> MustAll<T, TElement>(
        this IRuleBuilder<T, IReadOnlyList<TElement>> rule, Func<IReadOnlyList<TElement>, bool> holds)
        where TElement : class =>
        rule.Must(list => list.Contains(null!) || holds(list));
}
