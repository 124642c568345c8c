using GridGov.Security;

namespace GridGov.Domain.Posts;

static class AppointmentNotices
{
    /// <summary>The values of a notification's text about an appointment.</summary>
    public static Dictionary<string, string?> ToData(string name, PostKind post, string grid, string? by, string? text = null) =>
        new(StringComparer.Ordinal) { ["name"] = name, ["post"] = post.ToCode(), ["grid"] = grid, ["by"] = by, ["text"] = text };
}
