namespace GridGov.Api.Binding;

/// <summary>
/// Ids that a body names by what made them, such as "@c12". Reading a body is synchronous, so they are those of the reading thread.
/// </summary>
static class IdReferences
{
    public const char Mark = '@';

    [ThreadStatic]
    static Func<string, Id?>? resolve;

    /// <param name="find">The id of what is named, without the mark; null when it is unknown.</param>
    public static T With<T>(Func<string, Id?> find, Func<T> read)
    {
        resolve = find;
        try
        {
            return read();
        }
        finally
        {
            resolve = null;
        }
    }

    public static bool TryRead(string text, out Id id)
    {
        if (Id.TryParseExact(text, out id))
            return true;
        if (resolve is null || text is not [Mark, .. var name] || resolve(name) is not { } found)
            return false;
        id = found;
        return true;
    }
}
