namespace GridGov.Security;

/// <summary>A post of an API key's person when the key was made. Posts of another kind, role or grid add nothing to the key.</summary>
public sealed record GrantedPost(PostKind Kind, string? Role, string Grid)
{
    public static string Format(IEnumerable<GrantedPost> posts) =>
        string.Join(' ', posts.Select(post => $"{post.Kind.ToCode()}/{post.Role}/{post.Grid}"));

    /// <param name="text">Null for a key from before posts were kept.</param>
    /// <returns>Null for any post.</returns>
    public static IReadOnlyList<GrantedPost>? Parse(string? text) => text is null ? null :
        [
            .. from one in text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               let parts = one.Split('/')
               select new GrantedPost(Codes<PostKind>.Parse(parts[0]), parts[1].Length == 0 ? null : parts[1], parts[2]),
        ];
}
